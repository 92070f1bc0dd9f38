/**
 * Numbered, append-only migrations of an object's storage. `PRAGMA user_version` is refused there, so the number of the
 * last migration is kept in a table. Parts with tables of their own (outbox, alarm schedule) have their own numbers, so
 * that they change without touching the objects that use them.
 */
import type { Sql } from "./sql.ts";

/**
 * Brings the storage to the newest schema; call it in an object's constructor. One query when there is nothing to do.
 *
 * @param migrations each one or several SQL statements; number 1 is the first. Never edit or reorder what was deployed:
 *   append. Each runs in a transaction of its own.
 * @param owner whose numbers: `object` for the object's own tables.
 */
export function migrate(sql: Sql, migrations: readonly string[], owner = "object"): void {
  const current = versionOf(sql, owner);
  if (current > migrations.length) {
    throw new Error(
      `The store is at migration ${current} of "${owner}", but this code knows only ${migrations.length}: an older ` +
        `version was deployed over a newer one. Deploy a version that has migration ${current}.`,
    );
  }
  for (const [index, statements] of migrations.entries()) {
    const version = index + 1;
    if (version <= current) continue;
    try {
      sql.transaction(() => {
        sql.run(statements);
        sql.run("INSERT INTO migrations (owner, version) VALUES (?, ?)", owner, version);
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Migration ${version} of "${owner}" failed and was rolled back: ${reason}`, { cause });
    }
  }
}

function versionOf(sql: Sql, owner: string): number {
  try {
    return sql.scalar<number>("SELECT max(version) FROM migrations WHERE owner = ?", owner) ?? 0;
  } catch (error) {
    // Only the first start finds no table; checking for it would cost every other start a second query.
    if (!(error instanceof Error && error.message.includes("no such table"))) throw error;
    sql.run(
      "CREATE TABLE migrations (owner TEXT, version INTEGER, PRIMARY KEY (owner, version)) STRICT, WITHOUT ROWID",
    );
    return 0;
  }
}
