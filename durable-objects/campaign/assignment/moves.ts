/**
 * What reassignments have moved, by the id of their request. Running one again would find nothing left to move and
 * answer "0", or take contacts that the old holder got since. So the same request gets the same answer, and an
 * interrupted one goes on.
 */
import type { Sql } from "../../kit/storage/sql.ts";

/** A request that is repeated later than this is a new one. */
const KEPT_MS = 7 * 24 * 3_600_000;

/** How many contacts each receiver got so far; `isDone` once all queues were asked. */
export type Moved = { counts: [personId: string, count: number][]; isDone: boolean };

export function movedBy(sql: Sql, requestId: string): Moved | null {
  const row = sql.one<{ counts: string; is_done: number }>(
    "SELECT counts, is_done FROM moves WHERE request_id = ?",
    requestId,
  );
  // Written below.
  return row && { counts: JSON.parse(row.counts) as Moved["counts"], isDone: row.is_done === 1 };
}

export function recordMoved(sql: Sql, requestId: string, { counts, isDone }: Moved, atMs: number): void {
  sql.run("DELETE FROM moves WHERE at <= ?", atMs - KEPT_MS);
  sql.run(
    `INSERT INTO moves (request_id, at, counts, is_done) VALUES (?, ?, ?, ?)
     ON CONFLICT (request_id) DO UPDATE SET counts = excluded.counts, is_done = excluded.is_done`,
    requestId,
    atMs,
    JSON.stringify(counts),
    isDone ? 1 : 0,
  );
}
