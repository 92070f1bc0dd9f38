/**
 * The changes of one block of the queue (store.ts). Rows are saved through it, so that counters, versions and events
 * cannot be forgotten; updates for desks are collected.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { Sql, SqlValue } from "../../kit/storage/sql.ts";
import { countContact, countMessage } from "./counters.ts";
import type { Counters } from "./counters.ts";
import { contactStateOf, messageStateOf } from "./rows.ts";
import type { ContactRow, MessageRow } from "./rows.ts";

/** An update for a desk: a whole contact, or only the progress of a text. */
export type DeskNews =
  | { kind: "item"; texter: string; n: number }
  | { kind: "state"; texter: string; message: MessageRow }
  | { kind: "gone"; texter: string; n: number; version: number };

type ContactPatch = Partial<Omit<ContactRow, "n" | "version">>;
type MessagePatch = Partial<Omit<MessageRow, "n" | "id">>;
type ProgressPatch = Partial<
  Pick<MessageRow, "send_status" | "sid" | "sender" | "error_code" | "attempts" | "sending_at" | "look_up_at">
>;

/** When a message of this contact is written: later than the one before, because a thread is ordered by time. */
export function momentIn(change: Change, contact: ContactRow): number {
  return Math.max(change.at, contact.last_at + 1);
}

/** The changes of one block. Rows are saved through it, so that counters, versions and events cannot be forgotten. */
export class Change {
  readonly at: number;
  readonly counters: Counters;
  readonly news: DeskNews[] = [];
  version: number;
  isEmpty = true;
  #sql: Sql;
  #key: string;
  #contacts = new Map<number, ContactRow>();
  #messages = new Map<string, { row: MessageRow; version: number }>();
  #extra: ObjectEvent[] = [];
  #sending: [n: number, id: string][] = [];
  #progress = new Map<string, MessageRow>();
  #states: MessageRow[] = [];
  /** Contacts that opted out in this block. */
  optOuts = 0;

  constructor(deps: { sql: Sql; key: string; at: number; version: number; counters: Counters }) {
    this.#sql = deps.sql;
    this.#key = deps.key;
    this.version = deps.version;
    this.counters = deps.counters;
    this.at = deps.at;
  }

  /** The row with the patch applied; its texter's desk is notified unless `quiet` (when the answer brings it). */
  saveContact(before: ContactRow, patch: ContactPatch, quiet = false): ContactRow {
    const after: ContactRow = { ...before, ...patch, version: this.#next() };
    const columns = [...Object.keys(patch), "version"];
    // Only changed columns are written, because SQLite updates an index whenever SET names one of its columns.
    this.#sql.run(
      `UPDATE contacts SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE n = ?`,
      // Keys of a row are its columns.
      ...columns.map((column) => after[column as keyof ContactRow] as SqlValue),
      before.n,
    );
    countContact(this.counters, before, -1);
    countContact(this.counters, after, 1);
    if (after.opted_out > before.opted_out) this.optOuts += 1;
    this.#contacts.set(after.n, after);
    if (before.texter !== null && before.texter !== after.texter) {
      this.news.push({ kind: "gone", texter: before.texter, n: after.n, version: after.version });
    }
    if (after.texter !== null && !quiet) this.news.push({ kind: "item", texter: after.texter, n: after.n });
    return after;
  }

  /**
   * Gives unassigned contacts to one texter with one statement; the desk gets them in the answer to its lease. A
   * reply's deadline starts again.
   */
  assign(rows: readonly ContactRow[], texter: string): ContactRow[] {
    return this.#give(rows, texter, this.at);
  }

  /** Gives contacts to another texter, or to nobody, with one statement; both desks are notified. */
  move(rows: readonly ContactRow[], texter: string | null): ContactRow[] {
    const moved = this.#give(rows, texter, null);
    for (const [index, { n, version }] of moved.entries()) {
      const before = rows[index]?.texter ?? null;
      if (before !== null && before !== texter) this.news.push({ kind: "gone", texter: before, n, version });
      if (texter !== null) this.news.push({ kind: "item", texter, n });
    }
    return moved;
  }

