/**
 * What the directory knows of each number: its contacts, and whether it has opted out (docs/rules.md#opt-outs-effect).
 */
import type { ObjectEvent } from "../../domain/record/events.ts";
import { parseContactId, queueKey } from "../../domain/ids.ts";
import type { Sql } from "../kit/storage/sql.ts";

export type OptOutWord = {
  cell: string;
  optedOut: boolean;
  reason: string;
  contactId: string | null;
  messageId: string | null;
  personId: string | null;
  /** The reason as its author wrote it. */
  note?: string;
};

type HistoryRow = {
  cell: string;
  opted_out: number;
  reason: string;
  contact_id: string | null;
  message_id: string | null;
  person_id: string | null;
  changed: number;
  note: string;
};

export type NumberFlag = { optedOut: boolean; version: number };

/** Contacts of one queue that have a number. */
export type QueueContacts = { queueKey: string; contacts: number[] };

const FEW = 500;

export class Numbers {
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #record: (events: ObjectEvent[]) => void;

  constructor(deps: { sql: Sql; now: () => number; record: (events: ObjectEvent[]) => void }) {
    this.#sql = deps.sql;
    this.#now = deps.now;
    this.#record = deps.record;
  }

  get orgId(): string {
    return this.#sql.scalar<string>("SELECT org_id FROM state WHERE id = 1") ?? "";
  }

  rememberOrg(orgId: string): void {
    this.#sql.run("INSERT INTO state (id, org_id, version) VALUES (1, ?, 0) ON CONFLICT (id) DO NOTHING", orgId);
  }

