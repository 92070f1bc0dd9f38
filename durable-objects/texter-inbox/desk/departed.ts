/**
 * Contacts who left a desk, and since when: a copy that was made before must not bring one back, however late it comes. Apps that
 * were away learn of them, too.
 */
import { queueKeyOf } from "../../../domain/ids.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import type { Sql } from "../../kit/storage/sql.ts";

const MOST = 5_000;

/** Copies up to `version` are from before. */
type Departure = { seq: number; version: number };

export class Departed {
  readonly #sql: Sql;
  readonly #gone = new Map<string, Departure>();
  readonly #unwritten = new Set<string>();
  /** Of each queue that was read since the last restart: its version then. What it had not for this desk is from before. */
  readonly #readAsOf = new Map<string, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
    const rows = sql.all<Departure & { id: string }>(
      "SELECT contact_id AS id, seq, gone_version AS version FROM items WHERE json IS NULL",
    );
    for (const { id, ...departure } of rows) this.#gone.set(id, departure);
  }

  has(contactId: string): boolean {
    return this.#gone.has(contactId);
  }

  versionOf(contactId: string): number {
    return this.#gone.get(contactId)?.version ?? 0;
  }

  /** A queue was read at this version. */
  wasRead(key: string, asOf: number): void {
    this.#readAsOf.set(key, Math.max(asOf, this.#readAsOf.get(key) ?? 0));
  }

  /** Whether the queue had it no more for this desk when it was read. */
  wasMissing({ contactId, version }: DeskItem): boolean {
    return version <= (this.#readAsOf.get(queueKeyOf(contactId) ?? "") ?? 0);
  }

  add(contactId: string, departure: Departure): void {
    this.#gone.set(contactId, departure);
    this.#unwritten.add(contactId);
  }

  remove(contactId: string): void {
    if (this.#gone.delete(contactId)) this.#unwritten.delete(contactId);
  }

  /** Contacts may come back in any version. */
  forgetVersions(): void {
    for (const [contactId, { seq }] of this.#gone) this.#gone.set(contactId, { seq, version: 0 });
  }

  after(seq: number): string[] {
    return [...this.#gone].flatMap(([contactId, departure]) => (departure.seq > seq ? [contactId] : []));
  }

  /** Rows that are not written yet. */
  takeUnwritten(): { id: string; seq: number; handed: 0; json: null; gone: number }[] {
    const rows = Array.from(this.#unwritten, (id) => {
      const { seq = 0, version: gone = 0 } = this.#gone.get(id) ?? {};
      return { id, seq, handed: 0 as const, json: null, gone };
    });
    this.#unwritten.clear();
    return rows;
  }

  forgetOld(): void {
    if (this.#gone.size <= MOST) return;
    const old = [...this.#gone].sort((a, b) => a[1].seq - b[1].seq).slice(0, this.#gone.size - MOST);
    for (const [id] of old) this.#gone.delete(id);
    this.#sql.run(
      "DELETE FROM items WHERE json IS NULL AND contact_id IN (SELECT value FROM json_each(?))",
      JSON.stringify(old.map(([id]) => id)),
    );
  }
}
