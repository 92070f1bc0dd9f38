/**
 * How often one person may call: everything that the texter's app asks, over HTTP and as frames, on all their devices. A person's
 * pace is far below it; a program that asks without end waits here, and costs others nothing.
 */
import { refuse } from "../../../domain/outcome.ts";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { TokenBucket } from "../../kit/time/token-bucket.ts";

/** Calls a second, as a multiple of the texts that a texter may send a second: screens read beside them. */
const CALLS_PER_SEND = 2.5;
/** Calls at once: several tabs that open, or an outbox of 200 texts that comes back online. */
const BURST_PER_SEND = 10;

export class CallThrottle {
  readonly #bucket: TokenBucket;
  readonly #now: () => number;

  constructor(sendsPerSecond: number, now: () => number) {
    this.#now = now;
    this.#bucket = new TokenBucket({
      ratePerSecond: sendsPerSecond * CALLS_PER_SEND,
      burst: sendsPerSecond * BURST_PER_SEND,
    });
  }

  /** null: it may go on. Otherwise nothing was done, and the same call may come again at `mayGoAtMs`. */
  refusal(): (TexterRefusal & { reason: "throttled"; mayGoAtMs: number }) | null {
    const nowMs = this.#now();
    const taken = this.#bucket.take(1, nowMs);
    if (taken.ok) return null;
    const message = "That was too fast. Nothing is lost; it will go through in a moment.";
    return { ...refuse("throttled", message), mayGoAtMs: nowMs + taken.retryAfterMs };
  }
}
