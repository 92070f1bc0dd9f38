/**
 * Reservations: all of the numbers or none, for a time. One request id makes one reservation, however often it comes; a
 * request that was released before it arrived makes none.
 */
import { holderKey, holderOfKey, useKey } from "../../domain/numbers/inventory.ts";
import type { AssignOutcome, RenewOutcome, ReservationHolder, ReserveOutcome } from "../../domain/numbers/inventory.ts";
import type { NumberReservationState, ObjectEvent } from "../../domain/record/events.ts";
import { newToken } from "../../domain/ids.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type {
  AssignNumbersRequest,
  ReleaseReservationRequest,
  RenewReservationRequest,
  ReserveNumbersRequest,
} from "../rpc/number-inventory.ts";
import type { InventoryNumbers } from "./inventory-numbers.ts";

type Row = {
  id: string;
  request_id: string;
  holder_key: string;
  count: number;
  numbers: string;
  until: number;
  state: NumberReservationState["state"];
  released: number;
  ended_at: number | null;
};

export type ReservationsDeps = {
  sql: Sql;
  numbers: InventoryNumbers;
  pool: string;
  areaCode: string;
  now: () => number;
  record: (events: ObjectEvent[]) => void;
  onChange: () => void;
};

/** How long a request id is remembered after its reservation ended. */
export const REMEMBERED_MS = 30 * 24 * 3_600_000;
const ENDED_AT_ONCE = 200;

export class Reservations {
  readonly #deps: ReservationsDeps;
  readonly #sql: Sql;

  constructor(deps: ReservationsDeps) {
    this.#deps = deps;
    this.#sql = deps.sql;
  }

  reserve({ requestId, holder, count, untilMs }: ReserveNumbersRequest): ReserveOutcome {
    const { numbers, areaCode, now } = this.#deps;
    this.endLapsed();
    const known = this.#ofRequest(requestId);
    if (known) return repeated(known, holder, count);
    if (untilMs <= now()) return { ok: false, reason: "expired" };
    const available = numbers.counts().AVAILABLE;
    if (!Number.isInteger(count) || count < 1 || available < count) return { ok: false, reason: "too_few", available };
    const given = numbers.available(count);
    const id = `${areaCode}.${newToken().slice(0, 20)}`;
    this.#insert({ id, requestId, holder, count, numbers: given, untilMs, state: "open" });
    numbers.reserve(given, id, holderKey(holder));
    this.#recordState(id);
    return { ok: true, reservationId: id, numbers: given, untilMs, repeated: false };
  }

  /** Never shortens it. */
  renew({ reservationId, holder, untilMs }: RenewReservationRequest): RenewOutcome {
    this.endLapsed();
    const row = this.#of(reservationId, holder);
    if (!row) return { ok: false, reason: "unknown_reservation" };
    if (row.state !== "open") return { ok: false, reason: "expired" };
    const until = Math.max(row.until, untilMs);
    if (until !== row.until) {
      this.#sql.run("UPDATE reservations SET until = ? WHERE id = ?", until, row.id);
      this.#recordState(row.id);
      this.#deps.onChange();
    }
    return { ok: true, untilMs: until };
  }

