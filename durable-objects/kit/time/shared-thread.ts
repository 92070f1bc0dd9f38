/**
 * How much of the thread carrying may use while texters wait for answers. Objects of one isolate share its thread, so
 * they share this, too. Accepting comes first: a texter waits for an answer, the carrier does not, and carrying a text
 * costs three times what accepting one costs (the call and its reports). So while texts come in, waves are small, and
 * their rate is adjusted so that timers stay punctual: a little higher after each punctual turn, a fifth lower after a
 * late one. Nothing waits for ever: the longer a rush lasts, the more carrying gets. Pure: the caller brings the clock.
 */
/** Texts count as coming in for this long after the last one. */
const RUSH_MS = 1_000;
/** A turn that is later than this counts as late. */
const LATE_MS = 12;
const FIRST_PER_SECOND = 250;
const MOST_PER_SECOND = 2_000;
const SLOWER = 0.8;
const FASTER = 1.02;
/** What carrying gets however busy the thread is, at first and after each further step of a long rush. */
const LEAST_PER_SECOND = 60;
const STEP_MS = 15_000;
const MOST_STEPS = 4;
/** Turns are planned no further ahead than this, however many queues wait and however the clock jumps. */
const MOST_AHEAD_MS = 30_000;

export class SharedThread {
  #perSecond = FIRST_PER_SECOND;
  #acceptedAtMs = Number.NEGATIVE_INFINITY;
  /** The next wave of any queue may begin then. */
  #freeAtMs = Number.NEGATIVE_INFINITY;
  /** Since when turns come late; null while they do not. */
  #lateSinceMs: number | null = null;

  /** A text was accepted. */
  accepted(nowMs: number): void {
    this.#acceptedAtMs = nowMs;
  }

  isRushed(nowMs: number): boolean {
    // A clock that was set back leaves times in the future, which mean nothing.
    return Math.abs(nowMs - this.#acceptedAtMs) < RUSH_MS;
  }

  /** Texts a second that may be carried on this thread; Infinity while no texts come in. */
  perSecond(nowMs: number): number {
    if (!this.isRushed(nowMs)) return Number.POSITIVE_INFINITY;
    return Math.max(this.#perSecond, this.#least(nowMs));
  }

  /** How long a wave of so many texts has to wait for its turn, ms; reserves its share. */
  waitFor(texts: number, nowMs: number): number {
    if (!this.isRushed(nowMs)) {
      // Nobody waits any more: planned turns are void, and the next rush starts afresh.
      this.#freeAtMs = Number.NEGATIVE_INFINITY;
      return 0;
    }
    const atMs = Math.min(Math.max(nowMs, this.#freeAtMs), nowMs + MOST_AHEAD_MS);
    this.#freeAtMs = atMs + (texts / this.perSecond(nowMs)) * 1000;
    return Math.ceil(atMs - nowMs);
  }

  /** Reports how late a turn came. */
  felt(lateMs: number, nowMs: number): void {
    if (!this.isRushed(nowMs)) {
      this.#perSecond = FIRST_PER_SECOND;
      this.#lateSinceMs = null;
      return;
    }
    if (lateMs > LATE_MS) {
      this.#lateSinceMs ??= nowMs;
      this.#perSecond = Math.max(LEAST_PER_SECOND, this.#perSecond * SLOWER);
      return;
    }
    this.#perSecond = Math.min(MOST_PER_SECOND, this.#perSecond * FASTER);
    if (this.#perSecond > FIRST_PER_SECOND) this.#lateSinceMs = null;
  }

  #least(nowMs: number): number {
    if (this.#lateSinceMs === null) return 0;
    const steps = Math.min(MOST_STEPS, Math.floor((nowMs - this.#lateSinceMs) / STEP_MS));
    return LEAST_PER_SECOND * 2 ** steps;
  }
}

/** Of this isolate. */
export const sharedThread = new SharedThread();
