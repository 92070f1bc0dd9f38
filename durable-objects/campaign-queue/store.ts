/**
 * The queue's state and its unit of work. Every change runs in a `block`: one synchronous transaction that writes rows,
 * counters, the version and the events together, so that one commit carries all of it (DESIGN.md, The ways). What desks
 * have to be told is collected beside it and sent afterwards.
 */
import type { ObjectEvent } from "../../domain/events.ts";
import type { CampaignConfig, Texter } from "../../domain/protocol/objects.ts";
import type { Sql, SqlValue } from "../kit/sql.ts";
import { countContact, countMessage, noCounters } from "./counters.ts";
import type { Counters } from "./counters.ts";
import { contactStateOf, messageStateOf } from "./rows.ts";
import type { ContactRow, MessageRow } from "./rows.ts";

/** What a desk hears about later: whole contacts, or only how far a text has come. */
export type DeskNews =
  | { kind: "item"; texter: string; n: number }
  | { kind: "state"; texter: string; message: MessageRow }
  | { kind: "gone"; texter: string; n: number; version: number };

export type StoreDeps = {
  key: string;
  sql: Sql;
  now: () => number;
  /** Called inside the block: writes the events to the outbox. */
  record: (events: ObjectEvent[]) => void;
  /** Called after the block: desks to tell. */
  tell: (news: DeskNews[]) => void;
};

type ContactPatch = Partial<Omit<ContactRow, "n" | "version">>;
type MessagePatch = Partial<Omit<MessageRow, "n" | "id">>;

