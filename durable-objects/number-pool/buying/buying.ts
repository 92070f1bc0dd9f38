/**
 * Jobs that buy numbers for a pool, one number at a time (docs/rules.md#numbers-buying). The carrier has no idempotency key:
 * what may have been bought is looked for in the account's list before anything else is done, and the same number, never
 * another one, is asked for again. So a death or a lost answer costs a look-up, not a second number.
 */
import { areaCodeOf } from "../../../domain/numbers/area-codes.ts";
import type { BuyingJob, PoolSearch, StartBuying } from "../../../domain/numbers/buying.ts";
import type { NewNumber } from "../../../domain/numbers/inventory.ts";
import type { NumberCarrier, NumberCarrierFailure, NumberKind } from "../../../domain/numbers/number-carrier.ts";
import { sameJson } from "../../../domain/same-json.ts";
import { Purchases, shownOf } from "./purchases.ts";
import type { PurchaseRow, StoredJob } from "./purchases.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** Before an unclear purchase is looked for: the carrier may still be at it. */
const LOOK_AFTER_MS = 2_000;
const LONGEST_LOOK_AFTER_MS = 10_000;
/** A call whose answer was lost may still arrive at the carrier until then; before, an absence from its list proves nothing. */
const ABSENCE_IS_PROOF_AFTER_MS = 60_000;
/** Other numbers that are refused in a row: it is not the number. */
const MOST_REFUSALS = 3;
/** A job that the carrier keeps waiting for so long ends: nobody expects it to buy tomorrow. */
const WAITS_FOR_MS = 3_600_000;
const STORED_AT_ONCE = 50;
const NAME = "Whistlestop";

export type PoolCarrier = { ok: true; carrier: NumberCarrier } | { ok: false; message: string };

export type BuyingDeps = {
  sql: Sql;
  now: () => number;
  carrier: () => Promise<PoolCarrier>;
  /** Into the inventory of their area code; repeatable. */
  store: (areaCode: string, numbers: NewNumber[]) => Promise<void>;
  /** Where calls to its numbers are answered. */
  voice: () => { voiceUrl: string; voiceFallbackUrl: string | null };
};

/** When the next step is due, in ms; null: no job has work. */
type Next = number | null;

export class Buying {
  readonly #deps: BuyingDeps;
  readonly #purchases: Purchases;

  constructor(deps: BuyingDeps) {
    this.#deps = deps;
    this.#purchases = new Purchases(deps.sql);
  }

  start(request: { jobId: string; search: PoolSearch; count: number; by: string }): StartBuying {
    const { jobId, search, count, by } = request;
    const known = this.#purchases.job(jobId);
    if (known && (known.wanted !== count || !sameJson(known.search, search)))
      return { ok: false, reason: "other_request" };
    if (!known) this.#purchases.add({ jobId, search, wanted: count, by, startedAt: this.#deps.now() });
    const job = this.#purchases.job(jobId);
    if (!job) throw new Error("a job that was added is not there");
    return { ok: true, repeated: known !== null, job: shownOf(job) };
  }

  /** Buys nothing new; what is under way is settled. False: there is no such job that runs. */
  stop(jobId: string): boolean {
    const job = this.#purchases.job(jobId);
    if (!job || job.endedAt !== null) return false;
    this.#purchases.setState(jobId, "stopping", null);
    return true;
  }

  jobs(): BuyingJob[] {
    return this.#purchases.latest(20);
  }

  hasWork(): boolean {
    return this.#purchases.open() !== null;
  }

  forget(numbers: readonly string[]): void {
    this.#purchases.forget(numbers);
  }

  /** One call to the carrier or the inventory. */
  async step(): Promise<Next> {
    const job = this.#purchases.open();
    if (!job) return null;
    const { jobId } = job;
    if (job.state === "stopping") this.#purchases.dropChosen(jobId);
    const asked = this.#purchases.next(jobId, "asked");
    const chosen = this.#purchases.next(jobId, "chosen");
    // By many, because each is a call to an inventory.
    const bought = this.#purchases.toStore(jobId, STORED_AT_ONCE);
    if (bought.length === STORED_AT_ONCE || (bought.length > 0 && !asked && !chosen)) return this.#store(job, bought);
    if (!asked && !chosen && (job.state === "stopping" || job.bought >= job.wanted)) return this.#end(job);

    const pool = await this.#deps.carrier();
    if (!pool.ok) return this.#wait(job, pool.message, 30_000);
    if (asked) return this.#lookFor(job, asked, pool.carrier);
    if (chosen) return this.#buy(job, chosen, pool.carrier);
    return this.#choose(job, pool.carrier);
  }

