/** Token buckets of API tokens: who calls with one takes shares of it. In memory: a restart gives a full bucket. */
import { burstOf, shareOf } from "../../domain/phone-service/call-limits.ts";
import type { CallShare } from "../../domain/phone-service/call-limits.ts";
import { TokenBucket } from "../kit/time/token-bucket.ts";

/** More than an organization can have (workers/admin/settings/phone-service.ts). */
const MOST_BUCKETS = 1_000;

export class CallLimits {
  readonly #now: () => number;
  readonly #buckets = new Map<string, { callsPerSecond: number; bucket: TokenBucket }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  take({ tokenId, callsPerSecond }: { tokenId: string; callsPerSecond: number }): CallShare {
    let known = this.#buckets.get(tokenId);
    if (known?.callsPerSecond !== callsPerSecond) {
      if (this.#buckets.size >= MOST_BUCKETS) this.#buckets.clear();
      const burst = burstOf(callsPerSecond);
      known = { callsPerSecond, bucket: new TokenBucket({ ratePerSecond: callsPerSecond, burst }) };
      this.#buckets.set(tokenId, known);
    }
    const share = shareOf(callsPerSecond);
    if (known.bucket.take(share, this.#now()).ok) return { ok: true, calls: share };
    const one = known.bucket.take(1, this.#now());
    return one.ok ? { ok: true, calls: 1 } : { ok: false, retryAfterMs: one.retryAfterMs };
  }
}
