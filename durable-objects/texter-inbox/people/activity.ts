/**
 * When the texter last did something, in any campaign. Queues ask before they take unsent contacts back: a texter may
 * hold some in one queue and text in another. What was tapped offline counts when it arrives.
 */
import type { TexterOp } from "../../../domain/texter-app/texter.ts";
import type { Sql } from "../../kit/storage/sql.ts";

/** A time is written when the stored one is older than this; queues wait as much longer (ACTIVITY_STEP_MS). */
const STEP_MS = 10_000;

/** What a person does. Apps read by themselves. */
const ACTS: ReadonlySet<TexterOp> = new Set<TexterOp>(["take", "send", "answer", "label", "close", "reopen", "optOut"]);

export class Activity {
  readonly #sql: Sql;
  readonly #now: () => number;
  #atMs: number | null;
  #storedMs: number;

  constructor(sql: Sql, now: () => number) {
    this.#sql = sql;
    this.#now = now;
    this.#atMs = sql.scalar<number>("SELECT at FROM activity WHERE id = 1");
    this.#storedMs = this.#atMs ?? 0;
  }

  get atMs(): number | null {
    return this.#atMs;
  }

  /** Before the queue is asked, so that a look there does not miss an operation that is on its way. */
  note(op: TexterOp): void {
    if (!ACTS.has(op)) return;
    const nowMs = this.#now();
    this.#atMs = Math.max(this.#atMs ?? 0, nowMs);
    if (nowMs - this.#storedMs < STEP_MS) return;
    this.#sql.run(
      "INSERT INTO activity (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = MAX(at, excluded.at)",
      nowMs,
    );
    this.#storedMs = nowMs;
  }
}
