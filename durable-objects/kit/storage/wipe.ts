/** Emptying an object's storage for good, table by table. */
import type { Sql } from "./sql.ts";

/**
 * The kit's tables: migrations stay, or a restart would create the tables again; outbox and alarms empty themselves.
 */
const KIT_TABLES = ["migrations", "alarms", "job_tries", "outbox", "outbox_head", "outbox_confirmed"];

/**
 * Deletes the rows of every table except the kit's and those to keep. The tables themselves stay, so that an emptied
 * object still starts and answers. The list names what stays, so that a table that is added later is emptied, too. Part
 * of the caller's block.
 */
export function wipeTables(sql: Sql, keep: readonly string[]): void {
  for (const name of dataTables(sql, keep)) sql.run(`DELETE FROM "${name}"`);
}

/** Rows in the tables that `wipeTables` would empty, by table; for checks that an object holds nothing any more. */
export function rowsLeft(sql: Sql, keep: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of dataTables(sql, keep)) {
    const rows = sql.scalar<number>(`SELECT count(*) FROM "${name}"`) ?? 0;
    if (rows > 0) counts[name] = rows;
  }
  return counts;
}

function dataTables(sql: Sql, keep: readonly string[]): string[] {
  const stays = new Set([...KIT_TABLES, ...keep]);
  return sql
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .map(({ name }) => name)
    .filter((name) => !stays.has(name) && !name.startsWith("sqlite_") && !name.startsWith("_cf_"));
}
