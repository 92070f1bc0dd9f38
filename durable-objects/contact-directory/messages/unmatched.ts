/**
 * Inbound texts that no conversation takes: from numbers that nobody has texted, and replies to archived campaigns.
 * They are stored here for good and shown from Postgres; a person marks them as handled.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { Sql } from "../../kit/storage/sql.ts";

type Row = {
  sid: string;
  from_cell: string;
  to_number: string;
  body: string;
  at: number;
  contact_id: string;
  handled_at: number | null;
  handled_by: string | null;
};

export class Unmatched {
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #nextVersion: () => number;
  readonly #record: (events: ObjectEvent[]) => void;

  constructor(deps: { sql: Sql; now: () => number; nextVersion: () => number; record(events: ObjectEvent[]): void }) {
    this.#sql = deps.sql;
    this.#now = deps.now;
    this.#nextVersion = deps.nextVersion;
    this.#record = deps.record;
  }

  has(sid: string): boolean {
    return this.#sql.scalar("SELECT 1 FROM unmatched WHERE sid = ?", sid) !== null;
  }

  /** `settled`: nobody has to look at it. False when the text is stored already. */
  store(
    text: { sid: string; from: string; to: string; body: string; contactId?: string },
    { settled }: { settled: boolean },
  ): boolean {
    if (this.has(text.sid)) return false;
    const at = this.#now();
    this.#sql.run(
      `INSERT INTO unmatched (sid, from_cell, to_number, body, at, contact_id, handled_at, handled_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, NULL)`,
      text.sid,
      text.from,
      text.to,
      text.body,
      at,
      text.contactId ?? "",
      settled ? at : null,
    );
    this.#recordState(text.sid);
    return true;
  }

  /** A person's decision on a text; repeating it changes nothing. False when there is no such text of this number. */
  mark(request: { sid: string; cell: string; handled: boolean; personId: string }): boolean {
    const { sid, cell, handled, personId } = request;
    const row = this.#find(sid);
    if (row?.from_cell !== cell) return false;
    if ((row.handled_at !== null) !== handled) this.#save(sid, handled ? personId : null, handled);
    return true;
  }

  /** All open texts of a number. */
  markAllOf(cell: string, personId: string): void {
    const open = this.#sql.all<{ sid: string }>(
      "SELECT sid FROM unmatched WHERE from_cell = ? AND handled_at IS NULL",
      cell,
    );
    for (const { sid } of open) this.#save(sid, personId, true);
  }

  #save(sid: string, personId: string | null, handled: boolean): void {
    const at = handled ? this.#now() : null;
    this.#sql.run("UPDATE unmatched SET handled_at = ?, handled_by = ? WHERE sid = ?", at, personId, sid);
    this.#recordState(sid);
  }

  #find(sid: string): Row | null {
    return this.#sql.one<Row>("SELECT * FROM unmatched WHERE sid = ?", sid);
  }

  #recordState(sid: string): void {
    const row = this.#find(sid);
    if (!row) return;
    const payload = {
      sid,
      cell: row.from_cell,
      to: row.to_number,
      body: row.body,
      contactId: row.contact_id,
      at: row.at,
      handledAt: row.handled_at,
      handledBy: row.handled_by,
    };
    this.#record([{ kind: "unmatched", version: this.#nextVersion(), at: this.#now(), payload }]);
  }
}
