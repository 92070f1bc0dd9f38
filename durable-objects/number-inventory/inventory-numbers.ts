/**
 * The numbers of one area code: their states, counts and history. Every change goes through `move`, in the block of the call
 * that decided it, so that counts and history always agree with the rows.
 */
import { NO_NUMBER_COUNTS, useKey, useOfKey } from "../../domain/numbers/inventory.ts";
import type { FoundNumber, NewNumber, NumberCounts, NumberState, NumberUse } from "../../domain/numbers/inventory.ts";
import type { NumberRecord, ObjectEvent } from "../../domain/record/events.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { OwnedNumbers } from "../rpc/number-inventory.ts";
import { NumberHistory } from "./number-history.ts";

export type NumberRow = {
  number: string;
  sid: string;
  capabilities: string;
  monthly_cost: string | null;
  state: NumberState;
  reservation_id: string | null;
  use_key: string | null;
  rest_why: string | null;
  rest_until: number | null;
  version: number;
  changed_at: number;
};

export type InventoryNumbersDeps = {
  sql: Sql;
  pool: string;
  areaCode: string;
  now: () => number;
  record: (events: ObjectEvent[]) => void;
  /** To be called in the block of a change: what others have to learn, and when the object has to wake. */
  onChange: () => void;
};

/** `untilMs` null: until it is woken. */
export type NumberRest = { untilMs: number | null; why: string };

export class InventoryNumbers {
  readonly #deps: InventoryNumbersDeps;
  readonly #sql: Sql;
  readonly history: NumberHistory;

  constructor(deps: InventoryNumbersDeps) {
    this.#deps = deps;
    this.#sql = deps.sql;
    this.history = new NumberHistory(deps);
  }

  nextVersion(): number {
    this.#sql.run("UPDATE versions SET last = last + 1");
    return this.version;
  }

  get version(): number {
    return this.#sql.scalar<number>("SELECT last FROM versions") ?? 0;
  }