  async #store(job: StoredJob, bought: readonly Omit<NewNumber, "monthlyCost">[]): Promise<Next> {
    const byArea = new Map<string, NewNumber[]>();
    for (const each of bought) {
      const areaCode = areaCodeOf(each.number) ?? "";
      const number = job.monthlyCost === null ? each : { ...each, monthlyCost: job.monthlyCost };
      byArea.set(areaCode, [...(byArea.get(areaCode) ?? []), number]);
    }
    for (const [areaCode, numbers] of byArea) {
      await this.#deps.store(areaCode, numbers);
      this.#purchases.setTo(
        numbers.map(({ number }) => number),
        "stored",
      );
    }
    return 0;
  }

  async #choose(job: StoredJob, carrier: NumberCarrier): Promise<Next> {
    if (!job.hasCost) {
      const prices = await carrier.prices(job.search.country);
      const kind: NumberKind = job.search.kind;
      const cost = prices.ok ? prices.prices.perMonth[kind] : null;
      // A price that is not told keeps nobody from buying.
      this.#purchases.setCost(job.jobId, cost === null ? "" : String(cost));
    }
    const missing = job.wanted - job.bought;
    // More than are missing: some may be gone when they are asked for.
    const { areaCode, region, contains, country, kind } = job.search;
    const found = await carrier.search({
      country,
      kind,
      limit: Math.min(1000, missing + 20),
      ...(areaCode === undefined ? {} : { areaCode }),
      ...(region === undefined ? {} : { region }),
      ...(contains === undefined ? {} : { contains }),
    });
    if (!found.ok) return this.#fail(job, found);
    this.#purchases.goOn(job);
    const numbers = found.numbers.filter(({ number }) => areaCodeOf(number) !== null).map(({ number }) => number);
    if (this.#purchases.choose(job.jobId, numbers, missing) > 0) return 0;
    return this.#giveUp(job, "The carrier has no more numbers like these.");
  }

  async #buy(job: StoredJob, { number, calls }: PurchaseRow, carrier: NumberCarrier): Promise<Next> {
    this.#purchases.asked(number, this.#deps.now());
    const purchase = await carrier.buy({ number, name: NAME, ...this.#deps.voice() });
    if (purchase.ok) return this.#bought(job, purchase.number);
    switch (purchase.reason) {
      case "unclear":
        return LOOK_AFTER_MS;
      case "throttled":
        this.#purchases.again(number, { neverMade: true });
        return purchase.retryAfterMs;
      case "waits":
        this.#purchases.again(number, { neverMade: true });
        return this.#wait(job, purchase.message, purchase.retryAfterMs);
      case "not_to_be_had":
        // An earlier call, whose answer was lost, may have bought it. Then it stays `asked`, and is looked for.
        if (calls > 0) return 0;
        this.#purchases.setTo([number], "gone");
        return 0;
      case "refused":
      case "unknown":
        this.#purchases.setTo([number], "gone");
        this.#purchases.setRefusals(job.jobId, job.refusals + 1);
        if (job.refusals + 1 < MOST_REFUSALS) return 0;
        return this.#giveUp(job, purchase.message);
    }
  }

  /** Whether a number that may have been bought is the account's. */
  async #lookFor(job: StoredJob, purchase: PurchaseRow, carrier: NumberCarrier): Promise<Next> {
    const { number, calls, looks, asked_at: askedAtMs } = purchase;
    const lookedAtMs = this.#deps.now();
    const owned = await carrier.owned({ number });
    if (!owned.ok) return this.#fail(job, owned);
    this.#purchases.goOn(job);
    const [found] = owned.numbers;
    if (found) return this.#bought(job, found);
    // Asking for the same number again cannot buy it twice.
    if (calls <= 1 && job.state !== "stopping") {
      this.#purchases.again(number, { neverMade: false });
      return 0;
    }
    this.#purchases.looked(number);
    if (lookedAtMs < (askedAtMs ?? 0) + ABSENCE_IS_PROOF_AFTER_MS)
      return Math.min(LONGEST_LOOK_AFTER_MS, LOOK_AFTER_MS * 2 ** looks);
    this.#purchases.setTo([number], "gone");
    return 0;
  }

  #bought(job: StoredJob, { number, sid, capabilities }: Parameters<Purchases["bought"]>[0]): Next {
    this.#purchases.goOn(job);
    if (job.refusals > 0) this.#purchases.setRefusals(job.jobId, 0);
    this.#purchases.bought({ number, sid, capabilities });
    return 0;
  }

  /** A read that has no result. */
  #fail(job: StoredJob, failure: NumberCarrierFailure): Next {
    if (failure.reason === "throttled") return failure.retryAfterMs;
    if (failure.reason === "unclear") return this.#wait(job, failure.message, 10_000);
    if (failure.reason === "waits") return this.#wait(job, failure.message, failure.retryAfterMs);
    return this.#giveUp(job, failure.message);
  }

  #wait(job: StoredJob, why: string, ms: number): Next {
    const nowMs = this.#deps.now();
    if (job.waitingSince !== null && nowMs - job.waitingSince >= WAITS_FOR_MS) {
      // What may have been bought is found by the daily check against the carrier's list.
      this.#purchases.dropAsked(job.jobId);
      return this.#giveUp(job, why);
    }
    this.#purchases.wait(job.jobId, why, nowMs);
    return ms;
  }

  /** Nothing more is bought; what was bought is stored before the job ends. */
  #giveUp({ jobId }: StoredJob, why: string): Next {
    this.#purchases.setState(jobId, "stopping", why);
    return 0;
  }

  #end({ jobId, bought, wanted, why }: StoredJob): Next {
    if (bought >= wanted) this.#purchases.end(jobId, "done", null, this.#deps.now());
    else {
      const told = `${why ?? "It was stopped."} ${bought} of ${wanted} were bought.`;
      this.#purchases.end(jobId, "stopped", told, this.#deps.now());
    }
    return 0;
  }
}