  /**
   * Registers contacts by number; answers with those that are refused: numbers that have opted out or cannot be texted
   * (`badNumbers`), and numbers that another contact of the campaign already has, from an earlier import or from
   * further up in this list.
   */
  register(contacts: readonly (readonly [cell: string, contactId: string])[]): {
    optedOut: string[];
    twins: { contactId: string; twinId: string }[];
    badNumbers: string[];
  } {
    return this.#sql.transaction(() => {
      const json = JSON.stringify(contacts);
      const cells = contacts.map(([cell]) => cell);
      const optedOut = this.#among(cells, contacts, "numbers", "opted_out = 1");
      const badNumbers = this.#among(cells, contacts, "bad_numbers", "code > 0");
      const unwanted = new Set([...optedOut, ...badNumbers]);
      // A registration that is repeated after a stop may find a number that has opted out meanwhile.
      if (unwanted.size > 0) {
        this.unregister(
          contacts.filter(([, id]) => unwanted.has(id)).map(([cell, contactId]) => ({ cell, contactId })),
        );
      }
      // A contact's id begins with its campaign's; contacts that are here already came before.
      const known = this.#sql.all<{ newcomer: string; twin: string }>(
        `SELECT value ->> 1 AS newcomer, contacts.contact_id AS twin
         FROM json_each(?) JOIN contacts ON contacts.cell = value ->> 0
         WHERE contacts.contact_id <> newcomer
           AND substr(contacts.contact_id, 1, 17) = substr(newcomer, 1, 17)`,
        json,
      );
      const twinOf = new Map(known.map(({ newcomer, twin }) => [newcomer, twin]));
      const firstOf = new Map<string, string>();
      const twins: { contactId: string; twinId: string }[] = [];
      const kept: (readonly [cell: string, contactId: string])[] = [];
      for (const contact of contacts) {
        const [cell, id] = contact;
        if (unwanted.has(id)) continue;
        const twinId = twinOf.get(id) ?? firstOf.get(`${cell} ${id.slice(0, 17)}`);
        if (twinId !== undefined) {
          twins.push({ contactId: id, twinId });
          continue;
        }
        firstOf.set(`${cell} ${id.slice(0, 17)}`, id);
        kept.push(contact);
      }
      this.#sql.run(
        `INSERT INTO contacts (cell, contact_id) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
        kept.length === contacts.length ? json : JSON.stringify(kept),
      );
      return { optedOut, twins, badNumbers };
    });
  }

  /** Contacts whose number is in a table. Most directories know few such numbers, and then all of them are read. */
  #among(
    cells: readonly string[],
    contacts: readonly (readonly [cell: string, contactId: string])[],
    table: "numbers" | "bad_numbers",
    condition: string,
  ): string[] {
    const few = this.#sql.all<{ cell: string }>(`SELECT cell FROM ${table} WHERE ${condition} LIMIT ${FEW}`);
    const found =
      few.length < FEW
        ? few
        : this.#sql.all<{ cell: string }>(
            `SELECT cell FROM ${table} WHERE ${condition} AND cell IN (SELECT value FROM json_each(?))`,
            JSON.stringify(cells),
          );
    if (found.length === 0) return [];
    const known = new Set(found.map(({ cell }) => cell));
    return contacts.filter(([cell]) => known.has(cell)).map(([, id]) => id);
  }

  unregister(contacts: readonly { contactId: string; cell: string }[]): void {
    this.#sql.run(
      `DELETE FROM contacts WHERE (cell, contact_id) IN
         (SELECT value ->> 'cell', value ->> 'contactId' FROM json_each(?))`,
      JSON.stringify(contacts),
    );
  }

  contactIds(cell: string): string[] {
    return this.#sql
      .all<{ contact_id: string }>("SELECT contact_id FROM contacts WHERE cell = ?", cell)
      .map((row) => row.contact_id);
  }

  flag(cell: string): NumberFlag | null {
    const row = this.#sql.one<{ opted_out: number; version: number }>(
      "SELECT opted_out, version FROM numbers WHERE cell = ?",
      cell,
    );
    return row && { optedOut: row.opted_out === 1, version: row.version };
  }

  /**
   * Stores an opt-out or an opt-in, and adds every statement to the history. A statement that changes nothing still
   * updates the number's contacts; a START that was stored before never undoes what was said since.
   */
  write(word: OptOutWord): NumberFlag {
    const known = this.flag(word.cell);
    const changes = known ? known.optedOut !== word.optedOut : word.optedOut;
    const present = known ?? { optedOut: false, version: 0 };
    if (!changes && (!known || this.#isSaid(word))) return present;
    if (changes && !word.optedOut && word.personId === null && this.#isSaid(word)) return present;
    return this.#sql.transaction(() => this.#writeOne(word, changes, this.nextVersion(), present));
  }

  /** Many numbers by one admin, under one version; answers with those whose state changed. */
  writeMany(cells: readonly string[], word: Omit<OptOutWord, "cell">): { changed: string[]; version: number } {
    return this.#sql.transaction(() => {
      const version = this.nextVersion();
      const changed = cells.filter((cell) => {
        const known = this.flag(cell);
        const changes = known ? known.optedOut !== word.optedOut : word.optedOut;
        if (changes || known) {
          this.#writeOne({ ...word, cell }, changes, version, known ?? { optedOut: false, version: 0 });
        }
        return changes;
      });
      return { changed, version };
    });
  }

  #writeOne(word: OptOutWord, changes: boolean, version: number, present: NumberFlag): NumberFlag {
    const at = this.#now();
    const { cell, optedOut, reason, contactId, messageId, personId, note = "" } = word;
    if (changes) {
      this.#sql.run(
        `INSERT INTO numbers (cell, opted_out, version, untold) VALUES (?, ?, ?, 1)
         ON CONFLICT (cell) DO UPDATE SET opted_out = excluded.opted_out, version = excluded.version, untold = 1`,
        cell,
        optedOut ? 1 : 0,
        version,
      );
    }
    this.#sql.run(
      `INSERT INTO history (cell, opted_out, reason, contact_id, message_id, person_id, at, changed, note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      cell,
      optedOut ? 1 : 0,
      reason,
      contactId,
      messageId,
      personId,
      at,
      changes ? 1 : 0,
      note,
    );
    const payload = {
      cell,
      optedOut,
      reason,
      sourceContactId: contactId,
      sourceMessageId: messageId,
      byPersonId: personId,
      changed: changes,
      note,
    };
    this.#record([{ kind: "opt_out", version, at, payload }]);
    return changes ? { optedOut, version } : present;
  }

  /** Whether the same text has said the same before, or the same person just now. */
  #isSaid({ cell, optedOut, reason, contactId, messageId, personId, note = "" }: OptOutWord): boolean {
    if (messageId !== null && personId === null) {
      const same = "cell = ? AND message_id = ? AND opted_out = ?";
      return this.#sql.scalar(`SELECT 1 FROM history WHERE ${same}`, cell, messageId, optedOut ? 1 : 0) !== null;
    }
    const last = this.lastWord(cell);
    return (
      last?.optedOut === optedOut &&
      last.reason === reason &&
      last.contactId === contactId &&
      last.messageId === messageId &&
      last.personId === personId &&
      last.note === note
    );
  }

  /** The last statement about a number, whether it changed anything or not. */
  lastWord(cell: string): (Required<OptOutWord> & { changed: boolean }) | null {
    return this.#word("cell = ? ORDER BY id DESC LIMIT 1", cell);
  }

  /** The statement that made the number's present state. */
  decidingWord(cell: string): (Required<OptOutWord> & { changed: boolean }) | null {
    return this.#word("cell = ? AND changed = 1 ORDER BY id DESC LIMIT 1", cell);
  }

  #word(where: string, cell: string): (Required<OptOutWord> & { changed: boolean }) | null {
    const row = this.#sql.one<HistoryRow>(`SELECT * FROM history WHERE ${where}`, cell);
    return (
      row && {
        cell: row.cell,
        optedOut: row.opted_out === 1,
        reason: row.reason,
        contactId: row.contact_id,
        messageId: row.message_id,
        personId: row.person_id,
        note: row.note,
        changed: row.changed === 1,
      }
    );
  }

  /** Grows with everything that this directory records. */
  nextVersion(): number {
    const version = (this.#sql.scalar<number>("SELECT version FROM state WHERE id = 1") ?? 0) + 1;
    this.#sql.run("UPDATE state SET version = ? WHERE id = 1", version);
    return version;
  }

  /** Numbers whose contacts may not all have been updated. */
  untold(): string[] {
    return this.#sql
      .all<{ cell: string }>("SELECT cell FROM numbers WHERE untold = 1 LIMIT 100")
      .map((row) => row.cell);
  }

  isUntold(cell: string): boolean {
    return this.#sql.scalar("SELECT 1 FROM numbers WHERE cell = ? AND untold = 1", cell) !== null;
  }

  told(cell: string, version: number): void {
    this.#sql.run("UPDATE numbers SET untold = 0 WHERE cell = ? AND version = ? AND untold = 1", cell, version);
  }

  /** Whether the number has opted out after this moment, even if it opted in again. */
  stoppedSince(cell: string, atMs: number): boolean {
    return this.#sql.scalar("SELECT 1 FROM history WHERE cell = ? AND opted_out = 1 AND at > ?", cell, atMs) !== null;
  }
}

/** Groups contacts by the queue that owns them. */
export function byQueue(contactIds: readonly string[]): QueueContacts[] {
  const queues = new Map<string, number[]>();
  for (const id of contactIds) {
    const address = parseContactId(id);
    if (!address) continue;
    const key = queueKey(address.campaignId, address.queueNo);
    queues.set(key, [...(queues.get(key) ?? []), address.n]);
  }
  return Array.from(queues, ([key, contacts]) => ({ queueKey: key, contacts }));
}
