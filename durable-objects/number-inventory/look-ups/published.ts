/**
 * What a cache knows of this area code's users. Only this object writes there, one request after the other. Nothing that was
 * true before a change may be believed once the change has been answered: either the cache has the change, or the lease under
 * which it is believed has run out (domain/numbers/look-ups.ts).
 */
import {
  CLOCKS_DIFFER_MS,
  LEASE_MS,
  leaseKey,
  leaseText,
  NOBODY_KEPT_MS,
  numberKey,
  numberText,
  USER_KEPT_MS,
} from "../../../domain/numbers/look-ups.ts";
import type { LookUpLease } from "../../../domain/numbers/look-ups.ts";
import type { CacheEntry, CachePort } from "../../kit/redis/cache-port.ts";
import { coalesce } from "../../kit/time/coalesce.ts";
import { setTimer as realTimer } from "../../kit/time/timer.ts";
import type { SetTimer } from "../../kit/time/timer.ts";

export type PublishedDeps = {
  /** null: no cache is configured. */
  cache: CachePort | null;
  /** Keeps the installations apart that share a cache. */
  space: string;
  pool: string;
  areaCode: string;
  now: () => number;
  /** As they are in the tables now. */
  versions: () => Omit<LookUpLease, "untilMs">;
  onFault: (message: string, error: unknown) => void;
  setTimer?: SetTimer;
};

/** Answers that are asked for in quick succession are written by one request. */
const GATHER_MS = 20;
const MOST_AT_ONCE = 500;

export class PublishedLookUps {
  readonly #deps: PublishedDeps;
  readonly #setTimer: SetTimer;
  readonly #soon: () => void;
  /** By number: at which version it is whose. */
  #answers = new Map<string, CacheEntry>();
  /** Until then a lease may be believed that was written, or may have been: by this object or before its last start. */
  #believedUntilMs: number;
  /** What the cache has confirmed under the newest lease. */
  #confirmed: Omit<LookUpLease, "untilMs"> = { assigned: -1, unassigned: -1 };
  /** After a write of unclear outcome nothing is written before it could no longer be believed. */
  #quietUntilMs = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: PublishedDeps) {
    const { now, setTimer = realTimer } = deps;
    this.#deps = deps;
    this.#setTimer = setTimer;
    this.#believedUntilMs = deps.cache === null ? 0 : now() + LEASE_MS + CLOCKS_DIFFER_MS;
    this.#soon = coalesce(() => this.#write(), GATHER_MS, { onError: () => {}, setTimer });
  }

  /** The inventory was asked, so the cache did not know. @param orgId "": nobody's */
  answered(number: string, version: number, orgId: string): void {
    const { cache, space, pool, now } = this.#deps;
    if (cache === null || now() < this.#quietUntilMs || this.#answers.size >= MOST_AT_ONCE) return;
    const forMs = orgId === "" ? NOBODY_KEPT_MS : USER_KEPT_MS;
    const entry = { key: numberKey(space, pool, number), text: numberText(version, orgId), forMs };
    this.#answers.set(number, entry);
    this.#soon();
  }

  /** null: no cache believes anything that is not so; else resolves when that is so. To be awaited before a change is answered. */
  settled(): Promise<void> | null {
    return this.#isSettled() ? null : this.#settle();
  }

  #isSettled(): boolean {
    const { cache, now, versions } = this.#deps;
    if (cache === null || now() >= this.#believedUntilMs) return true;
    const { assigned, unassigned } = versions();
    return this.#confirmed.assigned >= assigned && this.#confirmed.unassigned >= unassigned;
  }

  async #settle(): Promise<void> {
    while (!this.#isSettled()) {
      const { now } = this.#deps;
      if (now() < this.#quietUntilMs) await this.#rest(Math.max(1, this.#believedUntilMs - now()));
      // A failure makes it quiet; then only time helps.
      else await this.#write().catch(() => undefined);
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#setTimer(resolve, ms);
    });
  }

  /** One after the other; who waits for the same turn shares it. */
  #write(): Promise<void> {
    const written = this.#writing.then(
      () => this.#writeNow(),
      () => this.#writeNow(),
    );
    this.#writing = written;
    return written;
  }

  async #writeNow(): Promise<void> {
    const { cache, space, pool, areaCode, now, versions, onFault } = this.#deps;
    if (cache === null || now() < this.#quietUntilMs) return;
    if (this.#answers.size === 0 && this.#isSettled()) return;
    const answers = [...this.#answers.values()];
    this.#answers = new Map();
    const lease = { ...versions(), untilMs: now() + LEASE_MS };
    const untilMs = lease.untilMs + CLOCKS_DIFFER_MS;
    this.#believedUntilMs = Math.max(this.#believedUntilMs, untilMs);
    const entry = { key: leaseKey(space, pool, areaCode), text: leaseText(lease), forMs: LEASE_MS };
    try {
      await cache.write([entry, ...answers]);
      this.#confirmed = { assigned: lease.assigned, unassigned: lease.unassigned };
    } catch (error) {
      // It may be applied late: a lease that was written after it would be overwritten by an older one.
      this.#quietUntilMs = untilMs;
      onFault("look_ups_not_written", error);
      throw error;
    }
  }
}
