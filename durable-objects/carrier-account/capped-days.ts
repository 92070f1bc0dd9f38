/**
 * Days that a network has closed: some networks count a brand's texts per day, and say by a delivery report when the day is
 * used up. Stored per service, until the networks' midnight.
 */
import type { CappedDay } from "../../domain/sending/carrier-account.ts";
import { networksMidnightAfter } from "../../domain/sending/networks-day.ts";

export type StoredCap = { key: string; endsMs: number; openTo: CappedDay["openTo"] };

export class CappedDays {
  readonly #days = new Map<string, Omit<StoredCap, "key">>();

  constructor(stored: readonly StoredCap[] = []) {
    for (const { key, ...day } of stored) this.#days.set(key, day);
  }

  get stored(): StoredCap[] {
    return Array.from(this.#days, ([key, day]) => ({ key, ...day }));
  }

  /** @returns whether it closes more than is closed already */
  close(service: string, openTo: CappedDay["openTo"], nowMs: number): boolean {
    const known = this.of(service, nowMs);
    if (known && (known.openTo === openTo || known.openTo === "none")) return false;
    this.#days.set(service, { endsMs: networksMidnightAfter(nowMs), openTo });
    return true;
  }

  of(service: string, nowMs: number): CappedDay | null {
    const day = this.#days.get(service);
    if (!day) return null;
    if (nowMs < day.endsMs) return { openTo: day.openTo, resetsInMs: day.endsMs - nowMs };
    this.#days.delete(service);
    return null;
  }
}