  /** By its id, or by the id of a request whose answer was lost: that one makes no reservation any more. */
  release(request: ReleaseReservationRequest): { ok: true; released: number } {
    const { holder } = request;
    this.endLapsed();
    if ("reservationId" in request) {
      const row = this.#of(request.reservationId, holder);
      return { ok: true, released: row?.state === "open" ? this.#end(row, "released") : 0 };
    }
    const row = this.#ofRequest(request.requestId);
    if (row && row.holder_key !== holderKey(holder)) return { ok: true, released: 0 };
    if (row) return { ok: true, released: row.state === "open" ? this.#end(row, "released") : 0 };
    const { areaCode, now } = this.#deps;
    const id = `${areaCode}.${newToken().slice(0, 20)}`;
    const { requestId } = request;
    this.#insert({ id, requestId, holder, count: 0, numbers: [], untilMs: now(), state: "released" });
    return { ok: true, released: 0 };
  }

  assign({ reservationId, holder, uses, releaseRest }: AssignNumbersRequest): AssignOutcome {
    const { numbers } = this.#deps;
    this.endLapsed();
    const row = this.#of(reservationId, holder);
    if (!row) return { ok: false, reason: "unknown_reservation" };
    const reserved = new Set(numbersOf(row));
    const rows = new Map(numbers.rows(uses.map(({ number }) => number)).map((each) => [each.number, each]));
    const wanted = new Map<string, (typeof uses)[number]>();
    let isLate = false;
    for (const each of uses) {
      const { number, use } = each;
      if (!reserved.has(number)) return { ok: false, reason: "not_in_reservation", number };
      const now = rows.get(number);
      const earlier = wanted.get(number);
      if (earlier && useKey(earlier.use) !== useKey(use)) return { ok: false, reason: "assigned_otherwise", number };
      if (now?.use_key === useKey(use)) continue;
      if (now?.reservation_id === row.id) wanted.set(number, each);
      else if (now?.use_key && row.state === "open") return { ok: false, reason: "assigned_otherwise", number };
      else isLate = true;
    }
    if (isLate) return { ok: false, reason: "expired" };
    if (wanted.size > 0) numbers.assign([...wanted.values()]);
    if (row.state !== "open") return { ok: true, released: row.released };
    const left = numbersOf(row).length - this.#assigned(row);
    if (releaseRest || left === 0) return { ok: true, released: this.#end(row, "assigned") };
    return { ok: true, released: 0 };
  }

  /** Ends reservations whose time is over, some at a time. @returns whether there are more */
  endLapsed(): boolean {
    const lapsed = this.#sql.all<Row>(
      "SELECT * FROM reservations WHERE state = 'open' AND until <= ? ORDER BY until LIMIT ?",
      this.#deps.now(),
      ENDED_AT_ONCE,
    );
    for (const row of lapsed) this.#end(row, "expired");
    return lapsed.length === ENDED_AT_ONCE;
  }

  nextEndMs(): number | null {
    return this.#sql.scalar<number>("SELECT min(until) FROM reservations WHERE state = 'open'");
  }

  /** Of a reserved number: who has it, and until when. */
  holding(reservationId: string | null): { holder: ReservationHolder; untilMs: number } | null {
    if (reservationId === null) return null;
    const row = this.#sql.one<Row>("SELECT * FROM reservations WHERE id = ?", reservationId);
    return row && { holder: holderOfKey(row.holder_key), untilMs: row.until };
  }

  forgetOld(): void {
    this.#sql.run("DELETE FROM reservations WHERE ended_at <= ?", this.#deps.now() - REMEMBERED_MS);
  }

  #end(row: Row, state: "released" | "expired" | "assigned"): number {
    const { numbers, now } = this.#deps;
    const held = numbers
      .rows(numbersOf(row))
      .filter((each) => each.reservation_id === row.id)
      .map(({ number }) => number);
    numbers.free(held, "RESERVED", state === "assigned" ? "released" : state, null);
    this.#sql.run(
      "UPDATE reservations SET state = ?, released = ?, ended_at = ? WHERE id = ?",
      state,
      held.length,
      now(),
      row.id,
    );
    this.#recordState(row.id);
    this.#deps.onChange();
    return held.length;
  }

  #assigned(row: Row): number {
    return this.#deps.numbers.rows(numbersOf(row)).filter((each) => each.reservation_id !== row.id).length;
  }

  #of(id: string, holder: ReservationHolder): Row | null {
    return this.#now("SELECT * FROM reservations WHERE id = ? AND holder_key = ?", id, holderKey(holder));
  }

  #ofRequest(requestId: string): Row | null {
    return this.#now("SELECT * FROM reservations WHERE request_id = ?", requestId);
  }

  /** A reservation whose time is over has ended, also while others wait for the alarm. */
  #now(query: string, ...params: string[]): Row | null {
    const row = this.#sql.one<Row>(query, ...params);
    if (row === null || row.state !== "open" || row.until > this.#deps.now()) return row;
    this.#end(row, "expired");
    return this.#sql.one<Row>(query, ...params);
  }

  #insert(made: {
    id: string;
    requestId: string;
    holder: ReservationHolder;
    count: number;
    numbers: readonly string[];
    untilMs: number;
    state: "open" | "released";
  }): void {
    this.#sql.run(
      `INSERT INTO reservations (id, request_id, holder_key, count, numbers, until, state, released, ended_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)`,
      made.id,
      made.requestId,
      holderKey(made.holder),
      made.count,
      JSON.stringify(made.numbers),
      made.untilMs,
      made.state,
      made.state === "open" ? null : this.#deps.now(),
    );
  }

  #recordState(id: string): void {
    const { pool, areaCode, numbers, now, record } = this.#deps;
    const row = this.#sql.one<Row>("SELECT * FROM reservations WHERE id = ?", id);
    if (!row) return;
    const { kind, orgId } = holderOfKey(row.holder_key);
    const payload = { id, pool, areaCode, holderKind: kind, holderOrgId: orgId, holder: row.holder_key };
    const { count, until, state, released } = row;
    record([
      {
        kind: "number_reservation",
        version: numbers.nextVersion(),
        at: now(),
        payload: { ...payload, count, until, state, released },
      },
    ]);
  }
}

function numbersOf(row: Row): string[] {
  // Written by `#insert`.
  return JSON.parse(row.numbers) as string[];
}

/** The same request again answers as before. */
function repeated(row: Row, holder: ReservationHolder, count: number): ReserveOutcome {
  if (row.state === "released" || row.state === "expired") {
    return { ok: false, reason: row.holder_key === holderKey(holder) ? "expired" : "other_request" };
  }
  if (row.holder_key !== holderKey(holder) || row.count !== count) return { ok: false, reason: "other_request" };
  return { ok: true, reservationId: row.id, numbers: numbersOf(row), untilMs: row.until, repeated: true };
}
