/**
 * Many calls, one commit. Each call that writes costs its object a commit of its own
 * (docs/platform.md#objects-commits); calls that arrive within a few milliseconds are therefore applied together in one
 * synchronous block, and are answered together after it.
 */
import { setTimer, type SetTimer } from "../time/timer.ts";

export type GroupCommitDeps<In, Out> = {
  /** How long the first arrival waits for others. */
  windowMs?: number;
  /**
   * Longest time between two batches; 0 unless set. The rest doubles while calls meet in batches and shrinks while each
   * comes alone: one caller is answered after the short window every time, many share commits, so that under load this, not
   * the number of calls, sets how many commits there are.
   */
  restMs?: number;
  now?: () => number;
  /** A full batch does not wait for the window to end. */
  maxBatch?: number;
  /**
   * Applies all items in order, without awaiting anything, and returns one outcome per item, in order. An `Error` in an
   * item's place rejects that item's promise alone. A throw rejects all of them, but does not undo what was written
   * before it: wrap the body in `sql.transaction` where half of it must not stay.
   */
  apply: (items: In[]) => readonly (Out | Error)[];
  setTimer?: SetTimer;
};

const FIRST_REST_MS = 2;
const SHRINK = 0.75;

type Waiting<In, Out> = { item: In; resolve: (outcome: Out) => void; reject: (error: unknown) => void };

export class GroupCommit<In, Out> {
  readonly #windowMs: number;
  readonly #longestRestMs: number;
  #restMs = 0;
  readonly #now: () => number;
  #appliedAtMs = Number.NEGATIVE_INFINITY;
  readonly #maxBatch: number;
  readonly #apply: (items: In[]) => readonly (Out | Error)[];
  readonly #setTimer: SetTimer;
  #waiting: Waiting<In, Out>[] = [];

  constructor(deps: GroupCommitDeps<In, Out>) {
    this.#windowMs = deps.windowMs ?? 4;
    this.#longestRestMs = deps.restMs ?? 0;
    this.#now = deps.now ?? Date.now;
    this.#maxBatch = deps.maxBatch ?? 500;
    this.#apply = deps.apply;
    this.#setTimer = deps.setTimer ?? setTimer;
  }

  /** Resolves with the item's outcome in the same turn in which its batch was applied. */
  add(item: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      const batch = this.#waiting;
      batch.push({ item, resolve, reject });
      if (batch.length >= this.#maxBatch) this.#commit(batch);
      else if (batch.length === 1) this.#setTimer(() => this.#commit(batch), this.#waitMs());
    });
  }

  #waitMs(): number {
    const restedMs = Math.max(0, this.#now() - this.#appliedAtMs);
    return Math.max(this.#windowMs, this.#restMs - restedMs);
  }

  #commit(batch: Waiting<In, Out>[]): void {
    // The timer of a batch that went early because it was full finds another batch waiting.
    if (this.#waiting !== batch) return;
    this.#waiting = [];
    this.#appliedAtMs = this.#now();
    this.#restMs =
      batch.length > 1
        ? Math.min(this.#longestRestMs, 2 * Math.max(this.#restMs, FIRST_REST_MS))
        : this.#restMs * SHRINK;
    try {
      const outcomes = this.#apply(batch.map(({ item }) => item));
      if (outcomes.length !== batch.length) {
        throw new Error(
          `apply returned ${outcomes.length} outcomes for ${batch.length} items: it must return one each.`,
        );
      }
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome instanceof Error) reject(outcome);
        // The lengths are equal, so there is an outcome; it may be `undefined` itself.
        else resolve(outcome as Out);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