  /** The versions of the last changes to users' numbers. */
  userVersions(): { assigned: number; unassigned: number } {
    return (
      this.#sql.one<{ assigned: number; unassigned: number }>("SELECT assigned, unassigned FROM versions") ?? {
        assigned: 0,
        unassigned: 0,
      }
    );
  }

  /** The organization whose user has the number; "": nobody's. */
  userOf(number: string): string {
    const key = this.#sql.scalar<string>("SELECT use_key FROM numbers WHERE number = ?", number);
    const use = key === null ? null : useOfKey(key);
    return use?.kind === "user" ? use.orgId : "";
  }

  counts(): NumberCounts {
    const counts = { ...NO_NUMBER_COUNTS };
    for (const { state, n } of this.#sql.all<{ state: NumberState; n: number }>("SELECT state, n FROM counts")) {
      counts[state] = n;
    }
    return counts;
  }

  row(number: string): NumberRow | null {
    return this.#sql.one<NumberRow>("SELECT * FROM numbers WHERE number = ?", number);
  }

  rows(numbers: readonly string[]): NumberRow[] {
    return this.#sql.all<NumberRow>(
      "SELECT * FROM numbers WHERE number IN (SELECT value FROM json_each(?))",
      JSON.stringify(numbers),
    );
  }

  /** Free numbers, the one that has been free for longest first. */
  available(count: number): string[] {
    return this.#sql
      .all<{ number: string }>(
        "SELECT number FROM numbers WHERE state = 'AVAILABLE' ORDER BY changed_at, number LIMIT ?",
        count,
      )
      .map(({ number }) => number);
  }

  /** AVAILABLE → RESERVED. */
  reserve(numbers: readonly string[], reservationId: string, by: string): void {
    this.#move(numbers, "AVAILABLE", "RESERVED", by, "reservation_id = ?", reservationId);
  }

  /** RESERVED → ASSIGNED, each to its use. */
  assign(uses: readonly { number: string; use: NumberUse }[]): void {
    for (const [key, same] of Map.groupBy(uses, ({ use }) => useKey(use))) {
      const numbers = same.map(({ number }) => number);
      this.#move(numbers, "RESERVED", "ASSIGNED", key, "reservation_id = NULL, use_key = ?", key);
    }
    if (uses.some(({ use }) => use.kind === "user")) this.#sql.run("UPDATE versions SET assigned = last");
    this.#recordStates(uses.map(({ number }) => number));
  }

  /**
   * Numbers that are held become free; one that is to rest does so first. @param rest also all of them, until that time
   */
  free(numbers: readonly string[], from: "RESERVED" | "ASSIGNED", by: string, rest: NumberRest | null): void {
    const rows = this.rows(numbers).filter((row) => row.state === from);
    const resting = rows.filter((row) => rest !== null || row.rest_why !== null);
    const free = rows.filter((row) => rest === null && row.rest_why === null);
    const numbersOf = (some: readonly NumberRow[]) => some.map(({ number }) => number);
    this.#move(numbersOf(free), from, "AVAILABLE", by, "reservation_id = NULL, use_key = NULL");
    // A rest that was asked for while it was in use: without an end it stays so, and its end is no reason to rest less.
    this.#move(
      numbersOf(resting),
      from,
      "RESTING",
      by,
      `reservation_id = NULL, use_key = NULL, rest_until = CASE WHEN rest_why IS NULL THEN ? ELSE max(rest_until, ?) END,
       rest_why = COALESCE(rest_why, ?)`,
      rest?.untilMs ?? null,
      // The later end, and none (null) is the latest.
      rest === null ? 0 : rest.untilMs,
      rest?.why ?? null,
    );
    if (rows.some((row) => row.use_key !== null && useOfKey(row.use_key).kind === "user")) {
      this.#sql.run("UPDATE versions SET unassigned = last");
    }
    // The end of a reservation says all of those that are free; the record of a number itself has not changed.
    this.#recordStates(from === "ASSIGNED" ? numbersOf(rows) : numbersOf(resting));
  }

  add(numbers: readonly NewNumber[]): { added: number } {
    const { now } = this.#deps;
    const known = new Set(this.rows(numbers.map(({ number }) => number)).map(({ number }) => number));
    const unique = new Map(numbers.map((each) => [each.number, each]));
    const fresh = [...unique.values()].filter(({ number }) => !known.has(number));
    const version = this.nextVersion();
    for (const { number, sid, capabilities, monthlyCost = null } of unique.values()) {
      this.#sql.run(
        `INSERT INTO numbers (number, sid, capabilities, monthly_cost, state, version, changed_at)
         VALUES (?, ?, ?, ?, 'AVAILABLE', ?, ?)
         ON CONFLICT (number) DO UPDATE SET sid = excluded.sid, capabilities = excluded.capabilities,
           monthly_cost = COALESCE(excluded.monthly_cost, monthly_cost), version = excluded.version`,
        number,
        sid,
        JSON.stringify(capabilities),
        monthlyCost,
        version,
        now(),
      );
    }
    this.#count("AVAILABLE", fresh.length);
    this.history.remember(
      fresh.map(({ number }) => number),
      version,
      "AVAILABLE",
      "added",
    );
    this.#recordStates([...unique.keys()]);
    this.#deps.onChange();
    return { added: fresh.length };
  }

  /** Of these numbers, those that are still what the caller has seen. */
  still({ numbers, sids }: OwnedNumbers): string[] {
    if (sids === undefined) return numbers;
    const now = new Map(this.rows(numbers).map(({ number, sid }) => [number, sid]));
    return numbers.filter((number) => sids[number] === undefined || sids[number] === now.get(number));
  }

  /** Numbers that are held stay. */
  remove(numbers: readonly string[], why: string): { removed: string[]; held: string[] } {
    const rows = this.rows(numbers);
    const isHeld = ({ state }: NumberRow) => state === "RESERVED" || state === "ASSIGNED";
    const gone = rows.filter((row) => !isHeld(row));
    const removed = gone.map(({ number }) => number);
    if (gone.length > 0) {
      const version = this.nextVersion();
      for (const row of gone) this.#count(row.state, -1);
      this.#sql.run("DELETE FROM numbers WHERE number IN (SELECT value FROM json_each(?))", JSON.stringify(removed));
      this.history.remember(removed, version, "REMOVED", why);
      const at = this.#deps.now();
      this.#deps.record(
        gone.map((row) => ({
          kind: "number",
          version,
          at,
          payload: { ...this.#record(row), state: "REMOVED", use: null, restUntil: null, why },
        })),
      );
      this.#deps.onChange();
    }
    return { removed, held: rows.filter(isHeld).map(({ number }) => number) };
  }

  /** Free ones rest at once, those that are held as soon as they are free. */
  rest(numbers: readonly string[], untilMs: number | null, why: string): { rested: number; later: number } {
    const rows = this.rows(numbers);
    const free = rows.filter((row) => row.state === "AVAILABLE" || row.state === "RESTING");
    const held = rows.filter((row) => row.state === "RESERVED" || row.state === "ASSIGNED");
    for (const state of ["AVAILABLE", "RESTING"] as const) {
      const some = free.filter((row) => row.state === state).map(({ number }) => number);
      this.#move(some, state, "RESTING", why, "rest_until = ?, rest_why = ?", untilMs, why);
    }
    this.#sql.run(
      "UPDATE numbers SET rest_until = ?, rest_why = ? WHERE number IN (SELECT value FROM json_each(?))",
      untilMs,
      why,
      JSON.stringify(held.map(({ number }) => number)),
    );
    this.#recordStates(free.map(({ number }) => number));
    return { rested: free.length, later: held.length };
  }

  /** Also those that were to rest later. */
  wake(numbers: readonly string[], by: string): { woken: number } {
    const resting = this.rows(numbers).filter((row) => row.state === "RESTING");
    const woken = resting.map(({ number }) => number);
    this.#move(woken, "RESTING", "AVAILABLE", by, "rest_until = NULL, rest_why = NULL");
    this.#sql.run(
      "UPDATE numbers SET rest_until = NULL, rest_why = NULL WHERE number IN (SELECT value FROM json_each(?))",
      JSON.stringify(numbers),
    );
    this.#recordStates(woken);
    return { woken: woken.length };
  }

  /** Wakes those whose rest has ended. @returns how many */
  wakeRested(limit: number): number {
    const rested = this.#sql
      .all<{ number: string }>(
        "SELECT number FROM numbers WHERE state = 'RESTING' AND rest_until <= ? ORDER BY rest_until LIMIT ?",
        this.#deps.now(),
        limit,
      )
      .map(({ number }) => number);
    return this.wake(rested, "rested").woken;
  }

  nextRestEndMs(): number | null {
    return this.#sql.scalar<number>(
      "SELECT min(rest_until) FROM numbers WHERE state = 'RESTING' AND rest_until IS NOT NULL",
    );
  }

  /** @param state null: every state */
  page(after: string, limit: number, state: NumberState | null): NumberRow[] {
    return this.#sql.all<NumberRow>(
      "SELECT * FROM numbers WHERE number > ? AND (? IS NULL OR state = ?) ORDER BY number LIMIT ?",
      after,
      state,
      state,
      limit,
    );
  }

  /** @param use as `useKey` writes it */
  usedBy(use: string): NumberRow[] {
    return this.#sql.all<NumberRow>("SELECT * FROM numbers WHERE use_key = ? ORDER BY number", use);
  }

  find(number: string): FoundNumber {
    const row = this.row(number);
    if (row === null) return { known: false, version: this.version };
    return {
      known: true,
      state: row.state,
      use: row.use_key === null ? null : useOfKey(row.use_key),
      version: row.version,
    };
  }

  /** @param set further columns, with their values */
  #move(
    numbers: readonly string[],
    from: NumberState,
    to: NumberState,
    by: string,
    set: string,
    ...values: (string | number | null)[]
  ): void {
    if (numbers.length === 0) return;
    const version = this.nextVersion();
    this.#sql.run(
      `UPDATE numbers SET ${set}, state = ?, version = ?, changed_at = ? WHERE number IN (SELECT value FROM json_each(?))`,
      ...values,
      to,
      version,
      this.#deps.now(),
      JSON.stringify(numbers),
    );
    if (from !== to) {
      this.#count(from, -numbers.length);
      this.#count(to, numbers.length);
    }
    this.history.remember(numbers, version, to, by);
    this.#deps.onChange();
  }

  #count(state: NumberState, change: number): void {
    if (change !== 0) this.#sql.run("UPDATE counts SET n = n + ? WHERE state = ?", change, state);
  }

  #recordStates(numbers: readonly string[]): void {
    if (numbers.length === 0) return;
    const at = this.#deps.now();
    this.#deps.record(
      this.rows(numbers).map((row) => ({ kind: "number", version: row.version, at, payload: this.#record(row) })),
    );
  }

  /** A reservation has an event of its own: for the record, a reserved number is as it was before. */
  #record(row: NumberRow): NumberRecord {
    return {
      number: row.number,
      pool: this.#deps.pool,
      areaCode: this.#deps.areaCode,
      sid: row.sid,
      state: row.state === "RESERVED" ? "AVAILABLE" : row.state,
      use: row.use_key,
      restUntil: row.state === "RESTING" ? row.rest_until : null,
      why: row.state === "RESTING" ? row.rest_why : null,
    };
  }
}
