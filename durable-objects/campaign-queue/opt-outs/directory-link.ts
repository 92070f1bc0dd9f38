/**
 * The queue's calls to the directory: opt-outs, reviews and bad numbers, owed until it has acknowledged them
 * (owed-opt-outs.ts).
 */
import type { Logger } from "../../kit/log/log.ts";
import { contactId } from "../../../domain/ids.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { QueueStore } from "../store/store.ts";
import { confirmationIsDecided } from "./confirmations.ts";
import { badNumberIsReported, owedBadNumbers, owedStrikes, strikeIsReported } from "./bad-numbers.ts";
import { owedReviews, reviewIsReported } from "./owed-reviews.ts";
import { owedOptOuts, reportInOrder } from "./owed-opt-outs.ts";
import type { OwedOptOut } from "./owed-opt-outs.ts";
import type { ContactDirectoryRpc, RecordOptOutRequest } from "../../rpc/contact-directory.ts";

/** What the directory has not acknowledged is repeated after this time. */
const AGAIN_MS = 5_000;

export type DirectoryOptOut = Omit<RecordOptOutRequest, "orgId" | "contactId"> & { n: number };

export type DirectoryLinkDeps = {
  store: QueueStore;
  /** The directory that knows a number. */
  directory: (orgId: string, cell: string) => Remote<ContactDirectoryRpc>;
  /** The durable waker: calls `reportOwed` at this time at the latest. */
  wakeAt: (atMs: number) => void;
  /** The directory has answered: confirmations may be due. */
  onDecided: () => void;
  onFault: Logger["fault"];
};

export class DirectoryLink {
  readonly #deps: DirectoryLinkDeps;

  constructor(deps: DirectoryLinkDeps) {
    this.#deps = deps;
  }

  /** The carrier's ids of all texts to a number, in every campaign of the organization. */
  async sidsTo(cell: string): Promise<string[]> {
    const { store, directory } = this.#deps;
    const orgId = store.config?.orgId;
    if (orgId === undefined) return [];
    return callObject(
      () => directory(orgId, cell),
      (stub) => stub.sidsOf({ cell }),
    );
  }

  /** Whether a message may claim a text of the carrier; at most one of the organization's messages may. */
  async claim(text: { n: number; id: string; cell: string }, sid: string): Promise<boolean> {
    const { store, directory } = this.#deps;
    const orgId = store.config?.orgId;
    if (orgId === undefined) return false;
    const holder = `${contactId(store.key, text.n)}/${text.id}`;
    return callObject(
      () => directory(orgId, text.cell),
      (stub) => stub.claimSid({ sid, holder }),
    );
  }

  /** @param isStill asked before each attempt (owed-opt-outs.ts, reportInOrder). */
  async optOut(entry: DirectoryOptOut, isStill = () => true): Promise<void> {
    const { store, directory } = this.#deps;
    const orgId = store.config?.orgId;
    if (orgId === undefined) throw new Error(`The queue ${store.key} was not configured by its campaign.`);
    const { n, ...rest } = entry;
    await callObject(
      () => directory(orgId, entry.cell),
      async (stub) => {
        if (!isStill()) return;
        const answer = await stub.optOut({ orgId, contactId: contactId(store.key, n), ...rest });
        if (entry.optedOut && entry.messageId !== null) {
          confirmationIsDecided(store, n, entry.messageId, answer?.decided ?? false);
        }
      },
    );
  }

  /** Resolves once the directory has acknowledged it, and has updated every contact with the number. */
  async reportOptOut(owed: OwedOptOut): Promise<void> {
    const { store, wakeAt } = this.#deps;
    wakeAt(store.now() + AGAIN_MS);
    await reportInOrder(store, owed, (each, isStill) => {
      // A tap is no text that the directory could name as the source.
      const messageId = each.personId === null ? each.messageId : null;
      return this.optOut({ ...each, messageId }, isStill);
    });
    this.#deps.onDecided();
  }

  reportSoon(): void {
    const { store, wakeAt, onFault } = this.#deps;
    wakeAt(store.now() + AGAIN_MS);
    this.reportOwed().catch((error: unknown) => onFault("directory_not_notified", error));
  }

  async reportOwed(): Promise<void> {
    // Opt-outs first. A failure of one kind does not hold up the others.
    const kinds = [() => this.#reportOptOuts(), () => this.#reportReviews(), () => this.#reportBadNumbers()];
    await allInWaves(kinds, (report) => report(), 1);
  }

  async #reportOptOuts(): Promise<void> {
    await allInWaves(owedOptOuts(this.#deps.store), (owed) => this.reportOptOut(owed));
  }

  async #reportReviews(): Promise<void> {
    const { store } = this.#deps;
    await allInWaves(owedReviews(store), async (review) => {
      const { n: _, ...text } = review;
      await this.#call(review.cell, (stub, orgId) => stub.askReview({ orgId, ...text }));
      reviewIsReported(store, review);
    });
  }

  async #reportBadNumbers(): Promise<void> {
    const { store } = this.#deps;
    await allInWaves(owedBadNumbers(store), async (bad) => {
      const { cell, code, at } = bad;
      await this.#call(cell, (stub, orgId) =>
        stub.reportBadNumber({ orgId, cell, code, ...(at === null ? {} : { at }) }),
      );
      badNumberIsReported(store, bad);
    });
    await allInWaves(owedStrikes(store), async (strike) => {
      const { n, messageId, cell, at } = strike;
      const text = `${contactId(store.key, n)}/${messageId}`;
      await this.#call(cell, (stub, orgId) => stub.reportUnreachable({ orgId, cell, text, at }));
      strikeIsReported(store, strike);
    });
  }

  async #call(
    cell: string,
    call: (stub: Remote<ContactDirectoryRpc>, orgId: string) => Promise<unknown>,
  ): Promise<void> {
    const { store, directory } = this.#deps;
    const orgId = store.config?.orgId;
    if (orgId === undefined) throw new Error(`The queue ${store.key} was not configured by its campaign.`);
    await callObject(
      () => directory(orgId, cell),
      (stub) => call(stub, orgId),
    );
  }
}
