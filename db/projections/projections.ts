/**
 * Events of the objects → versioned upserts (docs/architecture.md#record). Any packets, in any order, any number of
 * times, leave the same tables: every row keeps the newest version it has received, and versions of one entity come
 * from one source.
 *
 * Versions start at 1; 0 is a row without any event.
 */
import type { EventPacket, EventSource, ObjectEvent } from "../../domain/record/events.ts";
import type { Database } from "../client.ts";
import { storableJson } from "../storable-json.ts";
import { textRequest } from "./assignment.ts";
import { campaign } from "./campaigns.ts";
import { contactState, contactsAdded, contactsDropped } from "./contacts.ts";
import { lineText, loopStop } from "./lines.ts";
import { message, unmatched } from "./messages.ts";
import { numberInPool, numberReservation } from "./numbers.ts";
import { badNumber, optOut, review } from "./opt-outs.ts";
import type { Projection, Put, ProjectedRow, ProjectedTable } from "./projection.ts";
import { scriptSnapshot } from "./scripts.ts";
import { senderHour, senderProblem } from "./sending.ts";

/** Every kind of event has its projection. */
const PROJECTIONS: { [Kind in ObjectEvent["kind"]]: Projection<Kind> } = {
  contacts_added: contactsAdded,
  contacts_dropped: contactsDropped,
  contact: contactState,
  message,
  opt_out: optOut,
  review,
  bad_number: badNumber,
  sender_problem: senderProblem,
  sender_hour: senderHour,
  unmatched,
  campaign,
  script: scriptSnapshot,
  text_request: textRequest,
  number: numberInPool,
  number_reservation: numberReservation,
  line_text: lineText,
  loop_stop: loopStop,
};

/** In one order everywhere, so that two consumers that write the same tables cannot lock each other out. */
const TABLES: readonly ProjectedTable[] = [...new Set(Object.values(PROJECTIONS).flatMap(({ tables }) => tables))];

/** One SQL statement with one parameter: the rows as a JSON list of objects. */
export type Statement = { text: string; json: string };

/**
 * Writes all packets in one transaction and one round trip, or throws and writes nothing. `isDatabaseDown` tells
 * whether the database was the reason; any other error means that one of the packets is unacceptable (or a bug here):
 * then apply them one by one.
 */
export async function apply(db: Database, packets: readonly EventPacket[]): Promise<void> {
  const { $client: client } = db;
  const queries = project(packets).map(({ text, json }) => client.query(text, [json]));
  if (queries.length === 1) await queries[0];
  else if (queries.length > 1) await client.transaction(queries);
}

/**
 * The statements for some packets: at most one per table and side of it, each with only the newest event per entity.
 * Throws on a malformed packet and on an event of unknown kind.
 */
export function project(packets: readonly EventPacket[]): Statement[] {
  const newest = new Map(TABLES.map((table) => [table, new Newest(table)]));
  const put: Put = (table, key, row) => newest.get(table)?.add(key, row);
  for (const { source, batches } of packets) {
    for (const { events } of batches) for (const event of events) projectOne(event, source, put);
  }
  return Array.from(newest, ([{ upsert }, rows]) => ({ text: upsert, rows: rows.sorted() }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ text, rows }) => ({ text, json: storableJson(rows) }));
}

function projectOne<Kind extends ObjectEvent["kind"]>(
  event: Extract<ObjectEvent, { kind: Kind }>,
  source: EventSource,
  put: Put,
): void {
  // A queue message from a newer version may contain kinds that the types exclude.
  const known: Projection<Kind> | undefined = Object.hasOwn(PROJECTIONS, event.kind)
    ? PROJECTIONS[event.kind as Kind]
    : undefined;
  if (!known) {
    throw new Error(`no projection for events of kind ${JSON.stringify(event.kind)}: deploy the newer Worker`);
  }
  known.project(event, source, put);
}

function newer(known: ProjectedRow, row: ProjectedRow): ProjectedRow {
  return row.version > known.version ? row : known;
}

/** Per entity the row to write. */
class Newest {
  readonly #rows = new Map<string, ProjectedRow>();
  readonly #merge: (known: ProjectedRow, row: ProjectedRow) => ProjectedRow;

  constructor({ merge = newer }: ProjectedTable) {
    this.#merge = merge;
  }

  add(key: string, row: ProjectedRow): void {
    const known = this.#rows.get(key);
    this.#rows.set(key, known ? this.#merge(known, row) : row);
  }

  /** In one order everywhere, for the same reason as `TABLES`. */
  sorted(): ProjectedRow[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}
