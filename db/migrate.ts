/**
 * Brings a database to the newest schema. PGlite and node-postgres use drizzle's migrator; over HTTP, where that has no
 * transaction, a migrator here keeps the same journal, so that both can be used on one database.
 */
import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Pool } from "pg";
import type { Database } from "./client.ts";

export type MigrationTarget =
  | { kind: "pglite"; client: PGlite }
  | { kind: "pg"; pool: Pool }
  | { kind: "http"; db: Database };

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url).href);

/** Applies what is missing, all or nothing; does nothing on an up-to-date database. Throws with Postgres' error. */
export async function migrateDatabase(target: MigrationTarget): Promise<void> {
  switch (target.kind) {
    case "pglite": {
      const { drizzle } = await import("drizzle-orm/pglite");
      const { migrate: run } = await import("drizzle-orm/pglite/migrator");
      return run(drizzle(target.client), { migrationsFolder });
    }
    case "pg": {
      const { drizzle } = await import("drizzle-orm/node-postgres");
      const { migrate: run } = await import("drizzle-orm/node-postgres/migrator");
      return run(drizzle(target.pool), { migrationsFolder });
    }
    case "http":
      return migrateOverHttp(target.db);
  }
}

async function migrateOverHttp(db: Database): Promise<void> {
  await db.batch([
    db.execute(sql`create schema if not exists drizzle`),
    db.execute(
      sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
    ),
  ]);
  const { rows } = await db.execute<{ last: string | null }>(
    sql`select max(created_at) as last from drizzle.__drizzle_migrations`,
  );
  const last = Number(rows[0]?.last ?? 0);
  const missing = readMigrationFiles({ migrationsFolder }).filter((each) => each.folderMillis > last);
  if (missing.length === 0) return;
  const journal = (each: (typeof missing)[number]) =>
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${each.hash}, ${each.folderMillis})`;
  const statements = missing.flatMap((each) => each.sql.map((statement) => sql.raw(statement)).concat(journal(each)));
  await db.batch([
    // Of two installers at once the second waits here, then fails on the first one's tables, and changes nothing.
    db.execute(sql`lock table drizzle.__drizzle_migrations in exclusive mode`),
    ...statements.map((statement) => db.execute(statement)),
  ]);
}
