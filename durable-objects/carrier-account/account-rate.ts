/**
 * How many texts a second the carrier takes of the whole account, found out by asking for more
 * (docs/rules.md#sending-pace): additive increase, multiplicative decrease. No limit is known until the first 429.
 * Pure: the caller brings the clock.
 */

/** The lowest rate: however often the account is refused, it tries again. */
const SLOWEST_PER_SECOND = 0.5;
/**
 * The lowest first guess after the first refusal: too high a guess corrects itself in seconds, too low a one does not.
 */
const FIRST_GUESS_PER_SECOND = 200;
/** A rate above this counts as no limit. */
const FASTEST_PER_SECOND = 20_000;
/** A decrease while texts go through; and the least that is left when a round was refused, however little was measured. */
const LOWER_TO = 0.8;
const LOWEST_OF_ROUND = 0.5;
/** Until the refused rate is tried again. The increase is the same each second; beyond, twice as steep every ten. */
const RECOVERS_IN_MS = 60_000;
const STEEPER_EVERY_MS = 10_000;
const LEAST_PER_SECOND_EACH_SECOND = 0.05;

/** Stored by the object. */
export type KnownRate = {
  /** null: no limit is known. */
  perSecond: number | null;
  round: number;
  /** The last rate that was refused while texts still went through: the target of the increase. */
  refused: number;
  /** Texts per second by which it grows each second, at first. */
  slope: number;
  /** How long it has grown since the last refusal, counting only time in which the rate was used up. */
  grownMs: number;
};

export const NO_LIMIT: KnownRate = { perSecond: null, round: 0, refused: 0, slope: 0, grownMs: 0 };

export class AccountRate {
  #known: KnownRate;
  /** Up to here it has grown. */
  #grownAtMs: number | null = null;
  #holdUntilMs = 0;
  /** Whether the carrier took anything since the last decrease. */
  #tookSome = true;

  constructor(known: KnownRate) {
    this.#known = known;
  }

  get known(): KnownRate {
    return this.#known;
  }

  get perSecond(): number | null {
    return this.#known.perSecond;
  }

  get round(): number {
    return this.#known.round;
  }

  holdMs(nowMs: number): number {
    return Math.max(0, this.#holdUntilMs - nowMs);
  }

  /** Texts that the carrier took under a share of this round. */
  took(round: number | null, texts: number): void {
    if (texts > 0 && round === this.#known.round) this.#tookSome = true;
  }

  /**
   * A 429. One decrease per round: a refusal under an older share belongs to the same flood.
   *
   * @param round of the share under which it was refused; null before the first share
   * @param measured texts per second that the carrier has taken of all queues lately
   * @returns whether it became slower
   */
  refuse(round: number | null, refusedMs: number, measured: number, nowMs: number): boolean {
    if (round !== null && round < this.#known.round) return false;
    const before = this.#known.perSecond ?? Math.max(measured, FIRST_GUESS_PER_SECOND);
    const lowest = before * LOWEST_OF_ROUND;
    const lowered = this.#tookSome ? Math.min(before * LOWER_TO, Math.max(measured, lowest)) : lowest;
    const perSecond = Math.max(SLOWEST_PER_SECOND, lowered);
    // A carrier that takes nothing at all shows nothing about how much it will take afterwards.
    const refused = this.#tookSome ? before : Math.max(before, this.#known.refused);
    this.#holdUntilMs = Math.max(this.#holdUntilMs, nowMs + refusedMs);
    this.#tookSome = false;
    this.#known = {
      perSecond,
      round: this.#known.round + 1,
      refused,
      slope: Math.max(LEAST_PER_SECOND_EACH_SECOND, (refused - perSecond) / (RECOVERS_IN_MS / 1000)),
      grownMs: 0,
    };
    this.#grownAtMs = this.#holdUntilMs;
    return true;
  }

  /** @param isUsed whether more is asked for than the rate allows; an unused rate proves nothing */
  grow(nowMs: number, isUsed: boolean): void {
    const { perSecond } = this.#known;
    const fromMs = this.#grownAtMs ?? nowMs;
    this.#grownAtMs = Math.max(fromMs, nowMs);
    const passedMs = nowMs - fromMs;
    if (perSecond === null || !isUsed || passedMs <= 0) return;
    const grownMs = this.#known.grownMs + passedMs;
    const doublings = Math.max(0, Math.floor((grownMs - RECOVERS_IN_MS) / STEEPER_EVERY_MS) + 1);
    const faster = perSecond + (this.#known.slope * 2 ** Math.min(doublings, 20) * passedMs) / 1000;
    this.#known = { ...this.#known, grownMs, perSecond: faster > FASTEST_PER_SECOND ? null : faster };
  }
}
