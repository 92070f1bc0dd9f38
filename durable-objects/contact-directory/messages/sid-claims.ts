/**
 * Decides which message may claim a text that the carrier lists. Two texts of unknown outcome, of two campaigns, may
 * have the same body and number; looked up at the same moment, both would find the one that the carrier has, and the
 * other would be lost.
 */
import type { Sql } from "../../kit/storage/sql.ts";

/** By then the queue has stored what it found, or it never will. */
const CLAIM_MS = 10 * 60_000;

export class SidClaims {
  readonly #sql: Sql;
  readonly #now: () => number;

  constructor(deps: { sql: Sql; now: () => number }) {
    this.#sql = deps.sql;
    this.#now = deps.now;
  }

  /** @param holder contact and message; the same one may ask again. False while another one has it. */
  claim(sid: string, holder: string): boolean {
    return this.#sql.transaction(() => {
      const nowMs = this.#now();
      this.#sql.run("DELETE FROM sid_claims WHERE at <= ?", nowMs - CLAIM_MS);
      this.#sql.run(
        `INSERT INTO sid_claims (sid, holder, at) VALUES (?, ?, ?)
         ON CONFLICT (sid) DO UPDATE SET at = excluded.at WHERE holder = excluded.holder`,
        sid,
        holder,
        nowMs,
      );
      return this.#sql.scalar<string>("SELECT holder FROM sid_claims WHERE sid = ?", sid) === holder;
    });
  }
}
