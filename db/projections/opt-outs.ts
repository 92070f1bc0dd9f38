/** Opt-outs, texts in review, and bad numbers. */
import { parseContactId } from "../../domain/ids.ts";
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const OPT_OUTS: ProjectedTable = {
  upsert: upsert(
    "opt_outs",
    ["org_id", "cell"],
    {
      org_id: "text",
      cell: "text",
      opted_out: "boolean",
      reason: "text",
      source_contact_id: "text",
      source_message_id: "text",
      by_person_id: "text",
      note: "text",
      at: "time",
      version: "bigint",
    },
    { from: { cell: "id" } },
  ),
};

const HISTORY: ProjectedTable = {
  upsert: upsert(
    "opt_out_history",
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
  ),
};

const REVIEWS: ProjectedTable = {
  upsert: upsert(
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
  ),
};

const BAD_NUMBERS: ProjectedTable = {
  upsert: upsert(
    "bad_numbers",
    ["org_id", "cell"],
    { org_id: "text", cell: "text", code: "integer", at: "time", version: "bigint" },
    { from: { cell: "id" } },
  ),
};

export const optOut: Projection<"opt_out"> = {
  tables: [OPT_OUTS, HISTORY],
  project(event, source, put) {
    const { cell, changed } = event.payload;
    put(HISTORY, `${source.orgId} ${cell} ${event.version}`, historyRow(source, event));
    // An entry that changed nothing does not set the present state.
    if (changed !== false) put(OPT_OUTS, `${source.orgId} ${cell}`, optOutRow(source, event));
  },
};

export const review: Projection<"review"> = {
  tables: [REVIEWS],
  project(event, source, put) {
    put(REVIEWS, `${source.orgId} ${event.payload.sid}`, reviewRow(source, event));
  },
};

export const badNumber: Projection<"bad_number"> = {
  tables: [BAD_NUMBERS],
  project(event, source, put) {
    put(BAD_NUMBERS, `${source.orgId} ${event.payload.cell}`, badNumberRow(source, event));
  },
};

function optOutRow(source: EventSource, { version, at, payload }: EventOf<"opt_out">) {
  return {
    id: payload.cell,
    org_id: source.orgId,
    opted_out: payload.optedOut,
    reason: payload.reason,
    source_contact_id: payload.sourceContactId,
    source_message_id: payload.sourceMessageId,
    by_person_id: payload.byPersonId,
    note: payload.note ?? "",
    at,
    version,
  };
}

/** An entry of a number's history, under its version: it never changes. */
function historyRow(source: EventSource, { version, at, payload }: EventOf<"opt_out">) {
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

function reviewRow(source: EventSource, { version, payload }: EventOf<"review">) {
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

/** Events from before the code could be null have 0. */
function badNumberRow(source: EventSource, { version, at, payload }: EventOf<"bad_number">) {
  return { id: payload.cell, org_id: source.orgId, code: payload.code || null, at, version };
}
