/**
 * Events of the objects → versioned upserts (docs/architecture.md#record). Any packets, in any order, any number of
 * times, leave the same tables: every row keeps the newest version it has heard of, and versions of one entity come
 * from one source.
 *
 * Versions start at 1; 0 is a row that nobody has told anything about.
 */
import type {
  ContactState,
  EventPacket,
  EventSource,
  ImportedContact,
  ObjectEvent,
} from "../../domain/record/events.ts";
import type { Database } from "../client.ts";
import {
  BAD_NUMBERS,
  badNumberRow,
  REVIEWS,
  reviewRow,
  SENDER_PROBLEMS,
  senderProblemRow,
  WORDS,
  wordRow,
} from "./opt-outs.ts";
import { storableJson } from "./storable-json.ts";
import { UNMATCHED, unmatchedRow } from "./unmatched.ts";
import { upsert } from "./upsert.ts";

/** One SQL statement with one parameter: the rows as a JSON list of objects. */
export type Statement = { text: string; json: string };

/**
 * Writes all packets in one transaction and one round trip, or throws and writes nothing. `isDatabaseDown` tells whether
 * the database was the reason; any other error means that one of the packets is not acceptable (or our own fault): apply
 * them one by one then.
 */
export async function apply(db: Database, packets: readonly EventPacket[]): Promise<void> {
  const { $client: client } = db;
  const queries = project(packets).map(({ text, json }) => client.query(text, [json]));
  if (queries.length === 1) await queries[0];
  else if (queries.length > 1) await client.transaction(queries);
}

/**
 * The statements for some packets: at most one per table and side of it, each with only the newest event per entity.
 * Throws on a packet that is no packet and on an event of unknown kind.
 */
export function project(packets: readonly EventPacket[]): Statement[] {
  const imported = new Newest();
  const contactStates = new Newest();
  const messages = new Newest();
  const optOuts = new Newest();
  const words = new Newest();
  const reviews = new Newest();
  const badNumbers = new Newest();
  const senderProblems = new Newest();
  const unmatched = new Newest();
  const campaigns = new Newest();
  const scripts = new Newest();
  const requests = new Newest();
  const startedAt = new Map<string, number>();

  for (const { source, batches } of packets) {
    for (const { events } of batches) {
      for (const event of events) {
        switch (event.kind) {
          case "contacts_added":
            for (const contact of event.payload.contacts) imported.add(contact.id, importedRow(source, event, contact));
            break;
          case "contacts_dropped":
            for (const id of event.payload.ids) {
              imported.add(id, droppedRow(source, event, id));
              // A queue that was emptied numbers anew: what happened to this contact is not the next one's past.
              contactStates.add(id, contactRow(source, event, { id, ...NOTHING_HAPPENED }));
            }
            break;
          case "contact":
            contactStates.add(event.payload.id, contactRow(source, event, event.payload));
            break;
          case "message":
            messages.add(`${event.payload.contactId} ${event.payload.id}`, messageRow(source, event));
            break;
          case "opt_out":
            words.add(`${source.orgId} ${event.payload.cell} ${event.version}`, wordRow(source, event));
            // One that said what was known says nothing about the present state.
            if (event.payload.changed !== false) {
              optOuts.add(`${source.orgId} ${event.payload.cell}`, optOutRow(source, event));
            }
            break;
          case "review":
            reviews.add(`${source.orgId} ${event.payload.sid}`, reviewRow(source, event));
            break;
          case "bad_number":
            badNumbers.add(`${source.orgId} ${event.payload.cell}`, badNumberRow(source, event));
            break;
          case "unmatched":
            unmatched.add(`${source.orgId} ${event.payload.sid}`, unmatchedRow(source, event));
            break;
          case "sender_problem": {
            const { sender, code } = event.payload;
            senderProblems.add(`${source.key} ${sender} ${code}`, senderProblemRow(source, event));
            break;
          }
          case "campaign": {
            const { id, status } = event.payload;
            campaigns.add(id, campaignRow(source, event));
            if (status !== "DRAFT") startedAt.set(id, Math.min(event.at, startedAt.get(id) ?? Infinity));
            break;
          }
          case "script":
            scripts.add(`${event.payload.campaignId} ${event.version}`, scriptRow(source, event));
            break;
          case "text_request": {
            const { personId, requestId } = event.payload;
            requests.add(`${source.orgId} ${personId} ${requestId}`, requestRow(source, event));
            break;
          }
          default:
            throw new Error(
              `no projection for events of kind ${JSON.stringify(kindOf(event))}: deploy the newer Worker`,
            );
        }
      }
    }
  }
  const campaignRows = campaigns
    .sorted()
    .map((row) => Object.assign(row, { started_at: startedAt.get(row.id) ?? null }));
  return [
    statement(IMPORTED, imported.sorted()),
    statement(CONTACTS, contactStates.sorted()),
    statement(MESSAGES, messages.sorted()),
    statement(OPT_OUTS, optOuts.sorted()),
    statement(WORDS, words.sorted()),
    statement(REVIEWS, reviews.sorted()),
    statement(BAD_NUMBERS, badNumbers.sorted()),
    statement(SENDER_PROBLEMS, senderProblems.sorted()),
    statement(UNMATCHED, unmatched.sorted()),
    statement(CAMPAIGNS, campaignRows),
    statement(SCRIPTS, scripts.sorted()),
    statement(REQUESTS, requests.sorted()),
  ].filter((each) => each !== null);
}

