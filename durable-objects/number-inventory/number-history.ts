/** What each number has been, and by what: its last changes. */
import { HISTORY_ENTRIES } from "../../domain/numbers/inventory.ts";
import type { NumberHistoryEntry } from "../../domain/numbers/inventory.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class NumberHistory {
  readonly #sql: Sql;
  readonly #now: () => number;

  constructor({ sql, now }: { sql: Sql; now: () => number }) {
    this.#sql = sql;
    this.#now = now;
  }

  /** Part of the block of a change. */
  remember(numbers: readonly string[], version: number, state: NumberHistoryEntry["state"], by: string): void {
    this.#sql.run(
      "INSERT INTO history (number, version, at, state, by) SELECT value, ?, ?, ?, ? FROM json_each(?)",
      version,
      this.#now(),
      state,
      by,
      JSON.stringify(numbers),
    );
  }

  /** The newest first. */
  of(number: string): NumberHistoryEntry[] {
    return this.#sql.all<NumberHistoryEntry>(
      "SELECT at, state, by FROM history WHERE number = ? ORDER BY version DESC LIMIT ?",
      number,
      HISTORY_ENTRIES,
    );
  }

  /** Drops what is beyond the entries that are shown. Reads all of it: not for hot paths. */
  trim(): void {
    this.#sql.run(
      `DELETE FROM history WHERE (number, version) IN (
         SELECT number, version FROM (
           SELECT number, version, row_number() OVER (PARTITION BY number ORDER BY version DESC) AS place FROM history
         ) WHERE place > ?
       )`,
      HISTORY_ENTRIES,
    );
  }
}
