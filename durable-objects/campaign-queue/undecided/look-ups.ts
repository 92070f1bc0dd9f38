/** When texts of unknown outcome are looked up at the carrier (unknowns.ts): after a restart, and each when it is due. */
import type { CarrierLink } from "../sending/carrier-link.ts";
import { sendingBecomesUnknown } from "../sending/waves.ts";
import type { QueueStore } from "../store/store.ts";
import type { Resolved } from "./unknowns.ts";
import { nextLookUpAtMs } from "./unknowns.ts";

export type LookUpsDeps = {
  store: QueueStore;
  carrier: Pick<CarrierLink, "resolveUnknowns" | "lookUpAfterMs">;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  onResolved: (resolved: Resolved) => void;
};

export class LookUps {
  readonly #deps: LookUpsDeps;

  constructor(deps: LookUpsDeps) {
    this.#deps = deps;
  }

  /** A text that was on its way when the object stopped has an unknown outcome. */
  recover(): void {
    const { store, carrier } = this.#deps;
    if (sendingBecomesUnknown(store, carrier.lookUpAfterMs) > 0) this.plan();
  }

  /** There may be texts of unknown outcome. */
  plan(): void {
    const atMs = nextLookUpAtMs(this.#deps.store);
    if (atMs !== null) this.#deps.wakeBy(atMs);
  }

  async run(): Promise<void> {
    this.#deps.onResolved(await this.#deps.carrier.resolveUnknowns());
    this.plan();
  }
}
