/**
 * Numbers that the carrier reports as unreachable or not mobile (docs/rules.md#opt-outs-carrier-codes). They are not
 * texted again until somebody answers from them.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { GIVEN_UP, NOBODY_HAS_IT_MS } from "../../../domain/opt-outs/given-up.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** The carrier's code for a phone that is off or has no service. */
export const UNREACHABLE = 30_003;
const STRIKES_COUNT_FOR_MS = 30 * 86_400_000;
const MOST_STRIKES = 3;

/** `code`: the carrier's, null: the number answers; `at`: since when, epoch ms. */
export type KnownOfNumber = { code: number | null; at: number };

export class BadNumbers {
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

  /** The carrier's code against the number; null when there is none. */
  codeOf(cell: string): number | null {
    return this.#sql.scalar<number>("SELECT code FROM bad_numbers WHERE cell = ?", cell);
  }

  /**
   * @param code the carrier's; null: the number answers. Repeating it changes nothing.
   * @param at when it was found out: a call that arrives after a later one changes nothing
   * @returns what is known now
   */
  set(cell: string, code: number | null, at = this.#now()): KnownOfNumber {
    const known = this.#sql.one<KnownOfNumber>("SELECT code, at FROM bad_numbers WHERE cell = ?", cell);
    if (known && known.at > at) return known;
    if (code === null) this.#sql.run("DELETE FROM unreachable WHERE cell = ? AND at <= ?", cell, at);
    if ((known?.code ?? null) === code) return known ?? { code, at };
    this.#sql.run(
      `INSERT INTO bad_numbers (cell, code, at) VALUES (?, ?, ?)
       ON CONFLICT (cell) DO UPDATE SET code = excluded.code, at = excluded.at`,
      cell,
      code,
      at,
    );
    this.#record([{ kind: "bad_number", version: this.#nextVersion(), at, payload: { cell, code } }]);
    return { code, at };
  }

  /**
   * Marks numbers that their holders gave up by that moment, except those that have answered later: they are somebody's.
   * @returns those that are marked, now or before
   */
  giveUp(cells: readonly string[], atMs: number): string[] {
    return cells.filter((cell) => {
      const known = this.codeOf(cell);
      // What the carrier says itself is as good.
      if (known !== null && known !== GIVEN_UP) return false;
      return this.set(cell, GIVEN_UP, atMs).code === GIVEN_UP;
    });
  }

  /** A number that is on a new list long after it was given up is its new holder's: it may be texted on their consent. */
  forgetGivenUp(cells: readonly string[]): void {
    const lapsed = this.#sql.all<{ cell: string }>(
      "SELECT cell FROM bad_numbers WHERE code = ? AND at <= ? AND cell IN (SELECT value FROM json_each(?))",
      GIVEN_UP,
      this.#now() - NOBODY_HAS_IT_MS,
      JSON.stringify(cells),
    );
    for (const { cell } of lapsed) this.set(cell, null);
  }

  /** Whether some number was given up so long ago that it may be somebody else's. */
  hasLapsed(): boolean {
    const before = this.#now() - NOBODY_HAS_IT_MS;
    return this.#sql.scalar("SELECT 1 FROM bad_numbers WHERE code = ? AND at <= ? LIMIT 1", GIVEN_UP, before) !== null;
  }

  /**
   * Counts a text that found the phone unreachable; the same text counts once. True when it is one too many within 30 days,
   * without an answer or a delivered text in between.
   */
  isBadNow(cell: string, text: string, at: number): boolean {
    this.#sql.run("INSERT INTO unreachable (cell, text, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", cell, text, at);
    this.#sql.run("DELETE FROM unreachable WHERE at <= ?", this.#now() - STRIKES_COUNT_FOR_MS);
    const strikes = this.#sql.scalar<number>("SELECT COUNT(*) FROM unreachable WHERE cell = ?", cell) ?? 0;
    return strikes >= MOST_STRIKES;
  }
}
