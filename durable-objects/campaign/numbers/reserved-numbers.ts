/**
 * The numbers that a draft has reserved: a request takes several area codes, all of them or none. Each area code is a part
 * with a request id of its own at its inventory. What a refused or interrupted request has taken is owed back until every
 * inventory has confirmed it (docs/rules.md#numbers-reserving).
 */
import { DRAFT_RESERVATION_MS } from "../../../domain/numbers/campaign-numbers.ts";
import type { ReservedNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import type { ReservationHolder, ReserveOutcome } from "../../../domain/numbers/inventory.ts";
import type { CodeWish } from "../../../domain/numbers/suggest-codes.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { sameJson } from "../../../domain/same-json.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import type { NumberInventoryRpc } from "../../rpc/number-inventory.ts";

export type Inventory = Remote<Pick<NumberInventoryRpc, "reserve" | "release" | "renew">>;

export type ReservedNumbersDeps = {
  sql: Sql;
  schedule: Pick<AlarmSchedule, "setIfEarlier">;
  now: () => number;
  holder: () => ReservationHolder;
  inventory: (pool: string, areaCode: string) => Inventory;
  /** Whether there is still a draft that reserves: a campaign that has started or was deleted holds nothing here. */
  isDraft: () => boolean;
};

/** `wanted`: its inventory has not answered. `owed`: to be given back. */
type PartRow = {
  id: string;
  wish_id: string;
  pool: string;
  area_code: string;
  count: number;
  state: "wanted" | "held" | "owed";
  reservation_id: string | null;
  numbers: string;
  until: number;
};

export type HeldPart = { reservationId: string; pool: string; areaCode: string; numbers: string[]; untilMs: number };

type WishRow = { id: string; codes: string; at: number; state: "running" | "held" | "refused"; refusal: string | null };

export type ReserveReason = "other_request" | "too_many" | "numbers_gone";

const AGAIN_MS = 5_000;
/** A request that has not come to its end after this time takes nothing. */
const GIVEN_UP_AFTER_MS = 2 * 60_000;
/** A renewal sooner after the last one changes little. */
const RENEWED_BEFORE_MS = DRAFT_RESERVATION_MS - 10 * 60_000;

export const NUMBERS_ALARM = "numbers";

export class DraftReservations {
  readonly #deps: ReservedNumbersDeps;
  readonly #sql: Sql;

  constructor(deps: ReservedNumbersDeps) {
    this.#deps = deps;
    this.#sql = deps.sql;
  }

  /**
   * @param needed numbers of the whole campaign: more are not held back from others
   * @throws when an inventory could not be asked; the same request may be made again, and the alarm goes on with it
   */
  async reserve(request: {
    requestId: string;
    pool: string;
    codes: CodeWish[];
    needed: number;
  }): Promise<{ ok: true } | Refusal<ReserveReason>> {
    const { requestId, pool, codes, needed } = request;
    const known = this.#wish(requestId);
    // Written below.
    if (known && !sameJson(JSON.parse(known.codes) as CodeWish[], codes)) {
      return refuse("other_request", "This reservation was asked for with other area codes: reload the page.");
    }
    if (!known) {
      const tooMany = this.#tooMany(codes, needed);
      if (tooMany) return tooMany;
      this.#begin(requestId, pool, codes);
    }
    await this.#run(requestId);
    const after = this.#wish(requestId);
    if (after?.state === "held") return { ok: true };
    return refuse("numbers_gone", after?.refusal ?? INTERRUPTED);
  }

  /** Until a day from now; a part that has ended is dropped. */
  async renew(): Promise<void> {
    const { now, inventory, holder } = this.#deps;
    const untilMs = now() + DRAFT_RESERVATION_MS;
    const parts = this.#parts("held").filter((part) => part.until < now() + RENEWED_BEFORE_MS);
    await allInWaves(parts, async ({ id, pool, area_code: areaCode, reservation_id: reservationId }) => {
      if (reservationId === null) return;
      const renewed = await callObject(
        () => inventory(pool, areaCode),
        (stub) => stub.renew({ reservationId, holder: holder(), untilMs }),
      );
      if (renewed.ok) this.#sql.run("UPDATE number_parts SET until = ? WHERE id = ?", renewed.untilMs, id);
      else this.#sql.run("DELETE FROM number_parts WHERE id = ?", id);
    });
  }

  /** Gives back an area code, or all: also what a request is still taking. */
  async release(areaCode: string | null = null): Promise<void> {
    this.#sql.run("UPDATE number_wishes SET state = 'refused', refusal = NULL WHERE state = 'running'");
    this.#sql.run(
      "UPDATE number_parts SET state = 'owed' WHERE state = 'wanted' OR (? IS NULL OR area_code = ?)",
      areaCode,
      areaCode,
    );
    const isOwed = this.#sql.scalar("SELECT 1 FROM number_parts WHERE state = 'owed'") !== null;
    if (isOwed) this.#wakeSoon();
    await this.#giveBack();
  }

  /** What is held now: a part whose time is over is not, whatever its inventory has heard. */
  held(): HeldPart[] {
    return this.#parts("held").map((part) => ({
      reservationId: part.reservation_id ?? "",
      pool: part.pool,
      areaCode: part.area_code,
      // Written by `#take`.
      numbers: JSON.parse(part.numbers) as string[],
      untilMs: part.until,
    }));
  }

  /** Part of a block: from now on they are the started campaign's. */
  handOver(): void {
    this.#sql.run("DELETE FROM number_parts WHERE state = 'held'");
  }

  shown(): ReservedNumbers {
    const byCode = new Map<string, { count: number; untilMs: number }>();
    for (const { area_code: areaCode, count, until } of this.#parts("held")) {
      const known = byCode.get(areaCode) ?? { count: 0, untilMs: until };
      byCode.set(areaCode, { count: known.count + count, untilMs: Math.min(known.untilMs, until) });
    }
    const codes = [...byCode].map(([areaCode, { count, untilMs }]) => ({ areaCode, count, untilMs }));
    const last = this.#sql.one<WishRow>("SELECT * FROM number_wishes ORDER BY at DESC, id LIMIT 1");
    return {
      codes,
      count: codes.reduce((sum, { count }) => sum + count, 0),
      untilMs: codes.length === 0 ? null : Math.min(...codes.map(({ untilMs }) => untilMs)),
      underWay: this.#parts("wanted").map(({ area_code: areaCode, count }) => ({ areaCode, count })),
      refusal: last?.state === "refused" ? last.refusal : null,
    };
  }

  /** What a stop has left: requests that have not ended, and what is owed. */
  async run(): Promise<void> {
    const { now, isDraft } = this.#deps;
    if (!isDraft()) return this.release();
    this.#sql.run("DELETE FROM number_parts WHERE state = 'held' AND until <= ?", now());
    const running = this.#sql.all<WishRow>("SELECT * FROM number_wishes WHERE state = 'running'");
    for (const { id, at } of running) {
      if (at + GIVEN_UP_AFTER_MS <= now()) this.#refuse(id, INTERRUPTED);
      else await this.#run(id);
    }
    await this.#giveBack();
  }

  #tooMany(codes: readonly CodeWish[], needed: number): Refusal<"too_many"> | null {
    const asked = codes.reduce((sum, { count }) => sum + count, 0);
    const held = [...this.#parts("held"), ...this.#parts("wanted")].reduce((sum, { count }) => sum + count, 0);
    if (held + asked <= needed) return null;
    const numbers = (count: number) => `${count.toLocaleString("en-US")} ${count === 1 ? "number" : "numbers"}`;
    const message =
      needed === 0
        ? "The campaign needs no numbers yet: upload its contacts first."
        : `The campaign needs ${numbers(needed)} and has ${held === 0 ? "none" : held.toLocaleString("en-US")}: reserve at most ${numbers(Math.max(0, needed - held))}.`;
    return refuse("too_many", message);
  }

  /** One block, so that a stop leaves either nothing or what the alarm goes on with. */
  #begin(requestId: string, pool: string, codes: readonly CodeWish[]): void {
    const { now } = this.#deps;
    this.#sql.run("DELETE FROM number_wishes WHERE state <> 'running' AND at < ?", now() - DRAFT_RESERVATION_MS);
    this.#sql.run(
      "INSERT INTO number_wishes (id, codes, at, state, refusal) VALUES (?, ?, ?, 'running', NULL)",
      requestId,
      JSON.stringify(codes),
      now(),
    );
    for (const { areaCode, count } of codes) {
      this.#sql.run(
        `INSERT INTO number_parts (id, wish_id, pool, area_code, count, state, reservation_id, numbers, until)
         VALUES (?, ?, ?, ?, ?, 'wanted', NULL, '[]', ?)`,
        `${requestId}.${areaCode}`,
        requestId,
        pool,
        areaCode,
        count,
        now() + DRAFT_RESERVATION_MS,
      );
    }
    this.#wakeSoon();
  }

  async #run(wishId: string): Promise<void> {
    const { inventory, holder } = this.#deps;
    const parts = this.#sql.all<PartRow>(
      "SELECT * FROM number_parts WHERE wish_id = ? AND state = 'wanted' AND reservation_id IS NULL",
      wishId,
    );
    const outcomes = await allInWaves(parts, async (part) => {
      const { id, pool, area_code: areaCode, count, until } = part;
      const outcome = await callObject(
        () => inventory(pool, areaCode),
        (stub) => stub.reserve({ requestId: id, holder: holder(), count, untilMs: until }),
      );
      if (outcome.ok) this.#take(id, outcome);
      return { part, outcome };
    });
    if (this.#wish(wishId)?.state !== "running") return;
    const refused = outcomes.filter(({ outcome }) => !outcome.ok);
    if (refused.length > 0) {
      this.#refuse(wishId, refused.map(({ part, outcome }) => refusalOf(part, outcome)).join(" "));
      // The alarm repeats what fails.
      await this.#giveBack().catch(() => {});
      return;
    }
    this.#sql.run("UPDATE number_wishes SET state = 'held' WHERE id = ?", wishId);
    this.#sql.run("UPDATE number_parts SET state = 'held' WHERE wish_id = ? AND state = 'wanted'", wishId);
  }

  #take(id: string, { reservationId, numbers, untilMs }: ReserveOutcome & { ok: true }): void {
    this.#sql.run(
      "UPDATE number_parts SET reservation_id = ?, numbers = ?, until = ? WHERE id = ?",
      reservationId,
      JSON.stringify(numbers),
      untilMs,
      id,
    );
  }

  #refuse(wishId: string, refusal: string): void {
    this.#sql.run("UPDATE number_wishes SET state = 'refused', refusal = ? WHERE id = ?", refusal, wishId);
    this.#sql.run("UPDATE number_parts SET state = 'owed' WHERE wish_id = ?", wishId);
    this.#wakeSoon();
  }

  /** By the request's id: also one whose answer was lost, or that has not arrived yet. */
  async #giveBack(): Promise<void> {
    const { inventory, holder } = this.#deps;
    const owed = this.#sql.all<PartRow>("SELECT * FROM number_parts WHERE state = 'owed'");
    await allInWaves(owed, async ({ id, pool, area_code: areaCode }) => {
      await callObject(
        () => inventory(pool, areaCode),
        (stub) => stub.release({ requestId: id, holder: holder() }),
      );
      this.#sql.run("DELETE FROM number_parts WHERE id = ?", id);
    });
  }

  #wakeSoon(): void {
    this.#deps.schedule.setIfEarlier(NUMBERS_ALARM, this.#deps.now() + AGAIN_MS);
  }

  #wish(id: string): WishRow | null {
    return this.#sql.one<WishRow>("SELECT * FROM number_wishes WHERE id = ?", id);
  }

  #parts(state: "wanted" | "held"): PartRow[] {
    return this.#sql.all<PartRow>(
      "SELECT * FROM number_parts WHERE state = ? AND until > ? ORDER BY area_code, id",
      state,
      this.#deps.now(),
    );
  }
}

const INTERRUPTED = "The reservation was interrupted, and nothing was reserved. Try again.";

function refusalOf({ area_code: areaCode, count }: PartRow, outcome: ReserveOutcome): string {
  if (outcome.ok || outcome.reason !== "too_few") return INTERRUPTED;
  const { available } = outcome;
  const have = available === 0 ? "has none left" : `has only ${available.toLocaleString("en-US")} left`;
  return `Area code ${areaCode} ${have}, not ${count.toLocaleString("en-US")}. Choose fewer there, or other area codes.`;
}
