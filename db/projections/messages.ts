/** Texts, out and in, and inbound texts that no conversation took. */
import { parseContactId } from "../../domain/ids.ts";
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const MESSAGES: ProjectedTable = {
  upsert: upsert("messages", ["contact_id", "id"], {
    contact_id: "text",
    id: "text",
    org_id: "text",
    campaign_id: "text",
    direction: "text",
    body: "text",
    texter_id: "text",
    send_status: "text",
    sid: "text",
    error_code: "integer",
    script_version: "integer",
    script_step: "text",
    script_variant: "integer",
    media: "jsonb",
    reactions: "jsonb",
    diverted_to: "text",
    zone: "text",
    zone_source: "text",
    local_time: "text",
    at: "time",
    version: "bigint",
  }),
};

const UNMATCHED: ProjectedTable = {
  upsert: upsert(
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
  ),
};

export const message: Projection<"message"> = {
  tables: [MESSAGES],
  project(event, source, put) {
    put(MESSAGES, `${event.payload.contactId} ${event.payload.id}`, messageRow(source, event));
  },
};

export const unmatched: Projection<"unmatched"> = {
  tables: [UNMATCHED],
  project(event, source, put) {
    put(UNMATCHED, `${source.orgId} ${event.payload.sid}`, unmatchedRow(source, event));
  },
};

function messageRow(source: EventSource, { version, payload }: EventOf<"message">) {
  return {
    contact_id: payload.contactId,
    id: payload.id,
    org_id: source.orgId,
    campaign_id: source.campaignId,
    direction: payload.direction,
    body: payload.body,
    texter_id: payload.texterId,
    send_status: payload.sendStatus,
    sid: payload.sid,
    error_code: payload.errorCode,
    script_version: payload.scriptVersion,
    script_step: payload.scriptStep ?? null,
    script_variant: payload.scriptVariant ?? null,
    ...(payload.media ? { media: payload.media } : {}),
    ...(payload.reactions ? { reactions: payload.reactions } : {}),
    ...(typeof payload.divertedTo === "string" ? { diverted_to: payload.divertedTo } : {}),
    ...(typeof payload.zone !== "string"
      ? {}
      : { zone: payload.zone, zone_source: payload.zoneSource, local_time: payload.localTime }),
    at: payload.at,
    version,
  };
}

function unmatchedRow(source: EventSource, { version, payload }: EventOf<"unmatched">) {
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