  #give(rows: readonly ContactRow[], texter: string | null, lastAt: number | null): ContactRow[] {
    if (rows.length === 0) return [];
    const version = this.#next();
    this.#sql.run(
      "UPDATE contacts SET texter = ?, last_at = COALESCE(?, last_at), version = ? WHERE n IN (SELECT value FROM json_each(?))",
      texter,
      lastAt,
      version,
      JSON.stringify(rows.map((row) => row.n)),
    );
    return rows.map((before) => {
      const after: ContactRow = { ...before, texter, last_at: lastAt ?? before.last_at, version };
      countContact(this.counters, before, -1);
      countContact(this.counters, after, 1);
      this.#contacts.set(after.n, after);
      return after;
    });
  }

  addMessage(message: MessageRow): void {
    const version = this.#next();
    this.#sql.run(
      `INSERT INTO messages (n, id, direction, body, texter, send_status, sid, error_code, at, script_version, kind, attempts, sending_at, look_up_at, script_step, script_variant, clock)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      message.n,
      message.id,
      message.direction,
      message.body,
      message.texter,
      message.send_status,
      message.sid,
      message.error_code,
      message.at,
      message.script_version,
      message.kind,
      message.attempts,
      message.sending_at,
      message.look_up_at,
      message.script_step,
      message.script_variant,
      message.clock ?? null,
    );
    // Few texts have files, and the others pay nothing for them.
    if (message.media) {
      const { n, id, media, as_link: asLink = 0 } = message;
      this.#sql.run("UPDATE messages SET media = ?, as_link = ? WHERE n = ? AND id = ?", media, asLink, n, id);
    }
    countMessage(this.counters, message, 1);
    this.#messages.set(`${message.n}/${message.id}`, { row: message, version });
  }

  /** Marks a text SENDING; `writeSending` then writes a whole wave with one statement. Nobody is notified. */
  markSending(before: MessageRow): MessageRow {
    const after: MessageRow = {
      ...before,
      send_status: "SENDING",
      attempts: before.attempts + 1,
      sending_at: this.at,
    };
    countMessage(this.counters, before, -1);
    countMessage(this.counters, after, 1);
    this.#sending.push([before.n, before.id]);
    return after;
  }

  writeSending(): void {
    if (this.#sending.length === 0) return;
    this.#next();
    this.#sql.run(
      `UPDATE messages SET send_status = 'SENDING', attempts = attempts + 1, sending_at = ?
       WHERE (n, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
      this.at,
      JSON.stringify(this.#sending),
    );
    this.#sending = [];
  }

  /**
   * A text's progress. SENDING is bookkeeping between two commits: neither desks nor Postgres get it, which saves a
   * third of all events.
   */
  saveMessage(before: MessageRow, patch: MessagePatch): MessageRow {
    const columns = Object.keys(patch);
    this.#sql.run(
      `UPDATE messages SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE n = ? AND id = ?`,
      ...columns.map((column) => patch[column as keyof MessagePatch] as SqlValue),
      before.n,
      before.id,
    );
    return this.#progressed(before, patch);
  }

  /**
   * Like `saveMessage`, but written with all others of the block by one statement at its end: until then the table has
   * the old row, so a caller that saves a text twice in a block must use the returned row.
   */
  saveProgress(before: MessageRow, patch: ProgressPatch): MessageRow {
    const after = this.#progressed(before, patch);
    this.#progress.set(`${after.n}/${after.id}`, after);
    return after;
  }

  writeProgress(): void {
    if (this.#progress.size === 0) return;
    const rows = Array.from(this.#progress.values(), (row) => [
      row.n,
      row.id,
      row.send_status,
      row.sid,
      row.error_code,
      row.attempts,
      row.sending_at,
      row.look_up_at,
      row.sender ?? null,
    ]);
    this.#sql.run(
      `UPDATE messages SET send_status = j.value ->> 2, sid = j.value ->> 3, error_code = j.value ->> 4,
         attempts = j.value ->> 5, sending_at = j.value ->> 6, look_up_at = j.value ->> 7, sender = j.value ->> 8
       FROM json_each(?) AS j WHERE messages.n = j.value ->> 0 AND messages.id = j.value ->> 1`,
      JSON.stringify(rows),
    );
    this.#progress.clear();
  }

  #progressed(before: MessageRow, patch: MessagePatch): MessageRow {
    const after: MessageRow = { ...before, ...patch };
    const version = this.#next();
    countMessage(this.counters, before, -1);
    countMessage(this.counters, after, 1);
    if (after.send_status !== "SENDING") {
      this.#messages.set(`${after.n}/${after.id}`, { row: after, version });
      this.notifyState(after);
    }
    return after;
  }

  /**
   * A text's progress, for the desk of the texter who holds its contact when the block ends: its author may have lost
   * it meanwhile.
   */
  notifyState(message: MessageRow): void {
    this.#states.push(message);
  }

  /** Called at the end of the block: one query of contacts for all of its texts. */
  writeNews(): void {
    if (this.#states.length === 0) return;
    const holders = this.#sql.all<{ n: number; texter: string }>(
      `SELECT c.n, c.texter FROM json_each(?) AS j CROSS JOIN contacts c ON c.n = j.value
       WHERE c.texter IS NOT NULL`,
      JSON.stringify([...new Set(this.#states.map(({ n }) => n))]),
    );
    const holderOf = new Map(holders.map(({ n, texter }) => [n, texter]));
    for (const message of this.#states) {
      const texter = holderOf.get(message.n);
      if (texter !== undefined) this.news.push({ kind: "state", texter, message });
    }
    this.#states = [];
  }

  /** For rows that were written in bulk. */
  countNew(contact: ContactRow): void {
    this.isEmpty = false;
    countContact(this.counters, contact, 1);
  }

  countGone(contact: ContactRow): void {
    this.isEmpty = false;
    countContact(this.counters, contact, -1);
  }

  addEvents(events: ObjectEvent[]): void {
    this.isEmpty = false;
    this.#extra.push(...events);
  }

  nextVersion(): number {
    return this.#next();
  }

  events(): ObjectEvent[] {
    const key = this.#key;
    const events: ObjectEvent[] = this.#extra;
    for (const row of this.#contacts.values()) {
      events.push({ kind: "contact", version: row.version, at: this.at, payload: contactStateOf(key, row) });
    }
    for (const { row, version } of this.#messages.values()) {
      events.push({ kind: "message", version, at: this.at, payload: messageStateOf(key, row) });
    }
    return events;
  }

  #next(): number {
    this.isEmpty = false;
    this.version += 1;
    return this.version;
  }
}
