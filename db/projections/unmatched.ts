/** Row and upsert of inbound texts that no conversation took (projections.ts). */
import type { EventSource, ObjectEvent } from "../../domain/record/events.ts";
import { parseContactId } from "../../domain/ids.ts";
import { upsert } from "./upsert.ts";

export function unmatchedRow(source: EventSource, { version, payload }: Extract<ObjectEvent, { kind: "unmatched" }>) {
  return {
    id: payload.sid,
    org_id: source.orgId,
    cell: payload.cell,
    to_number: payload.to,
    body: payload.body,
    contact_id: payload.contactId,
    about_campaign: parseContactId(payload.contactId)?.campaignId ?? "",
    at: payload.at,
    handled_at: payload.handledAt,
    handled_by: payload.handledBy,
    version,
  };
}

export const UNMATCHED = upsert(
  "unmatched_texts",
  ["org_id", "sid"],
  {
    org_id: "text",
    sid: "text",
    cell: "text",
    to_number: "text",
    body: "text",
    contact_id: "text",
    campaign_id: "text",
    at: "time",
    handled_at: "time",
    handled_by: "text",
    version: "bigint",
  },
  { from: { sid: "id", campaign_id: "about_campaign" } },
);
