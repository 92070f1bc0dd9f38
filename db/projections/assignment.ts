/** Requests for texts. */
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const REQUESTS: ProjectedTable = {
  upsert: upsert(
    "text_requests",
    ["org_id", "person_id", "id"],
    {
      org_id: "text",
      person_id: "text",
      id: "text",
      campaign_id: "text",
      asked: "integer",
      state: "text",
      taken: "integer",
      taken_from: "text",
      note: "text",
      decided_by: "text",
      asked_at: "time",
      decided_at: "time",
      version: "bigint",
    },
    { from: { campaign_id: "about_campaign" } },
  ),
};

export const textRequest: Projection<"text_request"> = {
  tables: [REQUESTS],
  project(event, source, put) {
    const { personId, requestId } = event.payload;
    put(REQUESTS, `${source.orgId} ${personId} ${requestId}`, requestRow(source, event));
  },
};

function requestRow(source: EventSource, { version, payload }: EventOf<"text_request">) {
  return {
    id: payload.requestId,
    org_id: source.orgId,
    person_id: payload.personId,
    about_campaign: payload.campaignId,
    asked: payload.asked,
    state: payload.state,
    taken: payload.taken,
    taken_from: payload.takenFrom,
    note: payload.note,
    decided_by: payload.decidedBy,
    asked_at: payload.askedAt,
    decided_at: payload.decidedAt,
    version,
  };
}
