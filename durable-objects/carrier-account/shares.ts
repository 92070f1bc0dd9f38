/**
 * Shares of the account's rate: how fast each queue may send for the next seconds. All queues share the carrier's pace
 * in texts; those of one service share its numbers' pace in segments, and the day's segments. Pure: the caller brings
 * the clock and stores `stored`.
 */
import type { PaceNow, PaceShare, ShareRequest, ServiceLimits } from "../../domain/sending/carrier-account.ts";
import { serviceSegmentsPerDay, serviceSegmentsPerSecond } from "../../domain/sending/sending-limits.ts";
import { AccountRate, NO_LIMIT } from "./account-rate.ts";
import type { KnownRate } from "./account-rate.ts";
import { CappedDays } from "./capped-days.ts";
import type { StoredCap } from "./capped-days.ts";
import { DayBudget } from "./day-budget.ts";
import type { UsedToday } from "./day-budget.ts";
import { fairShares } from "./fair-shares.ts";
import { Waiting } from "./waiting.ts";
import type { Wait } from "./waiting.ts";

/** While something is short, shares follow demand quickly; otherwise a queue asks rarely. */
const SHORT_SHARE_MS = 2_000;
const LONG_SHARE_MS = 10_000;
/** More than one queue can send anyway (campaign-queue/sending/pace.ts). */
const MOST_PER_QUEUE = 1_000;
/** A queue that has not returned for this long counts as idle. */
const GONE_AFTER_MS = 2_000;
/** A newcomer gets what is free until the others have come back, and never less than this part of its share. */
const LEAST_OF_SHARE = 0.1;
/** Segments of a day's cap for replies that arrive during a share. */
const REPLIES_AT_ONCE = 10;
/** From these shares on, a rate counts as asked for, and as used. */
const WANTED_FROM = 0.8;
const USED_FROM = 0.6;
/** Texts per second and queue. */
const MEASURED_FROM = 3;

/** After the account slowed down by a report, others report the same for so long, of texts that were on their way. */
const REPORTS_AFTER_MS = 30_000;
/** A report names no wait. */
const REPORTED_WAIT_MS = 1_000;

/** Survives a stop: the pace found, the limits set, and the segments used today. */
export type StoredPace = {
  rate: KnownRate;
  /** `version` and `limits` for an older version of this code, which had limits for each service alone. */
  services: ({ key: string; today: UsedToday | null } & Partial<KnownLimits>)[];
  /** Absent in what older versions stored. */
  limits?: ({ orgId: string } & KnownLimits)[];
  /** Absent in what older versions stored. */
  waiting?: Waiting["stored"];
  capped?: StoredCap[];
};

type Holder = {
  service: string;
  /** Per second. */
  wanted: number;
  urgent: number;
  segmentsPerText: number;
  /** Texts per second that the carrier took; null: it has not reported any yet. */
  measured: number | null;
  texts: number;
  segments: number;
  untilMs: number;
};
/** Of an organization: each of its services has them, the ones of campaigns that began with a former service, too. */
type KnownLimits = Pick<ServiceLimits, "version" | "limits">;

export class Shares {
  readonly #rate: AccountRate;
  readonly #holders = new Map<string, Holder>();
  readonly #limits = new Map<string, KnownLimits>();
  /** What each service has used of its day. */
  readonly #days = new Map<string, DayBudget>();
  readonly #waiting: Waiting;
  readonly #capped: CappedDays;
  #slowedByReportMs: number | null = null;
  #isNews = false;

  constructor(stored: StoredPace | null) {
    this.#waiting = new Waiting(stored?.waiting);
    this.#capped = new CappedDays(stored?.capped);
    this.#rate = new AccountRate(stored?.rate ?? NO_LIMIT);
    for (const { orgId, version, limits } of stored?.limits ?? []) this.#limits.set(orgId, { version, limits });
    for (const { key, version, limits = null, today } of stored?.services ?? []) {
      this.#days.set(key, new DayBudget(today));
      if (version !== undefined) this.#takeLimits(orgOf(key), { version, limits });
    }
  }

