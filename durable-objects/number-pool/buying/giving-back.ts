/**
 * Numbers that are given back to the carrier. They leave the inventory first, so that nobody gets one meanwhile; the rest is
 * repeated until the carrier has said that it does not have them any more.
 */
import { areaCodeOf } from "../../../domain/numbers/area-codes.ts";
import type { ReleaseOutcome } from "../../../domain/numbers/buying.ts";
import type { InventoryNumber } from "../../../domain/numbers/inventory.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { PoolCarrier } from "./buying.ts";

export const GIVING_BACK_MIGRATIONS: readonly string[] = [
  `
  -- Numbers on their way back to the carrier. in_inventory: 1 until the inventory has let it go.
  CREATE TABLE leaving (number TEXT PRIMARY KEY, sid TEXT NOT NULL, in_inventory INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

type WithSid = Pick<InventoryNumber, "number" | "sid">;

export type GivingBackDeps = {
  sql: Sql;
  carrier: () => Promise<PoolCarrier>;
  details: (areaCode: string, numbers: readonly string[]) => Promise<InventoryNumber[]>;
  /** Held ones stay. */
  remove: (areaCode: string, numbers: readonly WithSid[]) => Promise<{ removed: string[]; held: string[] }>;
};

const RETRY_MS = 10_000;

export class GivingBack {
  readonly #deps: GivingBackDeps;

  constructor(deps: GivingBackDeps) {
    this.#deps = deps;
  }

  async start(numbers: readonly string[]): Promise<ReleaseOutcome> {
    const outcome: ReleaseOutcome = { ok: true, leaving: 0, held: [], unknown: [] };
    const byArea = new Map<string, string[]>();
    for (const number of new Set(numbers)) {
      const areaCode = areaCodeOf(number) ?? "";
      byArea.set(areaCode, [...(byArea.get(areaCode) ?? []), number]);
    }
    for (const [areaCode, wanted] of byArea) {
      const known = areaCode === "" ? [] : await this.#deps.details(areaCode, wanted);
      outcome.unknown.push(...wanted.filter((number) => !known.some((each) => each.number === number)));
      // The carrier's id is stored before the inventory forgets it.
      for (const { number, sid } of known) this.#add(number, sid);
      const { removed, held } = await this.#remove(areaCode, known);
      outcome.leaving += removed.length;
      outcome.held.push(...held);
    }
    return outcome;
  }

  count(): number {
    return this.#deps.sql.scalar<number>("SELECT count(*) FROM leaving") ?? 0;
  }

  /** One call to the carrier. Returns when the next one is due, in ms; null: nothing is left. */
  async step(): Promise<number | null> {
    const row = this.#deps.sql.one<{ number: string; sid: string; in_inventory: number }>(
      "SELECT number, sid, in_inventory FROM leaving ORDER BY number LIMIT 1",
    );
    if (!row) return null;
    if (row.in_inventory === 1) {
      // The object died between its two calls to the inventory.
      await this.#remove(areaCodeOf(row.number) ?? "", [row]);
      return 0;
    }
    const pool = await this.#deps.carrier();
    if (!pool.ok) return RETRY_MS;
    const released = await pool.carrier.releaseNumber(row.sid);
    if (!released.ok && released.reason !== "unknown") {
      return "retryAfterMs" in released ? released.retryAfterMs : RETRY_MS;
    }
    this.#deps.sql.run("DELETE FROM leaving WHERE number = ?", row.number);
    return 0;
  }

  #add(number: string, sid: string): void {
    this.#deps.sql.run(
      "INSERT INTO leaving (number, sid, in_inventory) VALUES (?, ?, 1) ON CONFLICT (number) DO UPDATE SET sid = excluded.sid",
      number,
      sid,
    );
  }

  async #remove(areaCode: string, wanted: readonly WithSid[]): Promise<{ removed: string[]; held: string[] }> {
    if (wanted.length === 0) return { removed: [], held: [] };
    const { removed, held } = await this.#deps.remove(areaCode, wanted);
    const gone = wanted.map(({ number }) => number).filter((number) => !held.includes(number));
    this.#deps.sql.run(
      "UPDATE leaving SET in_inventory = 0 WHERE number IN (SELECT value FROM json_each(?))",
      JSON.stringify(gone),
    );
    this.#deps.sql.run("DELETE FROM leaving WHERE number IN (SELECT value FROM json_each(?))", JSON.stringify(held));
    return { removed, held };
  }
}
