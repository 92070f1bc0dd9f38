/** Tables of buying jobs and their purchases: each step of a purchase is stored before the carrier is called. */
import type { BuyingJob, BuyingState, PoolSearch } from "../../../domain/numbers/buying.ts";
import type { NumberCapabilities } from "../../../domain/numbers/number-carrier.ts";
import type { Sql } from "../../kit/storage/sql.ts";

export const BUYING_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE buying_jobs (
    job_id TEXT PRIMARY KEY,
    search TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    -- Empty: the carrier does not say.
    monthly_cost TEXT,
    by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- Refusals in a row, and since when the carrier takes no purchases.
    refusals INTEGER NOT NULL DEFAULT 0,
    waiting_since INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE purchases (
    number TEXT PRIMARY KEY,
    job_id TEXT NOT NULL,
    -- chosen: found for sale. asked: the carrier may have sold it. bought: it has. stored: the inventory has it. gone: not to be had.
    state TEXT NOT NULL,
    -- Calls that may have bought it, and look-ups in the account's list since the last one.
    calls INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0,
    sid TEXT,
    capabilities TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX purchases_job ON purchases (job_id, state);
  `,
];

/** Behind all others of the pool's object. */
export const ASKED_AT_MIGRATION = `
  -- When the last call that may have bought it began.
  ALTER TABLE purchases ADD COLUMN asked_at INTEGER;
  `;

export type PurchaseState = "chosen" | "asked" | "bought" | "stored" | "gone";
export type PurchaseRow = { number: string; calls: number; looks: number; asked_at: number | null };
export type Bought = { number: string; sid: string; capabilities: NumberCapabilities };

type JobRow = {
  job_id: string;
  search: string;
  wanted: number;
  state: BuyingState;
  why: string | null;
  monthly_cost: string | null;
  by: string;
  started_at: number;
  ended_at: number | null;
  refusals: number;
  waiting_since: number | null;
};
/** @property hasCost the carrier was asked what a number costs */
export type StoredJob = BuyingJob & { refusals: number; waitingSince: number | null; hasCost: boolean };

export class Purchases {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(job: { jobId: string; search: PoolSearch; wanted: number; by: string; startedAt: number }): void {
    this.#sql.run(
      "INSERT INTO buying_jobs (job_id, search, wanted, state, by, started_at) VALUES (?, ?, ?, 'running', ?, ?)",
      job.jobId,
      JSON.stringify(job.search),
      job.wanted,
      job.by,
      job.startedAt,
    );
  }

  job(jobId: string): StoredJob | null {
    const row = this.#sql.one<JobRow>("SELECT * FROM buying_jobs WHERE job_id = ?", jobId);
    return row && this.#read(row);
  }

  /** The oldest job that has work. */
  open(): StoredJob | null {
    const row = this.#sql.one<JobRow>(
      "SELECT * FROM buying_jobs WHERE ended_at IS NULL ORDER BY started_at, job_id LIMIT 1",
    );
    return row && this.#read(row);
  }

  /** The newest first. */
  latest(limit: number): BuyingJob[] {
    return this.#sql
      .all<JobRow>("SELECT * FROM buying_jobs ORDER BY started_at DESC, job_id LIMIT ?", limit)
      .map((row) => shownOf(this.#read(row)));
  }

  setState(jobId: string, state: BuyingState, why: string | null): void {
    this.#sql.run("UPDATE buying_jobs SET state = ?, why = ? WHERE job_id = ?", state, why, jobId);
  }

  /** It cannot go on just now. Only the first of such times counts. */
  wait(jobId: string, why: string, nowMs: number): void {
    this.#sql.run(
      `UPDATE buying_jobs SET state = CASE state WHEN 'running' THEN 'waiting' ELSE state END, why = ?,
         waiting_since = coalesce(waiting_since, ?) WHERE job_id = ?`,
      why,
      nowMs,
      jobId,
    );
  }

  /** The carrier answers again. */
  goOn({ jobId, waitingSince, state }: StoredJob): void {
    if (waitingSince === null && state !== "waiting") return;
    this.#sql.run(
      `UPDATE buying_jobs SET state = CASE state WHEN 'waiting' THEN 'running' ELSE state END, why = NULL,
         waiting_since = NULL WHERE job_id = ?`,
      jobId,
    );
  }

  setCost(jobId: string, monthlyCost: string): void {
    this.#sql.run("UPDATE buying_jobs SET monthly_cost = ? WHERE job_id = ?", monthlyCost, jobId);
  }

  setRefusals(jobId: string, refusals: number): void {
    this.#sql.run("UPDATE buying_jobs SET refusals = ? WHERE job_id = ?", refusals, jobId);
  }

  end(jobId: string, state: "done" | "stopped", why: string | null, nowMs: number): void {
    this.#sql.run("UPDATE buying_jobs SET state = ?, why = ?, ended_at = ? WHERE job_id = ?", state, why, nowMs, jobId);
    // What was not bought is for sale for other jobs.
    this.#sql.run("DELETE FROM purchases WHERE job_id = ? AND state IN ('chosen', 'asked', 'gone')", jobId);
  }

  /** Chooses the first of these that no job has. Returns how many. */
  choose(jobId: string, numbers: readonly string[], most: number): number {
    const before = this.count(jobId, "chosen");
    this.#sql.run(
      `INSERT INTO purchases (number, job_id, state)
       SELECT value, ?, 'chosen' FROM json_each(?)
       WHERE NOT EXISTS (SELECT 1 FROM purchases known WHERE known.number = value AND known.state <> 'stored')
       ORDER BY key LIMIT ?
       ON CONFLICT (number) DO UPDATE SET job_id = excluded.job_id, state = 'chosen', calls = 0, looks = 0, sid = NULL`,
      jobId,
      JSON.stringify(numbers),
      most,
    );
    return this.count(jobId, "chosen") - before;
  }

  next(jobId: string, state: PurchaseState): PurchaseRow | null {
    return this.#sql.one<PurchaseRow>(
      "SELECT number, calls, looks, asked_at FROM purchases WHERE job_id = ? AND state = ? ORDER BY number LIMIT 1",
      jobId,
      state,
    );
  }

  count(jobId: string, state: PurchaseState): number {
    return this.#sql.scalar<number>("SELECT count(*) FROM purchases WHERE job_id = ? AND state = ?", jobId, state) ?? 0;
  }

  /** Stored before the call, so that a death after it leaves a purchase that is looked for. */
  asked(number: string, nowMs: number): void {
    this.#sql.run(
      "UPDATE purchases SET state = 'asked', calls = calls + 1, looks = 0, asked_at = ? WHERE number = ?",
      nowMs,
      number,
    );
  }

  looked(number: string): void {
    this.#sql.run("UPDATE purchases SET looks = looks + 1 WHERE number = ?", number);
  }

  /** @property neverMade the carrier has said that the last call bought nothing */
  again(number: string, { neverMade }: { neverMade: boolean }): void {
    this.#sql.run(
      "UPDATE purchases SET state = 'chosen', calls = calls - ?, looks = 0 WHERE number = ?",
      neverMade ? 1 : 0,
      number,
    );
  }

  bought({ number, sid, capabilities }: Bought): void {
    this.#sql.run(
      "UPDATE purchases SET state = 'bought', sid = ?, capabilities = ? WHERE number = ?",
      sid,
      JSON.stringify(capabilities),
      number,
    );
  }

  setTo(numbers: readonly string[], state: "stored" | "gone"): void {
    this.#sql.run(
      "UPDATE purchases SET state = ? WHERE number IN (SELECT value FROM json_each(?))",
      state,
      JSON.stringify(numbers),
    );
  }

  /** Given up: nobody looks for them any more. */
  dropAsked(jobId: string): void {
    this.#sql.run("DELETE FROM purchases WHERE job_id = ? AND state = 'asked'", jobId);
  }

  dropChosen(jobId: string): void {
    this.#sql.run("DELETE FROM purchases WHERE job_id = ? AND state = 'chosen' AND calls = 0", jobId);
    // An earlier call for it has no clear outcome yet.
    this.#sql.run("UPDATE purchases SET state = 'asked' WHERE job_id = ? AND state = 'chosen'", jobId);
  }

  /** Bought ones that the inventory does not have yet. */
  toStore(jobId: string, limit: number): Bought[] {
    return this.#sql
      .all<{ number: string; sid: string; capabilities: string }>(
        "SELECT number, sid, capabilities FROM purchases WHERE job_id = ? AND state = 'bought' ORDER BY number LIMIT ?",
        jobId,
        limit,
      )
      .map(({ number, sid, capabilities }) => ({
        number,
        sid,
        // Written by `bought`.
        capabilities: JSON.parse(capabilities) as NumberCapabilities,
      }));
  }

  /** A number that is given back may be bought again. */
  forget(numbers: readonly string[]): void {
    this.#sql.run(
      "DELETE FROM purchases WHERE state = 'stored' AND number IN (SELECT value FROM json_each(?))",
      JSON.stringify(numbers),
    );
  }

  #read(row: JobRow): StoredJob {
    const { job_id: jobId, wanted, state, why, by } = row;
    return {
      jobId,
      // Written by `add`.
      search: JSON.parse(row.search) as PoolSearch,
      wanted,
      bought: this.count(jobId, "stored"),
      underWay: this.count(jobId, "asked") + this.count(jobId, "bought"),
      state,
      why,
      monthlyCost: row.monthly_cost || null,
      hasCost: row.monthly_cost !== null,
      by,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      refusals: row.refusals,
      waitingSince: row.waiting_since,
    };
  }
}

export function shownOf({
  refusals: _refusals,
  waitingSince: _waitingSince,
  hasCost: _hasCost,
  ...job
}: StoredJob): BuyingJob {
  return job;
}
