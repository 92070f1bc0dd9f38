/**
 * What carrying takes of a thread on which texters wait for their answers. Objects of one isolate share its thread, so they
 * share this, too. Accepting comes first: a texter waits for an answer, the carrier for nothing, and each text carried costs
 * the thread three times what it takes to accept one (the call and its reports). So while texts come in, waves are
 * small and as many a second as leave turns on time: a little more after each turn in time, a fifth less after a late one.
 * Nobody waits for ever, though: the longer a rush lasts, the more carrying takes for itself. Pure: the caller brings the clock.
 */
/** Texts count as coming in for this long after the last one. */
const RUSH_MS = 1_000;
/** A turn that comes later than this was kept waiting. */
const LATE_MS = 12;
const FIRST_PER_SECOND = 250;
const MOST_PER_SECOND = 2_000;
const SLOWER = 0.8;
const FASTER = 1.02;
/** What carrying takes however busy the thread is, at first and after each further step of a long rush. */
const LEAST_PER_SECOND = 60;
const STEP_MS = 15_000;
const MOST_STEPS = 4;
/** Turns are given out no further ahead than this, however many queues wait and whatever the clock does. */
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
    // A clock that was put back leaves times that lie ahead: they say nothing.
    return Math.abs(nowMs - this.#acceptedAtMs) < RUSH_MS;
  }

  /** Texts a second that may be carried on this thread; Infinity while no texts come in. */
  perSecond(nowMs: number): number {
    if (!this.isRushed(nowMs)) return Number.POSITIVE_INFINITY;
    return Math.max(this.#perSecond, this.#least(nowMs));
  }

  /** How long a wave of so many texts has to wait for its turn, ms; its share is taken. */
  waitFor(texts: number, nowMs: number): number {
    if (!this.isRushed(nowMs)) {
      // Nobody waits any more: turns that were given out are void, and the next rush begins anew.
      this.#freeAtMs = Number.NEGATIVE_INFINITY;
      return 0;
    }
    const atMs = Math.min(Math.max(nowMs, this.#freeAtMs), nowMs + MOST_AHEAD_MS);
    this.#freeAtMs = atMs + (texts / this.perSecond(nowMs)) * 1000;
    return Math.ceil(atMs - nowMs);
  }

  /** A turn came so much later than wished. */
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
