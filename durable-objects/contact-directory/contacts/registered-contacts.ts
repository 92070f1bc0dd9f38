/** Which contacts of the organization have a number, in all campaigns (docs/rules.md#opt-outs-effect). */
import { parseContactId, queueKey } from "../../../domain/ids.ts";
import type { UnregisterRestRequest } from "../../rpc/contact-directory.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** Contacts of one queue that have a number. */
export type QueueContacts = { queueKey: string; contacts: number[] };

type CellAndId = readonly [cell: string, contactId: string];

type Registered = {
  optedOut: string[];
  twins: { contactId: string; twinId: string }[];
  badNumbers: string[];
};

const FEW = 500;

export class RegisteredContacts {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /**
   * Registers contacts by number; answers with those that are refused: numbers that have opted out or cannot be texted
   * (`badNumbers`), and numbers that another contact of the campaign already has, from an earlier import or from
   * further up in this list.
   */
  register(contacts: readonly CellAndId[]): Registered {
    return this.#sql.transaction(() => {
      const all: Registered = { optedOut: [], twins: [], badNumbers: [] };
      for (const { values, json } of jsonBatches(contacts)) {
        const { optedOut, twins, badNumbers } = this.#registerBatch(values, json);
        for (const id of optedOut) all.optedOut.push(id);
        for (const twin of twins) all.twins.push(twin);
        for (const id of badNumbers) all.badNumbers.push(id);
      }
      return all;
    });
  }

  /** @param json of the contacts, within what a statement takes */
  #registerBatch(contacts: readonly CellAndId[], json: string): Registered {
    const cells = contacts.map(([cell]) => cell);
    const optedOut = this.#among(cells, contacts, "numbers", "opted_out = 1");
    const badNumbers = this.#among(cells, contacts, "bad_numbers", "code IS NOT NULL");
    const unwanted = new Set([...optedOut, ...badNumbers]);
    // A registration that is repeated after a stop may find a number that has opted out meanwhile.
    if (unwanted.size > 0) {
      this.unregister(contacts.filter(([, id]) => unwanted.has(id)).map(([cell, contactId]) => ({ cell, contactId })));
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
    const accepted: CellAndId[] = [];
    for (const contact of contacts) {
      const [cell, id] = contact;
      if (unwanted.has(id)) continue;
      const twinId = twinOf.get(id) ?? firstOf.get(`${cell} ${id.slice(0, 17)}`);
      if (twinId !== undefined) {
        twins.push({ contactId: id, twinId });
        continue;
      }
      firstOf.set(`${cell} ${id.slice(0, 17)}`, id);
      accepted.push(contact);
    }
    this.#sql.run(
      `INSERT INTO contacts (cell, contact_id) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
         ON CONFLICT DO NOTHING`,
      accepted.length === contacts.length ? json : JSON.stringify(accepted),
    );
    return { optedOut, twins, badNumbers };
  }

  /** Contacts whose number is in a table. Most directories know few such numbers, and then all of them are read. */
  #among(
    cells: readonly string[],
    contacts: readonly CellAndId[],
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
    for (const { json } of jsonBatches(contacts)) {
      this.#sql.run(
        `DELETE FROM contacts WHERE (cell, contact_id) IN
           (SELECT value ->> 'cell', value ->> 'contactId' FROM json_each(?))`,
        json,
      );
    }
  }

  /** Those of a campaign's queues with higher numbers than `after`, except `kept`. Reads all contacts: for rare use. */
  unregisterRest({ campaignId, queues }: UnregisterRestRequest): void {
    const rest = new Map(queues.map(({ queueNo, after, kept }) => [queueNo, { after, kept: new Set(kept) }]));
    const ofCampaign = this.#sql.all<{ cell: string; contactId: string }>(
      `SELECT cell, contact_id AS contactId FROM contacts
       WHERE contact_id >= ? AND contact_id < ? AND CAST(substr(contact_id, ?) AS INTEGER) >= ?`,
      `${campaignId}.`,
      // The sign after the dot.
      `${campaignId}/`,
      campaignId.length + 2,
      queues.reduce((first, { queueNo }) => Math.min(first, queueNo), Number.MAX_SAFE_INTEGER),
    );
    this.unregister(
      ofCampaign.filter(({ contactId }) => {
        const address = parseContactId(contactId);
        const of = address && rest.get(address.queueNo);
        return of ? address.n > of.after && !of.kept.has(address.n) : false;
      }),
    );
  }

  /** Those of these numbers that some contact has. */
  among(cells: readonly string[]): string[] {
    return this.#sql
      .all<{ cell: string }>(
        "SELECT DISTINCT cell FROM contacts WHERE cell IN (SELECT value FROM json_each(?)) ORDER BY cell",
        JSON.stringify(cells),
      )
      .map(({ cell }) => cell);
  }

  ids(cell: string): string[] {
    return this.#sql
      .all<{ contact_id: string }>("SELECT contact_id FROM contacts WHERE cell = ?", cell)
      .map((row) => row.contact_id);
  }

  /** The same, grouped by the queue that owns them. */
  byQueue(cells: readonly string[]): QueueContacts[] {
    return byQueue(cells.flatMap((cell) => this.ids(cell)));
  }
}

/** Groups contacts by the queue that owns them. */
export function byQueue(contactIds: readonly string[]): QueueContacts[] {
  const queues = new Map<string, number[]>();
  for (const id of contactIds) {
    const address = parseContactId(id);
    if (!address) continue;
    const key = queueKey(address.campaignId, address.queueNo);
    const ofQueue = queues.get(key);
    if (ofQueue) ofQueue.push(address.n);
    else queues.set(key, [address.n]);
  }
  return Array.from(queues, ([key, contacts]) => ({ queueKey: key, contacts }));
}
