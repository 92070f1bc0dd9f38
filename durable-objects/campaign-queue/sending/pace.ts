/**
 * How fast a queue offers texts to the carrier (docs/decisions/0011). The account's object gives it a share of the
 * pace; between two answers it asks nobody, and while no limit is known it never waits for an answer. A 429 is reported
 * at once. When the object cannot be reached, the last share goes on, and the queue slows down by itself. The caller
 * brings the clock and the calls.
 */
import type { Logger } from "../../kit/log/log.ts";
import type { DayShare, PaceShare, ShareRequest, Trouble } from "../../../domain/sending/carrier-account.ts";
import { networksMidnightAfter } from "../../../domain/sending/networks-day.ts";
import { countSegments } from "../../../domain/scripts/segments.ts";
import type { AccountNews } from "./failures.ts";
import type { ClosedDay } from "./waves.ts";

const FASTEST_PER_SECOND = 1_000;
const SLOWEST_PER_SECOND = 1;
/** Without an account to ask: its own additive increase (a part of the known pace) and multiplicative decrease. */
const FASTER_PER_WAVE = 0.005;
const SLOWER_TO = 0.7;
/** While the pace is limited a wave is at most this long, so that a reply soon gets its turn. */
const LIMITED_WAVE_S = 0.25;
/** A wave that is late by more than this does not delay the next ones. */
const CATCHES_UP_MS = 500;
/** Pause after a failed request. */
const ASK_AGAIN_MS = 5_000;
/** Pause when too little of the day is left for the next text. */
const LITTLE_LEFT_MS = 60_000;
/** A measurement that began before a pause of this length would say little about the carrier. */
const IDLE_MS = 1_000;

/**
 * The result of a wave. `refusedMs`: the longest wait that the carrier asked for by 429; null when it took everything.
 */
export type Went = {
  took: number;
  /** Texts that it accepted, or refused for their own sake. */
  answered: number;
  refusedMs: number | null;
  /** Why it takes nothing of the account or service; null: it does. */
  trouble: Trouble | null;
};

export type PaceDeps = {
  now: () => number;
  /** Asks the account's object; null where there is none. Rejects when it cannot be reached in time. */
  share: ((report: PaceReport) => Promise<PaceShare>) | null;
  /** Texts that wait, and those of them that are not first texts. */
  waiting: () => { waiting: number; urgent: number };
  onFault: Logger["fault"];
};

/** Of texts that came too fast many report the same at once. */
const SAYS_SO_EVERY_MS = 5_000;
/** While the account's object cannot be asked and the carrier takes nothing. */
const WAITS_ALONE_MS = 30_000;

const NO_WAVE = { texts: 0, segments: 0, most: Infinity, round: null };

export type PaceReport = Omit<ShareRequest, "holder" | "orgId" | "service">;

export class Pace {
  readonly #deps: PaceDeps;
  #share: PaceShare | null = null;
  #shareEndsMs = 0;
  #asking: Promise<void> | null = null;
  #returning: Promise<void> | null = null;
  #isReachable = true;
  #notBeforeMs = 0;
  /** Its own pace, where no share says another. */
  #ownPerSecond = FASTEST_PER_SECOND;
  /** Since the last report. */
  #took = 0;
  #tookFromMs: number | null = null;
  #wentAtMs = 0;
  #refusal: { ms: number; round: number | null } | null = null;
  #answered = 0;
  #trouble: Trouble | null = null;
  #reported: NonNullable<ShareRequest["reported"]> | null = null;
  #reportedAtMs: number | null = null;
  #closedDay: ClosedDay | null = null;
  #segments = 0;
  #segmentsPerText = 1;
  /** What is left of the share's part of the day. */
  #dayLeft = { segments: 0, firstTexts: 0 };
  #wave: { texts: number; segments: number; most: number; round: number | null } = NO_WAVE;

  constructor(deps: PaceDeps) {
    this.#deps = deps;
  }

