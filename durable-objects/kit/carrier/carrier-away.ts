/**
 * Notices an outage of the carrier: calls in a row that end without an answer. Each leaves a text of unknown outcome,
 * which may be sent once more and then needs a decision, so a sender that went on would use up all its texts within a
 * minute. The rest of the wave is withheld, and one text at a time finds out whether the carrier is back.
 */
import type { SendOutcome } from "../../../domain/sending/carrier.ts";

/** As many as are under way at once: single failures between successes are not an outage. */
const IN_A_ROW = 6;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** `withheld`: a text for which the carrier was not called. */
export class CarrierAway {
  #inARow = 0;
  #waitMs = 0;

  /** Whether no call should be made now. */
  get isAway(): boolean {
    return this.#inARow >= IN_A_ROW;
  }

  /** How many texts the next wave may have. */
  most(otherwise: number): number {
    return this.#waitMs > 0 ? 1 : otherwise;
  }

  count(kind: SendOutcome["kind"] | "withheld"): void {
    if (kind === "withheld") return;
    this.#inARow = kind === "unknown" ? this.#inARow + 1 : 0;
    if (this.#inARow === 0) this.#waitMs = 0;
  }

  /** After a wave: milliseconds before the next one. */
  waitMs(): number {
    if (!this.isAway) return 0;
    this.#waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, 2 * this.#waitMs));
    // The next call is made; if it ends like the others, the wait is longer.
    this.#inARow = IN_A_ROW - 1;
    return this.#waitMs;
  }
}
