/** A migrated, empty database of its own for a test file, reached as the Worker reaches it: by Neon's HTTP protocol. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { connect } from "../../../db/client.ts";
import type { Database } from "../../../db/client.ts";
import { migrateDatabase } from "../../../db/migrate.ts";
import type { KeptStatements } from "./kept-statements.ts";
import { openPglite } from "./neon-pglite.ts";
import type { SqlBackend } from "./neon-protocol.ts";
import { LOCAL_DATABASE_URL, startNeonServer } from "./neon-server.ts";
import type { NeonServerOptions } from "./neon-server.ts";
import { startPostgres } from "./postgres.ts";

export type TestDatabase = {
  db: Database;
  /** The Worker's `DATABASE_URL` and `NEON_FETCH_ENDPOINT`. */
  databaseUrl: string;
  endpoint: string;
  close(): Promise<void>;
};

/** PGlite in memory; about a second. */
export async function openTestDatabase(options: { statements?: KeptStatements } = {}): Promise<TestDatabase> {
  const { backend } = await openMigratedPglite(options);
  return serve({ kind: "open", backend }, async () => {});
}

/** The same without a server, for callers that answer Neon's requests themselves (`answerSql`). */
export async function openMigratedPglite({ statements }: { statements?: KeptStatements } = {}): Promise<{
  backend: SqlBackend;
  client: PGlite;
}> {
  const opened = await openPglite(null, { image: await migratedImage(), statements: statements ?? null });
  if (!opened.ok) throw new Error(opened.message);
  return opened;
}

/** A real PostgreSQL; null when none is installed. */
export async function openRealTestDatabase(): Promise<TestDatabase | null> {
  const postgres = await startPostgres();
  if (postgres === null) return null;
  const database = await serve({ kind: "postgres", url: postgres.url }, postgres.stop);
  await migrateDatabase({ kind: "http", db: database.db });
  return database;
}

async function serve(backend: NeonServerOptions["backend"], afterwards: () => Promise<void>): Promise<TestDatabase> {
  const started = await startNeonServer({ port: 0, backend });
  if (!started.ok) throw new Error(started.message);
  const { endpoint, close: closeServer } = started.server;
  return {
    // The limit bounds a failure: a busy machine takes many times as long as an idle one.
    db: connect(LOCAL_DATABASE_URL, { fetchEndpoint: endpoint, limitMs: 60_000 }),
    databaseUrl: LOCAL_DATABASE_URL,
    endpoint,
    close: async () => {
      await closeServer();
      await afterwards();
    },
  };
}

/**
 * Making a database takes PGlite 3 to 5 s, loading one 0.5 s: the first test file makes it, the others find it beside
 * the installed packages, under a name that changes with the migrations and with PGlite.
 */
async function migratedImage(): Promise<Blob> {
  const folder = fileURLToPath(new URL("../../../node_modules/.cache/whistlestop", import.meta.url).href);
  const file = `${folder}/postgres-${imageKey()}.tar`;
  try {
    return new Blob([readFileSync(file)]);
  } catch {
    // Made below.
  }
  const opened = await openPglite(null);
  if (!opened.ok) throw new Error(opened.message);
  await migrateDatabase({ kind: "pglite", client: opened.client });
  // Else a database that loads the image has to recover first.
  await opened.client.exec("CHECKPOINT");
  const image = await opened.client.dumpDataDir("none");
  await opened.backend.close();
  mkdirSync(folder, { recursive: true });
  // By rename, because another test process may be making it too.
  const part = `${file}.${process.pid}`;
  writeFileSync(part, Buffer.from(await image.arrayBuffer()));
  renameSync(part, file);
  return image;
}

function imageKey(): string {
  const hash = createHash("sha256");
  const migrations = new URL("../../../db/migrations/", import.meta.url);
  for (const name of readdirSync(fileURLToPath(migrations.href)).sort())
    if (name.endsWith(".sql")) hash.update(name).update(readFileSync(fileURLToPath(new URL(name, migrations).href)));
  hash.update(
    readFileSync(
      fileURLToPath(new URL("../../../node_modules/@electric-sql/pglite/package.json", import.meta.url).href),
    ),
  );
  return hash.digest("hex").slice(0, 16);
}