  /** The highest known rate, texts per second. */
  get perSecond(): number {
    return Math.min(this.#ownPerSecond, this.#share?.textsPerSecond ?? FASTEST_PER_SECOND);
  }

  /** The carrier takes nothing of the account or service, and this queue is not the one that tries. */
  get isWaiting(): boolean {
    return this.#share?.trouble?.mayTry === false;
  }

  /** For contacts whose network counts texts per day. */
  get closedDay(): ClosedDay | null {
    const day = this.#closedDay;
    return day !== null && this.#deps.now() < day.untilMs ? day : null;
  }

  /** A promise to await before a wave when there is a limit and its share has ended; else null. */
  ready(): Promise<void> | null {
    const { share, now } = this.#deps;
    if (this.#returning) return this.#returning.then(() => this.ready() ?? undefined);
    if (share === null || (now() < this.#shareEndsMs && this.#refusal === null && this.#trouble === null)) return null;
    const matters = this.#share === null || this.#isLimited() || this.#refusal !== null || this.#trouble !== null;
    this.#asking ??= this.#ask(share).finally(() => {
      this.#asking = null;
    });
    return matters && this.#isReachable ? this.#asking : null;
  }

  /** How many of `most` may go now, and how long to wait when none may. */
  allow(most: number): { count: number; waitMs: number } {
    const nowMs = this.#deps.now();
    const waitMs = this.#notBeforeMs - nowMs;
    if (waitMs > 0) return { count: 0, waitMs };
    const { perSecond } = this;
    if (perSecond <= 0) return { count: 0, waitMs: Math.max(1, this.#shareEndsMs - nowMs) };
    const isSlowed = perSecond < FASTEST_PER_SECOND;
    const count = isSlowed ? Math.min(most, Math.max(1, Math.floor(perSecond * LIMITED_WAVE_S))) : most;
    const segmentsPerSecond = this.#share?.segmentsPerSecond ?? Infinity;
    const round = this.#share?.round ?? null;
    this.#wave = { texts: 0, segments: 0, most: segmentsPerSecond * LIMITED_WAVE_S, round };
    return { count, waitMs: 0 };
  }

  /**
   * Whether a text fits into the wave that `allow` opened, and then counts it; else when to look again, epoch ms. Call
   * it in the order of the line.
   */
  admit(body: string, isFirstText: boolean): true | number {
    const share = this.#share;
    if (share === null || (share.segmentsPerSecond === null && share.day === null)) return true;
    const segments = Math.max(1, countSegments(body).segments);
    const wave = this.#wave;
    if (wave.texts > 0 && wave.segments + segments > wave.most) return this.#deps.now();
    const left = this.#dayLeft;
    if (share.day !== null) {
      const mayGo = isFirstText ? Math.min(left.firstTexts, left.segments) : left.segments;
      if (segments > mayGo) return this.#nextOfDay(share.day, isFirstText);
      left.segments -= segments;
      if (isFirstText) left.firstTexts -= segments;
    }
    wave.texts += 1;
    wave.segments += segments;
    return true;
  }

  /** After a wave of `count` texts that began at `startedMs`: the next one waits until their share of time has passed. */
  went(count: number, startedMs: number, { took, answered, refusedMs, trouble }: Went): void {
    const nowMs = this.#deps.now();
    if (this.#tookFromMs === null || (!this.#isLimited() && startedMs - this.#wentAtMs > IDLE_MS)) {
      this.#took = 0;
      this.#tookFromMs = startedMs;
    }
    this.#took += took;
    this.#answered += answered;
    if (trouble !== null) this.#trouble = trouble;
    // The try went through: all others may go on as soon as the account knows.
    if (answered > 0 && this.#share?.trouble) this.#shareEndsMs = nowMs;
    this.#wentAtMs = nowMs;
    const { segments, texts, round } = this.#wave;
    // Refused and withheld texts have to go once more.
    this.#segments += Math.ceil(segments * Math.min(1, took / count));
    if (texts > 0) this.#segmentsPerText = segments / texts;
    if (refusedMs !== null) {
      this.#refusal = { ms: Math.max(refusedMs, this.#refusal?.ms ?? 0), round };
      if (this.#deps.share === null) this.#slowDown();
    } else if (this.#ownPerSecond < FASTEST_PER_SECOND) {
      this.#ownPerSecond = Math.min(
        FASTEST_PER_SECOND,
        this.#ownPerSecond + FASTER_PER_WAVE * (this.#share?.textsPerSecond ?? FASTEST_PER_SECOND),
      );
    }
    const perSecond = Math.min(FASTEST_PER_SECOND, Math.max(this.perSecond, 0.01));
    const restS = Math.max(count / perSecond, segments / (this.#share?.segmentsPerSecond ?? Infinity));
    const lateMs = startedMs - this.#notBeforeMs;
    const fromMs = lateMs >= 0 && lateMs < CATCHES_UP_MS ? this.#notBeforeMs : startedMs;
    const untilMs = Math.ceil(fromMs + restS * 1000);
    this.#notBeforeMs = refusedMs === null ? untilMs : Math.max(untilMs, nowMs + refusedMs);
    if (trouble !== null && this.#deps.share === null) this.#waitAlone(nowMs);
  }

  /** Texts have failed, by a refusal or a report. The account is asked at once when it does not know yet. */
  failed({ tooFast, capped, trouble }: AccountNews): void {
    const { now, share } = this.#deps;
    const nowMs = now();
    if (trouble !== null) this.#trouble = trouble;
    const isClosed = capped === null || this.closedDay?.openTo === "none" || this.closedDay?.openTo === capped;
    if (!isClosed) this.#closedDay = { openTo: capped, untilMs: networksMidnightAfter(nowMs) };
    const isSlowed = !tooFast || (this.#reportedAtMs !== null && nowMs < this.#reportedAtMs + SAYS_SO_EVERY_MS);
    if (!isSlowed) this.#reportedAtMs = nowMs;
    if (isClosed && isSlowed && trouble === null) return;
    if (!isSlowed && share === null) this.#slowDown();
    const before = this.#reported ?? { tooFast: false, capped: null };
    this.#reported = { tooFast: before.tooFast || !isSlowed, capped: isClosed ? before.capped : capped };
    if (share === null) return;
    this.#asking ??= this.#ask(share).finally(() => {
      this.#asking = null;
    });
  }

  /** Nobody else can find out whether the carrier takes texts again. */
  #waitAlone(nowMs: number): void {
    this.#notBeforeMs = Math.max(this.#notBeforeMs, nowMs + WAITS_ALONE_MS);
    this.#trouble = null;
  }

  /** Nothing is left for now, so segments set aside are given back. */
  rest(): void {
    const { share } = this.#deps;
    if (share === null || this.#asking || this.#returning || this.#dayLeft.segments === 0) return;
    this.#returning = this.#ask(share, { waiting: 0, urgent: 0 }).finally(() => {
      this.#returning = null;
      // It asked for nothing, so the next texts need a share of their own.
      this.#shareEndsMs = 0;
    });
  }

  #isLimited(): boolean {
    const share = this.#share;
    return share !== null && (share.textsPerSecond !== null || share.segmentsPerSecond !== null || share.day !== null);
  }

  /** When a text that is too long for what is left of the day's share may go. */
  #nextOfDay({ segments, firstTexts, openTo, resetsInMs }: DayShare, isFirstText: boolean): number {
    if (openTo === "none" || (openTo === "replies" && isFirstText)) return this.#shareEndsMs + resetsInMs;
    const left = this.#dayLeft;
    const isUntouched = isFirstText ? left.firstTexts === firstTexts : left.segments === segments;
    // A used-up share is asked for again.
    return this.#shareEndsMs + (isUntouched ? LITTLE_LEFT_MS : 0);
  }

  #slowDown(): void {
    this.#ownPerSecond = Math.max(SLOWEST_PER_SECOND, this.perSecond * SLOWER_TO);
  }

  async #ask(share: NonNullable<PaceDeps["share"]>, demand = this.#deps.waiting()): Promise<void> {
    const { now, onFault } = this.#deps;
    const refusal = this.#refusal;
    const took = this.#took;
    const segments = this.#segments;
    const answered = this.#answered;
    const trouble = this.#trouble;
    const reported = this.#reported;
    const askedMs = now();
    try {
      const answer = await share({
        round: refusal?.round ?? this.#share?.round ?? null,
        took,
        overMs: this.#tookFromMs === null ? 0 : Math.max(1, askedMs - this.#tookFromMs),
        refusedMs: refusal?.ms ?? null,
        segments,
        answered,
        trouble,
        ...(reported === null ? {} : { reported }),
        ...demand,
        segmentsPerText: this.#segmentsPerText,
      });
      this.#share = answer;
      this.#isReachable = true;
      this.#ownPerSecond = FASTEST_PER_SECOND;
      this.#notBeforeMs = Math.max(this.#notBeforeMs, now() + answer.waitMs);
      this.#shareEndsMs = now() + answer.forMs;
      this.#took -= took;
      this.#segments -= segments;
      this.#answered -= answered;
      this.#tookFromMs = now();
      if (this.#reported === reported) this.#reported = null;
      const { capped } = answer;
      if (capped) this.#closedDay = { openTo: capped.openTo, untilMs: now() + capped.resetsInMs };
    } catch (error) {
      onFault("pace_not_asked", error);
      this.#isReachable = false;
      if (refusal !== null) this.#slowDown();
      if (trouble !== null) this.#waitAlone(now());
      this.#shareEndsMs = now() + ASK_AGAIN_MS;
    }
    if (this.#refusal === refusal) this.#refusal = null;
    if (this.#trouble === trouble) this.#trouble = null;
    this.#dayLeft = { segments: this.#share?.day?.segments ?? 0, firstTexts: this.#share?.day?.firstTexts ?? 0 };
  }
}
