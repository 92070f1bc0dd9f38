/** Campaigns: their state, and when they started. */
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedRow, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

// An older event does not change the state, but may have the time at which the campaign started.
const CAMPAIGNS: ProjectedTable = {
  merge: (known, row) => {
    const newest = row.version > known.version ? row : known;
    return Object.assign(newest, { started_at: earliest(startOf(known), startOf(row)) });
  },
  upsert: upsert(
    "campaigns",
    ["id"],
    { id: "text", org_id: "text", status: "text", paused: "boolean", state_version: "bigint", started_at: "time" },
    {
      from: { state_version: "version" },
      update: `SET
  status = CASE WHEN excluded.state_version > t.state_version THEN excluded.status ELSE t.status END,
  paused = CASE WHEN excluded.state_version > t.state_version THEN excluded.paused ELSE t.paused END,
  state_version = greatest(excluded.state_version, t.state_version),
  started_at = least(excluded.started_at, t.started_at)
WHERE excluded.state_version > t.state_version OR excluded.started_at < coalesce(t.started_at, 'infinity')`,
    },
  ),
};

export const campaign: Projection<"campaign"> = {
  tables: [CAMPAIGNS],
  project(event, source, put) {
    put(CAMPAIGNS, event.payload.id, campaignRow(source, event));
  },
};

function startOf({ started_at: startedAt }: ProjectedRow): number | null {
  return typeof startedAt === "number" ? startedAt : null;
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function campaignRow(source: EventSource, { version, at, payload }: EventOf<"campaign">) {
  const { id, status, paused } = payload;
  return { id, org_id: source.orgId, status, paused, version, started_at: status === "DRAFT" ? null : at };
}
