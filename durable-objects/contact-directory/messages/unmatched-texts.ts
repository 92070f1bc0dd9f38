/** What happens to a text that no conversation takes: an opt-out in it counts, an unclear one is reviewed. */
import { intentOf } from "../../../domain/opt-outs/carrier-verdict.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { DecideUnmatchedRequest, StoreUnmatchedRequest } from "../../rpc/contact-directory.ts";
import type { Notifier } from "../opt-outs/notifier.ts";
import type { Numbers } from "../opt-outs/numbers.ts";
import type { OptOuts } from "../opt-outs/opt-outs.ts";
import type { Reviews } from "../opt-outs/reviews.ts";
import type { Unmatched } from "./unmatched.ts";

export type UnmatchedTextsDeps = {
  numbers: Numbers;
  reviews: Reviews;
  unmatched: Unmatched;
  optOuts: OptOuts;
  notifier: Notifier;
  now: () => number;
};

export class UnmatchedTexts {
  readonly #deps: UnmatchedTextsDeps;

  constructor(deps: UnmatchedTextsDeps) {
    this.#deps = deps;
  }

  async store({ saidAt, verdict, ...text }: StoreUnmatchedRequest): Promise<void> {
    const { numbers, reviews, unmatched, optOuts, notifier, now } = this.#deps;
    const { from, sid } = text;
    const known = { optedOut: numbers.flag(from)?.optedOut ?? false };
    const intent = intentOf(text.body, known, verdict);
    if (!unmatched.store(text, { settled: intent.kind === "opt_out" })) {
      // Delivered again. Its opt-out is stored already, and the contact may have opted in since: only contacts that
      // were not updated are.
      await notifier.notifyPending([from]);
      return;
    }
    if (intent.kind === "review") {
      const { reason, phrase } = intent;
      reviews.ask({ sid, cell: from, contactId: text.contactId ?? "", body: text.body, reason, phrase, at: now() });
    }
    const optedOut = intent.kind === "opt_out";
    if (!optedOut && intent.kind !== "opt_in") return;
    if (!optedOut && saidAt !== undefined && numbers.stoppedSince(from, saidAt)) return;
    const reason = optedOut ? "stop_word" : "start_word";
    await optOuts.optOut({ cell: from, optedOut, reason, contactId: null, messageId: sid, personId: null });
  }

  async decide({ sid, cell, decision, personId }: DecideUnmatchedRequest) {
    const { unmatched, optOuts } = this.#deps;
    const found = unmatched.mark({ sid, cell, handled: decision !== "reopen", personId });
    if (!found) return refuse("not_found", "This text was not found.");
    if (decision === "opt_out") {
      unmatched.markAllOf(cell, personId);
      const source = { reason: "admin", contactId: null, messageId: sid, personId, note: "Asked for in a text" };
      await optOuts.optOut({ cell, optedOut: true, ...source });
    }
    return { ok: true as const };
  }
}
