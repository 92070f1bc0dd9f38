/** Pacing without a clock: the caller brings the time, so the same calls always give the same answers. */

export type TokenBucketSettings = {
  /** Above 0; may be a fraction (0.5: one every two seconds). */
  ratePerSecond: number;
  /** How many may go at once after a pause: the bucket's size. */
  burst: number;
};

export type TokenTaken = { ok: true } | { ok: false; retryAfterMs: number };

// Refilling adds fractions; without a margin the exact waiting time could come out one rounding error short.
const ROUNDING = 1e-6;

/** Lives in memory: a restart gives a full bucket. */
export class TokenBucket {
  readonly #ratePerMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs: number | null = null;

  constructor({ ratePerSecond, burst }: TokenBucketSettings) {
    if (!(ratePerSecond > 0) || !(burst > 0)) {
      throw new RangeError(`A token bucket needs a rate and a burst above 0, not ${ratePerSecond} and ${burst}.`);
    }
    this.#ratePerMs = ratePerSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /**
   * Takes `n` tokens or none. A clock that goes back refills nothing.
   *
   * @returns when refused, after how many milliseconds `n` would be available if nobody else takes any.
   * @throws RangeError when `n` is more than the bucket ever holds.
   */
  take(n: number, nowMs: number): TokenTaken {
    if (n > this.#burst) throw new RangeError(`${n} tokens never fit into a bucket of ${this.#burst}: take fewer.`);
    const elapsedMs = Math.max(0, nowMs - (this.#filledAtMs ?? nowMs));
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#ratePerMs);
    this.#filledAtMs = Math.max(nowMs, this.#filledAtMs ?? nowMs);
    if (this.#tokens + ROUNDING < n) {
      const aheadMs = this.#filledAtMs - nowMs;
      return { ok: false, retryAfterMs: Math.ceil((n - this.#tokens) / this.#ratePerMs + aheadMs) };
    }
    this.#tokens -= n;
    return { ok: true };
  }
}
