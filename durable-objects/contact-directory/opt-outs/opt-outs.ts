/** Opt-outs and opt-ins as they come in: stored, and answered after every contact with the number has been updated. */
import type { DecideReviewRequest, OptOutManyRequest } from "../../rpc/contact-directory.ts";
import type { Notifier } from "./notifier.ts";
import type { Numbers } from "./numbers.ts";
import type { OptOutEntry } from "../../rpc/contact-directory.ts";
import type { Reviews } from "./reviews.ts";
import { SHARED_OPT_OUT } from "./sharing.ts";

export class OptOuts {
  readonly #numbers: Numbers;
  readonly #reviews: Reviews;
  readonly #notifier: Notifier;

  constructor(deps: { numbers: Numbers; reviews: Reviews; notifier: Notifier }) {
    this.#numbers = deps.numbers;
    this.#reviews = deps.reviews;
    this.#notifier = deps.notifier;
  }

  async optOut(entry: OptOutEntry): Promise<{ decided: boolean }> {
    this.#numbers.write(entry);
    if (entry.optedOut) this.#reviews.settle(entry.cell);
    const decided = isSource(this.#numbers.decidingEntry(entry.cell), entry);
    this.#notifier.plan();
    await this.#notifier.notify(entry.cell);
    return { decided };
  }

  async optOutMany({ cells, optedOut, note, personId, saidAt }: OptOutManyRequest): Promise<{ changed: number }> {
    const entry = {
      optedOut,
      reason: "admin",
      contactId: null,
      messageId: null,
      personId,
      note,
      ...(saidAt === undefined ? {} : { saidAt }),
    };
    const changed = await this.#storeAll(cells, entry);
    // A repeated call finds them changed already, but may only answer once the contacts of all of them were updated.
    await this.#notifier.notifyPending(cells);
    return { changed };
  }

  /** Opt-outs of another organization (sharing.ts). */
  async applyShared(cells: readonly string[]): Promise<void> {
    const fresh = cells.filter((cell) => this.#numbers.flag(cell)?.optedOut !== true);
    await this.#storeAll(fresh, SHARED_OPT_OUT);
    await this.#notifier.notifyPending(cells);
  }

  async decideReview(request: DecideReviewRequest) {
    const decided = this.#reviews.decide(request);
    if (decided.ok && this.#numbers.isPending(request.cell)) {
      this.#notifier.plan();
      await this.#notifier.notify(request.cell);
    }
    return decided;
  }

  async #storeAll(cells: readonly string[], entry: Omit<OptOutEntry, "cell">): Promise<number> {
    const { changed, version } = this.#numbers.writeMany(cells, entry);
    if (entry.optedOut) for (const cell of changed) this.#reviews.settle(cell);
    this.#notifier.plan();
    await this.#notifier.notifyMany(changed, { optedOut: entry.optedOut, version });
    return changed.length;
  }
}

/** Whether the number opted out by this text of this contact. */
function isSource(deciding: OptOutEntry | null, entry: OptOutEntry): boolean {
  return (
    deciding?.optedOut === true &&
    entry.messageId !== null &&
    deciding.messageId === entry.messageId &&
    deciding.contactId === entry.contactId
  );
}