type Event<Kind extends ObjectEvent["kind"]> = Extract<ObjectEvent, { kind: Kind }>;
type Row = { id: string; version: number };

/** Per entity the row with the highest version. */
class Newest {
  readonly #rows = new Map<string, Row>();

  add(key: string, row: Row): void {
    const known = this.#rows.get(key);
    if (!known || row.version > known.version) this.#rows.set(key, row);
  }

  /** In one order everywhere, so that two consumers that write the same rows cannot lock each other out. */
  sorted(): Row[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

function importedRow(source: EventSource, { version }: ObjectEvent, contact: ImportedContact) {
  return {
    id: contact.id,
    org_id: source.orgId,
    campaign_id: source.campaignId,
    dropped: false,
    cell: contact.cell,
    first_name: contact.firstName,
    last_name: contact.lastName,
    external_id: contact.externalId,
    custom: contact.custom,
    version,
  };
}

function droppedRow(source: EventSource, { version }: ObjectEvent, id: string) {
  return { id, org_id: source.orgId, campaign_id: source.campaignId, dropped: true, version };
}

const NOTHING_HAPPENED = { texterId: null, status: "needsMessage", optedOut: false, answers: {} } as const;

function contactRow(source: EventSource, { version, at }: ObjectEvent, payload: ContactState) {
  return {
    id: payload.id,
    org_id: source.orgId,
    campaign_id: source.campaignId,
    texter_id: payload.texterId,
    status: payload.status,
    opted_out: payload.optedOut,
    answers: payload.answers,
    labels: payload.labels ?? [],
    version,
    updated_at: at,
  };
}

function messageRow(source: EventSource, { version, payload }: Event<"message">) {
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
    ...(typeof payload.divertedTo === "string" ? { diverted_to: payload.divertedTo } : {}),
    at: payload.at,
    version,
  };
}

function optOutRow(source: EventSource, { version, at, payload }: Event<"opt_out">) {
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

function campaignRow(source: EventSource, { version, payload }: Event<"campaign">) {
  return { id: payload.id, org_id: source.orgId, status: payload.status, paused: payload.paused, version };
}

function scriptRow(source: EventSource, { version, at, payload }: Event<"script">) {
  const { campaignId: id, script, byPersonId } = payload;
  return { id, org_id: source.orgId, version, script, by_person_id: byPersonId, at };
}

function requestRow(source: EventSource, { version, payload }: Event<"text_request">) {
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

function kindOf(event: never): unknown {
  // What the types exclude, a queue message from a newer version may contain.
  const { kind } = event as { kind?: unknown };
  return kind;
}

const IMPORTED = upsert(
  "contacts",
  ["id"],
  {
    id: "text",
    org_id: "text",
    campaign_id: "text",
    dropped: "boolean",
    cell: "text",
    first_name: "text",
    last_name: "text",
    external_id: "text",
    custom: "jsonb",
    imported_version: "bigint",
  },
  { from: { imported_version: "version" } },
);

const CONTACTS = upsert("contacts", ["id"], {
  id: "text",
  org_id: "text",
  campaign_id: "text",
  texter_id: "text",
  status: "text",
  opted_out: "boolean",
  answers: "jsonb",
  labels: "jsonb",
  version: "bigint",
  updated_at: "time",
});

const MESSAGES = upsert("messages", ["contact_id", "id"], {
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
  diverted_to: "text",
  at: "time",
  version: "bigint",
});

const OPT_OUTS = upsert(
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
);

const REQUESTS = upsert(
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
);

// An older event says nothing about the state, but may be the one that knows when the campaign started.
const CAMPAIGNS = upsert(
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
);

const SCRIPTS = upsert(
  "script_snapshots",
  ["campaign_id", "version"],
  { campaign_id: "text", version: "integer", org_id: "text", script: "jsonb", by_person_id: "text", at: "time" },
  // A snapshot never changes.
  { from: { campaign_id: "id" }, update: "SET version = t.version WHERE false" },
);

function statement(text: string, rows: Row[]): Statement | null {
  return rows.length === 0 ? null : { text, json: storableJson(rows) };
}
