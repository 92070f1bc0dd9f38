/**
 * Texts that may mean "stop" (docs/rules.md#opt-outs-review): stored until an admin confirms or dismisses each with one
 * tap, which can be undone. A second admin gets the first one's decision.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { ReviewDecision, ReviewState, UnclearText } from "../../../domain/opt-outs/opt-outs.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { Numbers } from "./numbers.ts";

type ReviewRow = {
  sid: string;
  cell: string;
  contact_id: string;
  body: string;
  reason: UnclearText["reason"];
  phrase: string;
  state: ReviewState;
  person_id: string | null;
  at: number;
  decided_at: number | null;
};

export type ReviewDecided =
  | { ok: true; state: ReviewState; repeated: boolean }
  | (Refusal<"not_found" | "already_decided" | "said_since"> & { state?: ReviewState });

/** The reason stored when a decision is undone. */
const UNDONE = "review_undone";

const STATE_AFTER: Record<ReviewDecision, ReviewState> = {
  confirm: "confirmed",
  wrong_number: "wrong_number",
  dismiss: "dismissed",
  undo: "open",
};

/** The reason stored with the opt-out of each decision that opts out. */
const REASONS: Partial<Record<ReviewDecision, string>> = { confirm: "review", wrong_number: "wrong_number" };

const DECIDED_BEFORE: Record<ReviewState, string> = {
  open: "",
  confirmed: "opted this number out",
  wrong_number: "marked this number as wrong",
  dismissed: "decided to keep texting this number",
  settled: "",
};

export class Reviews {
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #numbers: Numbers;
  readonly #record: (events: ObjectEvent[]) => void;

  constructor(deps: { sql: Sql; now: () => number; numbers: Numbers; record: (events: ObjectEvent[]) => void }) {
    this.#sql = deps.sql;
    this.#now = deps.now;
    this.#numbers = deps.numbers;
    this.#record = deps.record;
  }

  /** A text is reviewed once. For a number that has opted out there is nothing to decide. */
  ask({ sid, cell, contactId, body, reason, phrase, at }: Omit<UnclearText, "orgId">): void {
    if (this.#find(sid)) return;
    const state = this.#numbers.flag(cell)?.optedOut ? "settled" : "open";
    this.#sql.run(
      `INSERT INTO reviews (sid, cell, contact_id, body, reason, phrase, state, person_id, at, decided_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL)`,
      sid,
      cell,
      contactId,
      body,
      reason,
      phrase,
      state,
      at,
    );
    this.#recordState(sid);
  }

  /** The number has opted out in another way. */
  settle(cell: string): void {
    const open = this.#sql.all<{ sid: string }>("SELECT sid FROM reviews WHERE cell = ? AND state = 'open'", cell);
    for (const { sid } of open) this.#save(sid, "settled", null);
  }

  /** One synchronous decision; the caller updates the number's contacts. */
  decide(request: { sid: string; cell: string; decision: ReviewDecision; personId: string }): ReviewDecided {
    const { sid, cell, decision, personId } = request;
    const review = this.#find(sid);
    if (!review || review.cell !== cell) return refuse("not_found", "This text was not found.");
    const { state } = review;
    const wanted = STATE_AFTER[decision];
    if (state === wanted) return { ok: true, state, repeated: true };
    if (state === "settled") {
      return {
        ...refuse("already_decided", "The number has already opted out in another way, so there is nothing to decide."),
        state,
      };
    }
    if (decision === "undo") return this.#undo(review, personId);
    if (state !== "open") {
      const message = `Somebody else has already ${DECIDED_BEFORE[state]}. Undo that first.`;
      return { ...refuse("already_decided", message), state };
    }
    const reason = REASONS[decision];
    if (reason !== undefined) {
      this.#numbers.write({
        cell,
        optedOut: true,
        reason,
        contactId: review.contact_id || null,
        messageId: sid,
        personId,
      });
    }
    this.#save(sid, wanted, personId);
    // One decision settles all unclear texts of the number.
    if (reason !== undefined) this.settle(cell);
    return { ok: true, state: wanted, repeated: false };
  }

  /** Undoing a confirmation reverses only that opt-out: a number that has also said STOP stays opted out. */
  #undo(review: ReviewRow, personId: string): ReviewDecided {
    const { sid, cell, state } = review;
    if (state === "confirmed" || state === "wrong_number") {
      const deciding = this.#numbers.decidingEntry(cell);
      const last = this.#numbers.lastEntry(cell);
      const isThisReview = (entry: typeof last) =>
        entry?.optedOut === true && entry.messageId === sid && entry.personId !== null;
      if (deciding?.optedOut === true && !(isThisReview(deciding) && isThisReview(last))) {
        const message = "The number has also opted out in another way, so it stays opted out.";
        return { ...refuse("said_since", message), state };
      }
      this.#numbers.write({
        cell,
        optedOut: false,
        reason: UNDONE,
        contactId: review.contact_id || null,
        messageId: sid,
        personId,
      });
    }
    this.#save(sid, "open", null);
    return { ok: true, state: "open", repeated: false };
  }

  #find(sid: string): ReviewRow | null {
    return this.#sql.one<ReviewRow>("SELECT * FROM reviews WHERE sid = ?", sid);
  }

  #save(sid: string, state: ReviewState, personId: string | null): void {
    const decidedAt = state === "open" ? null : this.#now();
    this.#sql.run(
      "UPDATE reviews SET state = ?, person_id = ?, decided_at = ? WHERE sid = ?",
      state,
      personId,
      decidedAt,
      sid,
    );
    this.#recordState(sid);
  }

  #recordState(sid: string): void {
    const row = this.#find(sid);
    if (!row) return;
    const payload = {
      sid,
      cell: row.cell,
      contactId: row.contact_id,
      body: row.body,
      reason: row.reason,
      phrase: row.phrase,
      state: row.state,
      byPersonId: row.person_id,
      at: row.at,
      decidedAt: row.decided_at,
    };
    this.#record([{ kind: "review", version: this.#numbers.nextVersion(), at: this.#now(), payload }]);
  }
}
