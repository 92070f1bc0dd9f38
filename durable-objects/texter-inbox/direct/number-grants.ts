/**
 * Gives the person a number and takes it back (docs/rules.md#phone-service-direct). A number passes through three owners: the inventory
 * reserves and assigns it, its line opens for the person, the line notifies the desk. Each step may be repeated, and an alarm goes on
 * with what a stop interrupted, so no number is left between them.
 */
import { areaCodeOf } from "../../../domain/numbers/area-codes.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { NumberInventoryRpc } from "../../rpc/number-inventory.ts";
import type { SmsLineRpc } from "../../rpc/phone-service/sms-line.ts";
import type { GiveNumberOutcome, GiveNumberRequest, OwnNumber } from "../../rpc/texter-inbox.ts";

/** Numbers that one person has, or is about to have. */
const MOST_NUMBERS = 5;
const RESERVED_FOR_MS = 10 * 60_000;
const AGAIN_MS = 10_000;
/** Texts to the former user still come for a while. */
const REST_MS = 30 * 86_400_000;

type GrantRow = {
  request_id: string;
  pool: string;
  area_code: string;
  number: string | null;
  state: "asked" | "given" | "taking" | "refused";
};

export type NumberGrantDeps = {
  sql: Sql;
  now: () => number;
  person: () => { orgId: string; personId: string };
  inventory: (pool: string, areaCode: string) => Remote<NumberInventoryRpc>;
  line: (number: string) => Remote<SmsLineRpc>;
  /** Numbers that lines have said to be the person's. */
  numbers: () => readonly string[];
  /** The durable waker: calls `goOn` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  onFault: (what: string, fault: unknown) => void;
};

export class NumberGrants {
  readonly #deps: NumberGrantDeps;

  constructor(deps: NumberGrantDeps) {
    this.#deps = deps;
  }

  async give({ requestId, pool, areaCode }: GiveNumberRequest): Promise<GiveNumberOutcome> {
    const { sql, now, wakeBy, onFault } = this.#deps;
    if (!this.#row(requestId)) {
      if (this.own().length + this.#open("asked").length >= MOST_NUMBERS) {
        const message = `A person can have at most ${MOST_NUMBERS} numbers. Take one back first.`;
        return refuse("too_many_numbers", message);
      }
      sql.run(
        "INSERT INTO number_grants (request_id, pool, area_code, state, at) VALUES (?, ?, ?, 'asked', ?)",
        requestId,
        pool,
        areaCode,
        now(),
      );
      wakeBy(now() + AGAIN_MS);
    }
    try {
      return await this.#give(requestId);
    } catch (fault) {
      onFault("number_not_given", fault);
      wakeBy(now() + AGAIN_MS);
      return refuse("under_way", "The number is on its way. Look again in a minute.");
    }
  }

  /** Returns once the person cannot use it any more; the inventory may learn it a little later. */
  async take({ number, pool }: { number: string; pool: string }): Promise<void> {
    const { sql, now, wakeBy } = this.#deps;
    const known = sql.scalar("SELECT 1 FROM number_grants WHERE number = ?", number) !== null;
    if (known) sql.run("UPDATE number_grants SET state = 'taking' WHERE number = ?", number);
    else {
      // Given by a program.
      sql.run(
        "INSERT INTO number_grants (request_id, pool, area_code, number, state, at) VALUES (?, ?, ?, ?, 'taking', ?)",
        `taken ${number}`,
        pool,
        areaCodeOf(number) ?? "",
        number,
        now(),
      );
    }
    wakeBy(now());
    await this.#close(number);
  }

  own(): OwnNumber[] {
    const numbersOf = (state: GrantRow["state"]) => this.#open(state).flatMap(({ number }) => number ?? []);
    const taking = new Set(numbersOf("taking"));
    const given = new Set([...numbersOf("given"), ...this.#deps.numbers()]);
    return [
      ...[...given].filter((number) => !taking.has(number)).map((number) => ({ number, state: "given" as const })),
      ...Array.from(taking, (number) => ({ number, state: "taking" as const })),
    ];
  }

  /** By the alarm. Throws when somebody could not be reached; the alarm repeats it. */
  async goOn(): Promise<void> {
    for (const { request_id: id } of this.#open("asked")) await this.#give(id);
    for (const row of this.#open("taking")) await this.#giveBack(row);
  }

  async #give(requestId: string): Promise<GiveNumberOutcome> {
    const { now, person, inventory, line, sql } = this.#deps;
    const row = this.#row(requestId);
    if (row?.number && row.state === "given") return { ok: true, number: row.number };
    if (row?.state !== "asked") return EXPIRED;
    const { orgId, personId } = person();
    const { pool, area_code: areaCode } = row;
    const holder = { kind: "person", orgId, personId } as const;
    const at = () => inventory(pool, areaCode);
    const reserved = await callObject(at, (object) =>
      object.reserve({ requestId: `${personId}/${requestId}`, holder, count: 1, untilMs: now() + RESERVED_FOR_MS }),
    );
    if (!reserved.ok) {
      this.#set(requestId, "refused");
      if (reserved.reason !== "too_few") return EXPIRED;
      return refuse("too_few_numbers", `The area code ${areaCode} has no free number. Choose another one.`);
    }
    const [number = ""] = reserved.numbers;
    const use = { kind: "user", orgId, userId: personId } as const;
    const assigned = await callObject(at, (object) =>
      object.assign({ reservationId: reserved.reservationId, holder, uses: [{ number, use }], releaseRest: true }),
    );
    if (!assigned.ok) {
      this.#set(requestId, "refused");
      return EXPIRED;
    }
    await callObject(
      () => line(number),
      (object) => object.open({ pool, userId: personId, isPerson: true }),
    );
    sql.run(
      "UPDATE number_grants SET number = ?, state = 'given' WHERE request_id = ? AND state = 'asked'",
      number,
      requestId,
    );
    return { ok: true, number };
  }

  async #giveBack({ request_id: id, pool, area_code: areaCode, number }: GrantRow): Promise<void> {
    const { now, person, inventory, sql } = this.#deps;
    if (number !== null) {
      await this.#close(number);
      const { orgId, personId } = person();
      await callObject(
        () => inventory(pool, areaCode),
        (object) =>
          object.unassign({
            use: { kind: "user", orgId, userId: personId },
            numbers: [number],
            restUntilMs: now() + REST_MS,
          }),
      );
    }
    sql.run("DELETE FROM number_grants WHERE request_id = ?", id);
  }

  #close(number: string): Promise<void> {
    const { personId } = this.#deps.person();
    return callObject(
      () => this.#deps.line(number),
      (object) => object.close({ userId: personId }),
    );
  }

  #row(requestId: string): GrantRow | null {
    return this.#deps.sql.one<GrantRow>("SELECT * FROM number_grants WHERE request_id = ?", requestId);
  }

  #open(state: GrantRow["state"]): GrantRow[] {
    return this.#deps.sql.all<GrantRow>("SELECT * FROM number_grants WHERE state = ? ORDER BY at", state);
  }

  #set(requestId: string, state: GrantRow["state"]): void {
    this.#deps.sql.run("UPDATE number_grants SET state = ? WHERE request_id = ?", state, requestId);
  }
}

const EXPIRED = refuse("reservation_expired", "This took too long and was given up. Nothing is held; try again.");
