/** Rows and upserts of the events about opt-outs, unclear texts and numbers (projections.ts). */
import type { EventSource, ObjectEvent } from "../../domain/record/events.ts";
import { parseContactId } from "../../domain/ids.ts";
import { upsert } from "./upsert.ts";

type Event<Kind extends ObjectEvent["kind"]> = Extract<ObjectEvent, { kind: Kind }>;

/** Every word on a number, under its version: it never changes. */
export function wordRow(source: EventSource, { version, at, payload }: Event<"opt_out">) {
  return {
    id: payload.cell,
    org_id: source.orgId,
    opted_out: payload.optedOut,
    changed: payload.changed ?? true,
    reason: payload.reason,
    note: payload.note ?? "",
    source_contact_id: payload.sourceContactId,
    source_message_id: payload.sourceMessageId,
    by_person_id: payload.byPersonId,
    at,
    version,
  };
}

export function reviewRow(source: EventSource, { version, payload }: Event<"review">) {
  return {
    id: payload.sid,
    org_id: source.orgId,
    cell: payload.cell,
    contact_id: payload.contactId,
    about_campaign: parseContactId(payload.contactId)?.campaignId ?? "",
    body: payload.body,
    reason: payload.reason,
    phrase: payload.phrase,
    state: payload.state,
    by_person_id: payload.byPersonId,
    at: payload.at,
    decided_at: payload.decidedAt,
    version,
  };
}

export function badNumberRow(source: EventSource, { version, at, payload }: Event<"bad_number">) {
  return { id: payload.cell, org_id: source.orgId, code: payload.code, at, version };
}

export function senderProblemRow(source: EventSource, { version, at, payload }: Event<"sender_problem">) {
  const { sender, code, count } = payload;
  return { id: source.key, org_id: source.orgId, sender, code, count, at, version };
}

export const WORDS = upsert(
  "opt_out_words",
  ["org_id", "cell", "version"],
  {
    org_id: "text",
    cell: "text",
    version: "bigint",
    opted_out: "boolean",
    changed: "boolean",
    reason: "text",
    note: "text",
    source_contact_id: "text",
    source_message_id: "text",
    by_person_id: "text",
    at: "time",
  },
  { from: { cell: "id" }, update: "SET version = t.version WHERE false" },
);

export const REVIEWS = upsert(
  "opt_out_reviews",
  ["org_id", "sid"],
  {
    org_id: "text",
    sid: "text",
    cell: "text",
    contact_id: "text",
    campaign_id: "text",
    body: "text",
    reason: "text",
    phrase: "text",
    state: "text",
    by_person_id: "text",
    at: "time",
    decided_at: "time",
    version: "bigint",
  },
  { from: { sid: "id", campaign_id: "about_campaign" } },
);

export const BAD_NUMBERS = upsert(
  "bad_numbers",
  ["org_id", "cell"],
  { org_id: "text", cell: "text", code: "integer", at: "time", version: "bigint" },
  { from: { cell: "id" } },
);

export const SENDER_PROBLEMS = upsert(
  "sender_problems",
  ["org_id", "queue_key", "sender", "code"],
  {
    org_id: "text",
    queue_key: "text",
    sender: "text",
    code: "integer",
    count: "integer",
    at: "time",
    version: "bigint",
  },
  { from: { queue_key: "id" } },
);
