/** Callers that wait for what the carrier says of a text; after some seconds they are told that it is accepted. */
import { setTimer } from "../kit/time/timer.ts";
import type { SetTimer } from "../kit/time/timer.ts";

/** A caller's connection is not held longer: the text goes on without it. */
const LONGEST_MS = 4_000;

type Waiting = { untilMs: number; resolve: () => void; promise: Promise<void> };

export class WaitingCallers {
  readonly #now: () => number;
  readonly #setTimer: SetTimer;
  readonly #waiting = new Map<string, Waiting>();
  #hasTimer = false;

  constructor(now: () => number, timer: SetTimer = setTimer) {
    this.#now = now;
    this.#setTimer = timer;
  }

  /** Resolves when the text has left the line, or when the wait is over. */
  wait(id: string): Promise<void> {
    const known = this.#waiting.get(id);
    if (known) return known.promise;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(id, { untilMs: this.#now() + LONGEST_MS, resolve, promise });
    this.#watch(LONGEST_MS);
    return promise;
  }

  done(id: string): void {
    this.#waiting.get(id)?.resolve();
    this.#waiting.delete(id);
  }

  /** One timer for all: each of its own would cost as much as its text. */
  #watch(forMs: number): void {
    if (this.#hasTimer) return;
    this.#hasTimer = true;
    this.#setTimer(() => {
      this.#hasTimer = false;
      let nextMs = Infinity;
      for (const [id, { untilMs }] of this.#waiting) {
        if (untilMs <= this.#now()) this.done(id);
        else nextMs = Math.min(nextMs, untilMs);
      }
      if (nextMs < Infinity) this.#watch(Math.max(1, nextMs - this.#now()));
    }, forMs);
  }
}
