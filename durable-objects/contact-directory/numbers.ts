/** What the directory knows of each number: who has it, and whether it has opted out (RULES.md, Opt-outs). */
import type { ObjectEvent } from "../../domain/events.ts";
import { parseContactId, queueKey } from "../../domain/ids.ts";
import type { Sql } from "../kit/sql.ts";

export type OptOutWord = {
  cell: string;
  optedOut: boolean;
  reason: string;
  contactId: string | null;
  messageId: string | null;
  personId: string | null;
};

export type NumberFlag = { optedOut: boolean; version: number };

/** Contacts of one queue that have a number. */
export type QueueContacts = { queueKey: string; contacts: number[] };

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

  /** Registers contacts by number in one statement; tells which are not to be kept. */
  register(contacts: readonly { contactId: string; cell: string }[]): {
    optedOut: string[];
    twins: { contactId: string; twinId: string }[];
  } {
    return this.#sql.transaction(() => {
      const json = JSON.stringify(contacts);
      const optedOut = this.#sql
        .all<{ newcomer: string }>(
          `SELECT value ->> 'contactId' AS newcomer FROM json_each(?) JOIN numbers ON numbers.cell = value ->> 'cell'
           WHERE numbers.opted_out = 1`,
          json,
        )
        .map((row) => row.newcomer);
      // A campaign's ids begin with its own; another contact of it with the same number came in an earlier import.
      const twins = this.#sql
        .all<{ newcomer: string; twin: string }>(
          // Not "id": json_each has a column of that name.
          `SELECT value ->> 'contactId' AS newcomer, contacts.contact_id AS twin
           FROM json_each(?) JOIN contacts ON contacts.cell = value ->> 'cell'
           WHERE contacts.contact_id <> newcomer
             AND substr(contacts.contact_id, 1, 17) = substr(newcomer, 1, 17)`,
          json,
        )
        .map((row) => ({ contactId: row.newcomer, twinId: row.twin }));
      // A registration that is repeated after a stop may find a number that has opted out in between.
      const isOptedOut = new Set(optedOut);
      if (optedOut.length > 0) this.unregister(contacts.filter((each) => isOptedOut.has(each.contactId)));
      const turnedDown = new Set([...optedOut, ...twins.map((each) => each.contactId)]);
      this.#sql.run(
        `INSERT INTO contacts (cell, contact_id)
         SELECT value ->> 'cell', value ->> 'contactId' FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
        JSON.stringify(contacts.filter((each) => !turnedDown.has(each.contactId))),
      );
      return { optedOut, twins };
    });
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

  /** Writes an opt-out or its undoing. A word that changes nothing is no news, but its contacts are told again. */
  write(word: OptOutWord): NumberFlag {
    const known = this.flag(word.cell);
    if (known ? known.optedOut === word.optedOut : !word.optedOut) {
      return known ?? { optedOut: false, version: 0 };
    }
    return this.#sql.transaction(() => {
      const at = this.#now();
      const version = (this.#sql.scalar<number>("SELECT version FROM state WHERE id = 1") ?? 0) + 1;
      this.#sql.run("UPDATE state SET version = ? WHERE id = 1", version);
      this.#sql.run(
        `INSERT INTO numbers (cell, opted_out, version, untold) VALUES (?, ?, ?, 1)
         ON CONFLICT (cell) DO UPDATE SET opted_out = excluded.opted_out, version = excluded.version, untold = 1`,
        word.cell,
        word.optedOut ? 1 : 0,
        version,
      );
      this.#sql.run(
        "INSERT INTO history (cell, opted_out, reason, contact_id, message_id, person_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        word.cell,
        word.optedOut ? 1 : 0,
        word.reason,
        word.contactId,
        word.messageId,
        word.personId,
        at,
      );
      this.#record([
        {
          kind: "opt_out",
          version,
          at,
          payload: {
            cell: word.cell,
            optedOut: word.optedOut,
            reason: word.reason,
            sourceContactId: word.contactId,
            sourceMessageId: word.messageId,
            byPersonId: word.personId,
          },
        },
      ]);
      return { optedOut: word.optedOut, version };
    });
  }

  /** Numbers whose contacts may not all have been told. */
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

  isUnmatched(sid: string): boolean {
    return this.#sql.scalar("SELECT 1 FROM unmatched WHERE sid = ?", sid) !== null;
  }

  /** False when it is kept already. */
  keepUnmatched(text: { sid: string; from: string; to: string; body: string }): boolean {
    if (this.isUnmatched(text.sid)) return false;
    this.#sql.run(
      "INSERT INTO unmatched (sid, from_cell, to_number, body, at) VALUES (?, ?, ?, ?, ?)",
      text.sid,
      text.from,
      text.to,
      text.body,
      this.#now(),
    );
    return true;
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
