/**
 * The segments of one service on one day (docs/rules.md#sending-limits). What a share allows is set aside until its
 * holder reports how much it used; a holder that never returns counts as having used all of it.
 */
import type { DayShare } from "../../domain/sending/carrier-account.ts";
import { networksMidnightAfter } from "../../domain/sending/networks-day.ts";
import { KEPT_FOR_REPLIES } from "../../domain/sending/sending-limits.ts";

/** Stored by the object. `endsMs`: the midnight at which a new day begins. */
export type UsedToday = { endsMs: number; used: number };

export class DayBudget {
  #today: UsedToday;
  readonly #setAside = new Map<string, number>();

  constructor(today: UsedToday | null) {
    this.#today = today ?? { endsMs: 0, used: 0 };
  }

  /** As it is stored: segments set aside count as used, because after a stop nobody knows. */
  get today(): UsedToday {
    return { ...this.#today, used: this.#today.used + this.#aside() };
  }

  /** Segments that a holder used, out of those set aside for it. */
  spent(holder: string, segments: number, nowMs: number): void {
    this.#turn(nowMs);
    this.#today.used += segments;
    this.#setAside.delete(holder);
  }

  /**
   * Sets segments aside for a share.
   * @param wanted segments of first texts and of others
   * @param cap of the service and day
   */
  grant(holder: string, wanted: { firstTexts: number; others: number }, cap: number, nowMs: number): DayShare {
    this.#turn(nowMs);
    const reserved = cap * KEPT_FOR_REPLIES;
    const unused = cap - this.#today.used;
    const left = Math.max(0, Math.floor(unused - this.#aside()));
    const firstTexts = Math.max(0, Math.floor(Math.min(wanted.firstTexts, left - reserved)));
    const segments = Math.min(left, firstTexts + Math.ceil(wanted.others));
    if (segments > 0) this.#setAside.set(holder, segments);
    const openTo = unused < 1 ? "none" : unused - reserved < 1 ? "replies" : "all";
    return { segments, firstTexts, openTo, resetsInMs: this.#today.endsMs - nowMs };
  }

  #aside(): number {
    return [...this.#setAside.values()].reduce((total, each) => total + each, 0);
  }

  #turn(nowMs: number): void {
    if (nowMs < this.#today.endsMs) return;
    this.#today = { endsMs: networksMidnightAfter(nowMs), used: 0 };
    this.#setAside.clear();
  }
}
