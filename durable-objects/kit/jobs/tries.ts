/**
 * How often a job (an import, an archive, a start) has tried the step that it is at. Alarms repeat what fails, so without
 * a limit a step that fails the same way each time would be repeated for ever. Counts are stored: a restart does not
 * begin anew. Whatever gets the job further does.
 */
import { migrate } from "../storage/migrations.ts";
import type { Sql } from "../storage/sql.ts";
import { faultKind } from "./fault-kind.ts";
import type { JobFaultKind } from "./fault-kind.ts";

/**
 * Tries of one step. With the alarm's backoff (alarm-schedule.ts) five take half a minute, forty about three hours.
 * `stops`: the process ended meanwhile, by a fault of the step (memory, time) or by chance.
 */
export const MOST_TRIES = { lasting: 5, passing: 40, stops: 20 } as const;

export type TryCount = { why: JobFaultKind | "stops"; tries: number; most: number };

export type GivenUp = TryCount & {
  /** Epoch ms of the first of these tries. */
  sinceMs: number;
  /** null when the process ended each time. */
  error: unknown;
};

export type Tried<T> =
  | { is: "done"; value: T }
  /** To be thrown, so that the alarm comes again. */
  | { is: "failed"; count: TryCount; error: unknown }
  | { is: "given_up"; givenUp: GivenUp };

type Row = { lasting: number; passing: number; stops: number; running: number; since: number };

const MIGRATIONS = [
  `
  CREATE TABLE job_tries (
    job TEXT PRIMARY KEY,
    -- Failed tries of the present step, by kind (fault-kind.ts).
    lasting INTEGER NOT NULL,
    passing INTEGER NOT NULL,
    -- Tries that did not come to their end.
    stops INTEGER NOT NULL,
    running INTEGER NOT NULL,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];

export class Tries {
  readonly #sql: Sql;
  readonly #now: () => number;

  /** Creates its table. */
  constructor({ sql, now }: { sql: Sql; now: () => number }) {
    this.#sql = sql;
    this.#now = now;
    migrate(sql, MIGRATIONS, "job_tries");
  }

  /** Tries a job's next steps. A job that is given up is begun anew only by `forget`. */
  async run<T>(job: string, work: () => Promise<T>): Promise<Tried<T>> {
    const before = this.#begin(job);
    if (before.stops >= MOST_TRIES.stops) return this.#givenUp(before, "stops", null);
    let value: T;
    try {
      value = await work();
    } catch (error) {
      const kind = faultKind(error);
      const row = this.#failed(job, kind);
      if (row.lasting >= MOST_TRIES.lasting) return this.#givenUp(row, "lasting", error);
      if (row.passing >= MOST_TRIES.passing) return this.#givenUp(row, "passing", error);
      return { is: "failed", count: { why: kind, tries: row[kind], most: MOST_TRIES[kind] }, error };
    }
    this.forget(job);
    return { is: "done", value };
  }

  /** A step was done and stored; to be called in the block that stores it. Costs nothing while nothing has failed. */
  progressed(job: string): void {
    const row = this.#row(job);
    if (row === null || row.lasting + row.passing + row.stops === 0) return;
    this.#sql.run(
      "UPDATE job_tries SET lasting = 0, passing = 0, stops = 0, since = ? WHERE job = ?",
      this.#now(),
      job,
    );
  }

  /** The job has ended, or begins anew. */
  forget(job: string): void {
    this.#sql.run("DELETE FROM job_tries WHERE job = ?", job);
  }

  #begin(job: string): Row {
    const known = this.#row(job);
    const row: Row = known
      ? { ...known, stops: known.stops + known.running, running: 1 }
      : { lasting: 0, passing: 0, stops: 0, running: 1, since: this.#now() };
    this.#save(job, row);
    return row;
  }

  #failed(job: string, kind: JobFaultKind): Row {
    // Forgotten meanwhile: somebody began the job anew.
    const row = this.#row(job) ?? { lasting: 0, passing: 0, stops: 0, running: 0, since: this.#now() };
    const after = { ...row, running: 0, [kind]: row[kind] + 1 };
    this.#save(job, after);
    return after;
  }

  #givenUp(row: Row, why: GivenUp["why"], error: unknown): { is: "given_up"; givenUp: GivenUp } {
    return { is: "given_up", givenUp: { why, tries: row[why], most: MOST_TRIES[why], sinceMs: row.since, error } };
  }

  #row(job: string): Row | null {
    return this.#sql.one<Row>("SELECT lasting, passing, stops, running, since FROM job_tries WHERE job = ?", job);
  }

  #save(job: string, { lasting, passing, stops, running, since }: Row): void {
    this.#sql.run(
      "INSERT OR REPLACE INTO job_tries (job, lasting, passing, stops, running, since) VALUES (?, ?, ?, ?, ?, ?)",
      job,
      lasting,
      passing,
      stops,
      running,
      since,
    );
  }
}
