/** Looks from time to time for unsent contacts of idle texters and late replies, which go back (holdings.ts). */
import type { QueueStore } from "../store/store.ts";
import { nextLookAtMs, releaseIdle, sweep } from "./holdings.ts";
import { forgetOldLeases } from "./leases.ts";

export type HoldingsLookDeps = {
  store: QueueStore;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

export class HoldingsLook {
  readonly #deps: HoldingsLookDeps;

  constructor(deps: HoldingsLookDeps) {
    this.#deps = deps;
  }

  /** Somebody may hold contacts. */
  plan(): void {
    const atMs = nextLookAtMs(this.#deps.store);
    if (atMs !== null) this.#deps.wakeBy(atMs);
  }

  run(): void {
    const { store, wakeBy } = this.#deps;
    forgetOldLeases(store);
    const moved = releaseIdle(store) + sweep(store);
    // A look moves a limited number: the rest at once.
    if (moved > 0) wakeBy(store.now());
    else this.plan();
  }
}
