/** Looks from time to time for unsent contacts of idle texters and late replies, which go back (holdings.ts). */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type { QueueStore } from "../store/store.ts";
import { idleHere, nextLookAtMs, releaseIdle, sweep } from "./holdings.ts";
import { forgetOldLeases } from "./leases.ts";

export type HoldingsLookDeps = {
  store: QueueStore;
  inbox: (personId: string) => Remote<TexterInboxRpc>;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  onFault: Logger["fault"];
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

  async run(): Promise<void> {
    const { store, wakeBy } = this.#deps;
    forgetOldLeases(store);
    const late = sweep(store);
    const moved = late + releaseIdle(store, await this.#known(idleHere(store)));
    // A look moves a limited number: the rest at once.
    if (moved > 0) wakeBy(store.now());
    else this.plan();
  }

  /**
   * Those whose inbox has answered. A texter may hold contacts here and text elsewhere, in another queue or campaign;
   * of an inbox that cannot be reached nobody knows, so its texter keeps everything until the next look.
   */
  async #known(personIds: readonly string[]): Promise<string[]> {
    const { store, inbox, onFault } = this.#deps;
    const known = await allInWaves(personIds, async (personId) => {
      try {
        const atMs = await callObject(
          () => inbox(personId),
          (stub) => stub.activeAt(),
        );
        if (atMs !== null) store.touchedElsewhere(personId, atMs);
        return [personId];
      } catch (error) {
        onFault("activity_not_known", error, { personId });
        return [];
      }
    });
    return known.flat();
  }
}
