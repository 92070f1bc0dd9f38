/**
 * How fast a queue offers texts to the carrier: additive increase while it takes them, multiplicative decrease and a pause
 * when it answers 429 (RULES.md, Sending; PLATFORM.md, Carrier). Pure: the caller brings the clock.
 */
const FASTEST_PER_SECOND = 1_000;
const SLOWEST_PER_SECOND = 1;
const FASTER_PER_WAVE = 5;

export class Pace {
  #perSecond = FASTEST_PER_SECOND;
  #notBeforeMs = 0;

  get perSecond(): number {
    return this.#perSecond;
  }

  /** How many of `wanted` may go now, and how long to wait when none may. */
  allow(wanted: number, nowMs: number): { count: number; waitMs: number } {
    const waitMs = this.#notBeforeMs - nowMs;
    return waitMs > 0 ? { count: 0, waitMs } : { count: wanted, waitMs: 0 };
  }

  /** After a wave: `count` texts went, so the next wave waits until their share of time has passed. */
  went(count: number, startedMs: number, throttledMs: number | null): void {
    if (throttledMs !== null) {
      this.#perSecond = Math.max(SLOWEST_PER_SECOND, this.#perSecond / 2);
      this.#notBeforeMs = startedMs + Math.max(throttledMs, (count / this.#perSecond) * 1000);
      return;
    }
    this.#perSecond = Math.min(FASTEST_PER_SECOND, this.#perSecond + FASTER_PER_WAVE);
    this.#notBeforeMs = startedMs + (count / this.#perSecond) * 1000;
  }
}
