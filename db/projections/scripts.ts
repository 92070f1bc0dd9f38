/** Snapshots of scripts. */
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const SCRIPTS: ProjectedTable = {
  upsert: upsert(
    "script_snapshots",
    ["campaign_id", "version"],
    { campaign_id: "text", version: "integer", org_id: "text", script: "jsonb", by_person_id: "text", at: "time" },
    // A snapshot never changes.
    { from: { campaign_id: "id" }, update: "SET version = t.version WHERE false" },
  ),
};

export const scriptSnapshot: Projection<"script"> = {
  tables: [SCRIPTS],
  project(event, source, put) {
    put(SCRIPTS, `${event.payload.campaignId} ${event.version}`, scriptRow(source, event));
  },
};

function scriptRow(source: EventSource, { version, at, payload }: EventOf<"script">) {
  const { campaignId: id, script, byPersonId } = payload;
  return { id, org_id: source.orgId, version, script, by_person_id: byPersonId, at };
}
