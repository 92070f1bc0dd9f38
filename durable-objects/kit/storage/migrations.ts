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
  const known = current === 0 ? tablesAtTheEnd.get(migrations) : undefined;
  if (known !== undefined) {
    sql.transaction(() => {
      sql.run(known);
      for (const index of migrations.keys()) noteMigration(sql, owner, index + 1);
    });
    return;
  }
  const before = current === 0 ? tablesOf(sql) : null;
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
        noteMigration(sql, owner, version);
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Migration ${version} of "${owner}" failed and was rolled back: ${reason}`, { cause });
    }
  }
  if (before !== null && migrations.length > 1) rememberTables(sql, migrations, before);
}

/**
 * What new storages of this isolate get at once, by their migrations: to make tables and change them step by step takes an
 * object longer than all its first calls, and an organization's directory alone is 64 objects.
 */
const tablesAtTheEnd = new WeakMap<readonly string[], string>();

type Table = { type: string; name: string; sql: string };

/** Tables, indexes and triggers in the order in which they were made; those of SQLite and the platform apart. */
function tablesOf(sql: Sql): Table[] {
  return sql.all<Table>(
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' ORDER BY rowid",
  );
}

/** Not those of migrations that write rows as well, or change a table that was there before. */
function rememberTables(sql: Sql, migrations: readonly string[], before: readonly Table[]): void {
  const after = tablesOf(sql);
  const unchanged = new Set(before.map((table) => table.sql));
  if (before.some((table) => !after.some((each) => each.sql === table.sql))) return;
  const made = after.filter((table) => !unchanged.has(table.sql));
  const hasRows = ({ type, name }: Table) =>
    type === "table" && sql.scalar<number>(`SELECT EXISTS (SELECT 1 FROM "${name}")`) === 1;
  if (!made.some(hasRows)) tablesAtTheEnd.set(migrations, made.map((table) => table.sql).join(";\n"));
}

function noteMigration(sql: Sql, owner: string, version: number): void {
  sql.run("INSERT INTO migrations (owner, version) VALUES (?, ?)", owner, version);
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
