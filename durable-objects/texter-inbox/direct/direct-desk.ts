/**
 * The person's own numbers and the conversations by them, as the lines of the numbers have said it last. A line repeats each change until
 * it was answered, so nothing here has to be asked for again.
 */
import { MOST_THREADS } from "../../../domain/phone-service/direct.ts";
import type { DirectDesk, DirectThread } from "../../../domain/phone-service/direct.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { DirectChangedRequest } from "../../rpc/texter-inbox.ts";

export class DirectDeskStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** @returns whether anything is news */
  take({ number, version, epoch, isTheirs, threads }: DirectChangedRequest): boolean {
    const known = this.#sql.one<{ version: number; theirs: number; epoch: number }>(
      "SELECT version, theirs, epoch FROM own_numbers WHERE number = ?",
      number,
    );
    let isNews = false;
    // A notice that comes late says nothing of who has the number now.
    if (!known || version > known.version) {
      isNews = Number(isTheirs) !== (known?.theirs ?? 0) || (isTheirs && epoch !== known?.epoch);
      this.#sql.run(
        `INSERT INTO own_numbers (number, version, theirs, epoch) VALUES (?, ?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET version = excluded.version, theirs = excluded.theirs, epoch = excluded.epoch`,
        number,
        version,
        Number(isTheirs),
        epoch,
      );
      if (!isTheirs) this.#sql.run("DELETE FROM direct_threads WHERE number = ?", number);
      else this.#sql.run("DELETE FROM direct_threads WHERE number = ? AND version < ?", number, epoch);
    }
    if (!this.has(number)) return isNews;
    for (const thread of threads) {
      const { peer, version: of, last } = thread;
      if (of < (known?.epoch ?? 0)) continue;
      const before = this.#sql.scalar<number>(
        "SELECT version FROM direct_threads WHERE number = ? AND peer = ?",
        number,
        peer,
      );
      if (before !== null && before >= of) continue;
      this.#sql.run(
        `INSERT INTO direct_threads (number, peer, version, at, json) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (number, peer) DO UPDATE SET version = excluded.version, at = excluded.at, json = excluded.json`,
        number,
        peer,
        of,
        last.at,
        JSON.stringify(thread),
      );
      isNews = true;
    }
    return isNews;
  }

  has(number: string): boolean {
    return this.#sql.scalar("SELECT 1 FROM own_numbers WHERE number = ? AND theirs = 1", number) !== null;
  }

  shown(): DirectDesk {
    const numbers = this.#sql
      .all<{ number: string }>("SELECT number FROM own_numbers WHERE theirs = 1 ORDER BY number")
      .map(({ number }) => number);
    const threads = this.#sql
      .all<{ json: string }>("SELECT json FROM direct_threads ORDER BY at DESC, number, peer LIMIT ?", MOST_THREADS)
      // Written above.
      .map(({ json }) => JSON.parse(json) as DirectThread);
    return { numbers, threads };
  }
}
