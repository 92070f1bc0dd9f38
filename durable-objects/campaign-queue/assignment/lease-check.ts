/** Asks desks about leases that they have not confirmed: one that its desk never got goes back (leases.ts). */
import type { Remote } from "../../kit/calls/remote.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type { QueueStore } from "../store/store.ts";
import { confirmLease, dropLease, hasUnconfirmedLeases, LEASE_CONFIRM_MS, unconfirmedLeases } from "./leases.ts";

export type LeaseCheckDeps = {
  store: QueueStore;
  inbox: (personId: string) => Remote<TexterInboxRpc>;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

export class LeaseCheck {
  readonly #deps: LeaseCheckDeps;

  constructor(deps: LeaseCheckDeps) {
    this.#deps = deps;
  }

  /** A lease was given. */
  plan(): void {
    const { store, wakeBy } = this.#deps;
    wakeBy(store.now() + LEASE_CONFIRM_MS);
  }

  async run(): Promise<void> {
    const { store, inbox } = this.#deps;
    for (const [personId, requestIds] of unconfirmedLeases(store, store.now())) {
      const unknown = await inbox(personId).leasesUnknown({ requestIds });
      for (const requestId of requestIds) {
        if (unknown.includes(requestId)) dropLease(store, requestId);
        else confirmLease(store, requestId);
      }
    }
    if (hasUnconfirmedLeases(store)) this.plan();
  }
}