export class QueueStore {
  readonly key: string;
  readonly sql: Sql;
  readonly now: () => number;
  #deps: StoreDeps;
  #config: CampaignConfig | null | undefined;
  #version: number;
  #counters: Counters;
  #desksBehind: boolean;
  #texters = new Map<string, Texter>();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
    this.key = deps.key;
    this.sql = deps.sql;
    this.now = deps.now;
    const state = this.sql.one<{ version: number; counters: string; desks_behind: number }>(
      "SELECT version, counters, desks_behind FROM state WHERE id = 1",
    );
    this.#version = state?.version ?? 0;
    // Written by this class alone.
    this.#counters = state ? { ...noCounters(), ...(JSON.parse(state.counters) as Counters) } : noCounters();
    this.#desksBehind = state?.desks_behind === 1;
  }

  /** null until the campaign configured this queue. */
  get config(): CampaignConfig | null {
    if (this.#config === undefined) {
      const json = this.sql.scalar<string>("SELECT json FROM config WHERE id = 1");
      this.#config = json === null ? null : (JSON.parse(json) as CampaignConfig);
    }
    return this.#config;
  }

  /** Takes a newer configuration; false when it was known or stale. */
  configure(config: CampaignConfig): boolean {
    if (this.config && this.config.epoch >= config.epoch) return false;
    this.sql.run(
      "INSERT INTO config (id, epoch, json) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, json = excluded.json",
      config.epoch,
      JSON.stringify(config),
    );
    this.#config = config;
    return true;
  }

  get version(): number {
    return this.#version;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** Whether desks may not have heard of all changes: true from a change until its desks have acknowledged. */
  get desksBehind(): boolean {
    return this.#desksBehind;
  }

  desksAreUpToDate(): void {
    if (!this.#desksBehind) return;
    this.sql.run("UPDATE state SET desks_behind = 0 WHERE id = 1");
    this.#desksBehind = false;
  }

  /** What rendering needs of a texter; null for one who never leased here. */
  texter(personId: string): Texter | null {
    const known = this.#texters.get(personId);
    if (known) return known;
    const profile = this.sql.scalar<string>("SELECT profile FROM texters WHERE person_id = ?", personId);
    if (profile === null) return null;
    const texter = JSON.parse(profile) as Texter;
    this.#texters.set(personId, texter);
    return texter;
  }

  saveTexter(texter: Texter): void {
    const profile = JSON.stringify(texter);
    if (JSON.stringify(this.texter(texter.personId)) === profile) return;
    this.sql.run(
      "INSERT INTO texters (person_id, profile) VALUES (?, ?) ON CONFLICT (person_id) DO UPDATE SET profile = excluded.profile",
      texter.personId,
      profile,
    );
    this.#texters.set(texter.personId, texter);
  }

  contact(n: number): ContactRow | null {
    return this.sql.one<ContactRow>("SELECT * FROM contacts WHERE n = ?", n);
  }

  message(n: number, id: string): MessageRow | null {
    return this.sql.one<MessageRow>("SELECT * FROM messages WHERE n = ? AND id = ?", n, id);
  }

  /** Oldest first. */
  thread(n: number): MessageRow[] {
    const messages = this.sql.all<MessageRow>("SELECT * FROM messages WHERE n = ?", n);
    return messages.length < 2 ? messages : messages.sort((a, b) => a.at - b.at);
  }

  /** Runs changes as one transaction; when the body throws, nothing of it remains. */
  block<T>(body: (change: Change) => T): T {
    const change = new Change(this, this.#version, { ...this.#counters });
    const result = this.sql.transaction(() => {
      const value = body(change);
      if (change.isEmpty) return value;
      const events = change.events();
      const behind = this.#desksBehind || change.news.length > 0;
      this.sql.run(
        `INSERT INTO state (id, version, desks_behind, counters) VALUES (1, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, desks_behind = excluded.desks_behind, counters = excluded.counters`,
        change.version,
        behind ? 1 : 0,
        JSON.stringify(change.counters),
      );
      if (events.length > 0) this.#deps.record(events);
      return value;
    });
    if (!change.isEmpty) {
      this.#version = change.version;
      this.#counters = change.counters;
      if (change.news.length > 0) {
        this.#desksBehind = true;
        this.#deps.tell(change.news);
      }
    }
    return result;
  }
}

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
  #store: QueueStore;
  #contacts = new Map<number, ContactRow>();
  #messages = new Map<string, { row: MessageRow; version: number }>();
  #extra: ObjectEvent[] = [];
  #sending: [n: number, id: string][] = [];

  constructor(store: QueueStore, version: number, counters: Counters) {
    this.#store = store;
    this.version = version;
    this.counters = counters;
    this.at = store.now();
  }

  /** The row with the patch applied; told to its texter's desk unless `quiet` (the desk hears it in an answer). */
  saveContact(before: ContactRow, patch: ContactPatch, quiet = false): ContactRow {
    const after: ContactRow = { ...before, ...patch, version: this.#next() };
    const columns = [...Object.keys(patch), "version"];
    // Only named columns are written: SQLite touches an index whenever one of its columns stands in SET.
    this.#store.sql.run(
      `UPDATE contacts SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE n = ?`,
      // Keys of a row are its columns.
      ...columns.map((column) => after[column as keyof ContactRow] as SqlValue),
      before.n,
    );
    countContact(this.counters, before, -1);
    countContact(this.counters, after, 1);
    this.#contacts.set(after.n, after);
    if (before.texter !== null && before.texter !== after.texter) {
      this.news.push({ kind: "gone", texter: before.texter, n: after.n, version: after.version });
    }
    if (after.texter !== null && !quiet) this.news.push({ kind: "item", texter: after.texter, n: after.n });
    return after;
  }

  /** Gives many unassigned contacts to one texter with one statement; the desk hears it in the answer to its lease. */
  assign(rows: readonly ContactRow[], texter: string): ContactRow[] {
    const version = this.#next();
    this.#store.sql.run(
      "UPDATE contacts SET texter = ?, last_at = ?, version = ? WHERE n IN (SELECT value FROM json_each(?))",
      texter,
      this.at,
      version,
      JSON.stringify(rows.map((row) => row.n)),
    );
    return rows.map((before) => {
      const after: ContactRow = { ...before, texter, last_at: this.at, version };
      countContact(this.counters, before, -1);
      countContact(this.counters, after, 1);
      this.#contacts.set(after.n, after);
      return after;
    });
  }

  addMessage(message: MessageRow): void {
    const version = this.#next();
    this.#store.sql.run(
      `INSERT INTO messages (n, id, direction, body, texter, send_status, sid, error_code, at, script_version, rank, attempts, sending_at, look_up_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      message.rank,
      message.attempts,
      message.sending_at,
      message.look_up_at,
    );
    countMessage(this.counters, message, 1);
    this.#messages.set(`${message.n}/${message.id}`, { row: message, version });
  }

  /** Marks a text SENDING; `writeSending` then writes all of a wave with one statement. Nobody is told of it. */
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
    this.#store.sql.run(
      `UPDATE messages SET send_status = 'SENDING', attempts = attempts + 1, sending_at = ?
       WHERE (n, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))`,
      this.at,
      JSON.stringify(this.#sending),
    );
    this.#sending = [];
  }

  /**
   * A text's progress. SENDING is our own bookkeeping between two commits: neither desks nor Postgres hear of it, which
   * saves a third of all events.
   */
  saveMessage(before: MessageRow, patch: MessagePatch): MessageRow {
    const after: MessageRow = { ...before, ...patch };
    const columns = Object.keys(patch);
    const version = this.#next();
    this.#store.sql.run(
      `UPDATE messages SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE n = ? AND id = ?`,
      ...columns.map((column) => after[column as keyof MessageRow] as SqlValue),
      before.n,
      before.id,
    );
    countMessage(this.counters, before, -1);
    countMessage(this.counters, after, 1);
    if (after.send_status !== "SENDING") {
      this.#messages.set(`${after.n}/${after.id}`, { row: after, version });
      if (after.texter !== null) this.news.push({ kind: "state", texter: after.texter, message: after });
    }
    return after;
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
    const { key } = this.#store;
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
