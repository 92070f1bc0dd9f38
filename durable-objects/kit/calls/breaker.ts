/** Leaves a part alone that does not answer, and tries it again now and then with one call. */

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 15_000;
/** A single failure may be a matter of one connection. */
const FAILURES = 2;

export class Breaker {
  readonly #now: () => number;
  #inARow = 0;
  #restUntilMs = 0;
  #isTrying = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** null: it rests, and `call` was not made. @throws what `call` throws */
  async run<T>(call: () => Promise<T>): Promise<T | null> {
    const isResting = this.#inARow >= FAILURES;
    if (isResting && (this.#isTrying || this.#now() < this.#restUntilMs)) return null;
    this.#isTrying = isResting;
    try {
      const result = await call();
      this.#inARow = 0;
      return result;
    } catch (error) {
      this.#inARow += 1;
      const restMs = FIRST_REST_MS * 2 ** Math.max(0, this.#inARow - FAILURES);
      this.#restUntilMs = this.#now() + Math.min(LONGEST_REST_MS, restMs);
      throw error;
    } finally {
      if (isResting) this.#isTrying = false;
    }
  }
}