  get stored(): StoredPace {
    const services = Array.from(this.#days, ([key, day]) => ({
      key,
      today: day.today,
      ...this.#limits.get(orgOf(key)),
    }));
    const limits = Array.from(this.#limits, ([orgId, known]) => ({ orgId, ...known }));
    return { rate: this.#rate.known, services, limits, waiting: this.#waiting.stored, capped: this.#capped.stored };
  }

  /** @returns the version that is known from then on: the own one when that is newer. */
  setLimits({ orgId, version, limits }: ServiceLimits): number {
    return this.#takeLimits(orgId, { version, limits });
  }

  #takeLimits(orgId: string, limits: KnownLimits): number {
    const known = this.#limits.get(orgId);
    if (known && known.version >= limits.version) return known.version;
    this.#limits.set(orgId, limits);
    return limits.version;
  }

  paceNow({ orgId, service }: { orgId: string; service: string | null }, nowMs: number): PaceNow {
    const day = this.#days.get(serviceKey(orgId, service))?.today;
    return {
      textsPerSecond: this.#rate.perSecond,
      usedToday: day && nowMs < day.endsMs ? day.used : 0,
      trouble: this.#waiting.now((key) => key.startsWith(serviceKey(orgId, null))),
    };
  }

  share(request: ShareRequest, nowMs: number): PaceShare {
    for (const [key, { untilMs }] of this.#holders) if (untilMs + GONE_AFTER_MS <= nowMs) this.#holders.delete(key);
    const service = serviceKey(request.orgId, request.service);
    const limits = this.#limits.get(request.orgId)?.limits ?? null;
    const holder = this.#update(request, service, nowMs);
    this.#rate.took(request.round, request.took);
    if (request.refusedMs !== null) {
      this.#rate.refuse(request.round, request.refusedMs, this.#measured(request.holder), nowMs);
    }
    this.#takeReports(request, service, nowMs);
    const found = { holder: request.holder, trouble: request.trouble ?? null, answered: request.answered ?? 0 };
    if (this.#waiting.report(found, service, nowMs)) this.#isNews = true;
    const wait = this.#waiting.ask(request, service, nowMs);
    if (wait) return this.#whileWaiting(holder, wait, nowMs);
    const all = [...this.#holders.values()];
    this.#rate.grow(nowMs, this.#isUsedUp(all, request.holder));

    const perSegment = serviceSegmentsPerSecond(limits);
    const perDay = serviceSegmentsPerDay(limits);
    const { perSecond } = this.#rate;
    const isShort = perSecond !== null || perSegment !== null || perDay !== null;
    const forMs = isShort ? SHORT_SHARE_MS : LONG_SHARE_MS;
    const textsPerSecond = perSecond === null ? null : this.#partOf(holder, all, perSecond, 1, "texts");
    const ofService = all.filter((each) => each.service === service);
    const segmentsPerSecond =
      perSegment === null ? null : this.#partOf(holder, ofService, perSegment, holder.segmentsPerText, "segments");
    holder.texts = textsPerSecond ?? 0;
    holder.segments = segmentsPerSecond ?? 0;
    holder.untilMs = nowMs + forMs;
    return {
      round: this.#rate.round,
      forMs,
      waitMs: this.#rate.holdMs(nowMs),
      textsPerSecond,
      segmentsPerSecond,
      day:
        perDay === null ? null : this.#grantOfDay(request, perDay, { textsPerSecond, segmentsPerSecond, forMs }, nowMs),
      trouble: null,
      capped: this.#capped.of(service, nowMs),
    };
  }

  /** Whether something was learnt that a stop must not forget; asked once. */
  takeNews(): boolean {
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews;
  }

  /** Texts that were on their way when the account slowed down still report that they came too fast. */
  #takeReports({ reported, holder, round }: ShareRequest, service: string, nowMs: number): void {
    if (!reported) return;
    if (reported.capped !== null && this.#capped.close(service, reported.capped, nowMs)) this.#isNews = true;
    if (!reported.tooFast || this.#isStillReporting(nowMs)) return;
    this.#slowedByReportMs = nowMs;
    this.#isNews = this.#rate.refuse(round, REPORTED_WAIT_MS, this.#measured(holder), nowMs) || this.#isNews;
  }

  #isStillReporting(nowMs: number): boolean {
    return this.#slowedByReportMs !== null && nowMs < this.#slowedByReportMs + REPORTS_AFTER_MS;
  }

  /** Nothing goes, but perhaps one text that finds out whether it would. */
  #whileWaiting(holder: Holder, { trouble, mayTry, forMs }: Wait, nowMs: number): PaceShare {
    holder.wanted = 0;
    holder.urgent = 0;
    holder.texts = 0;
    holder.segments = 0;
    holder.untilMs = nowMs + forMs;
    return {
      round: this.#rate.round,
      forMs,
      waitMs: 0,
      textsPerSecond: mayTry ? 1 : 0,
      segmentsPerSecond: null,
      day: null,
      trouble: { ...trouble, mayTry },
      capped: this.#capped.of(holder.service, nowMs),
    };
  }

  /** Whether a faster pace would be used: more is wanted than it allows, and what it allows is sent. */
  #isUsedUp(all: readonly Holder[], reporter: string): boolean {
    const { perSecond } = this.#rate;
    if (perSecond === null) return false;
    const wanted = all.reduce((total, each) => total + each.wanted, 0);
    if (wanted < WANTED_FROM * perSecond) return false;
    // Too few texts go within a share to measure anything.
    return perSecond < MEASURED_FROM * all.length || this.#measured(reporter) >= USED_FROM * perSecond;
  }

  /** A queue's part of a day's segments while its share lasts: as many as it can send. */
  #grantOfDay(
    { holder, orgId, service, waiting, urgent, segmentsPerText }: ShareRequest,
    cap: number,
    share: { textsPerSecond: number | null; segmentsPerSecond: number | null; forMs: number },
    nowMs: number,
  ) {
    const day = this.#dayOf(serviceKey(orgId, service));
    const seconds = share.forMs / 1000;
    const most = Math.min(
      (share.textsPerSecond ?? MOST_PER_QUEUE) * seconds * segmentsPerText,
      (share.segmentsPerSecond ?? Infinity) * seconds,
    );
    const wanted = (texts: number, atOnce: number) =>
      waiting === 0 ? 0 : Math.min(texts * segmentsPerText, most) + atOnce;
    const shares = { firstTexts: wanted(waiting - urgent, segmentsPerText), others: wanted(urgent, REPLIES_AT_ONCE) };
    return day.grant(holder, shares, cap, nowMs);
  }

  #update(request: ShareRequest, service: string, nowMs: number): Holder {
    const before = this.#holders.get(request.holder);
    const perSecond = (texts: number) => Math.min(MOST_PER_QUEUE, texts / (SHORT_SHARE_MS / 1000));
    const holder: Holder = {
      service,
      wanted: perSecond(request.waiting),
      urgent: perSecond(request.urgent),
      segmentsPerText: Math.max(1, request.segmentsPerText),
      measured: request.overMs > 0 ? (request.took * 1000) / request.overMs : (before?.measured ?? null),
      texts: before?.texts ?? 0,
      segments: before?.segments ?? 0,
      untilMs: nowMs + LONG_SHARE_MS,
    };
    this.#holders.set(request.holder, holder);
    if (this.#limits.has(request.orgId)) this.#dayOf(service).spent(request.holder, request.segments, nowMs);
    return holder;
  }

  #dayOf(service: string): DayBudget {
    const known = this.#days.get(service);
    if (known) return known;
    const day = new DayBudget(null);
    this.#days.set(service, day);
    return day;
  }

  /** Texts per second that the carrier takes of all queues; a queue that has not reported counts like one that has. */
  #measured(reporter: string): number {
    const own = this.#holders.get(reporter)?.measured ?? 0;
    let total = 0;
    for (const { measured } of this.#holders.values()) total += measured ?? own;
    return total;
  }

  #partOf(holder: Holder, all: Holder[], total: number, unit: number, granted: "texts" | "segments"): number {
    const shares = fairShares(
      total,
      all.map(({ wanted, urgent, segmentsPerText }) => {
        const each = granted === "texts" ? 1 : segmentsPerText;
        return { wanted: wanted * each, urgent: urgent * each };
      }),
    );
    const part = shares[all.indexOf(holder)] ?? 0;
    const free = total - all.reduce((sum, each) => (each === holder ? sum : sum + each[granted]), 0);
    return Math.min(part, Math.max(free, part * LEAST_OF_SHARE, 0.1 * unit));
  }
}

function serviceKey(orgId: string, service: string | null): string {
  return `${orgId} ${service ?? ""}`;
}

function orgOf(serviceKeyOfIt: string): string {
  return serviceKeyOfIt.slice(0, serviceKeyOfIt.indexOf(" "));
}
