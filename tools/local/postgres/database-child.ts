/** Child: Postgres behind Neon's protocol, with all migrations applied. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connect } from "../../../db/client.ts";
import type { Database } from "../../../db/client.ts";
import { migrateDatabase } from "../../../db/migrate.ts";
import { LOCAL_DATABASE_URL, startNeonServer } from "./neon-server.ts";
import { serveAsChild } from "../serve-as-child.ts";

export type DatabaseConfig = {
  port: number;
  /** Folder of PGlite, or `postgresql://…` of a real server. */
  backend: { kind: "pglite"; folder: string } | { kind: "postgres"; url: string };
};
/** For `NEON_FETCH_ENDPOINT`. */
export type DatabaseInfo = { endpoint: string };

/** A round trip's longest time while the tables are made: what a `fetch` of Node waits at most. */
const MIGRATION_LIMIT_MS = 290_000;
/** A server that is starting, too, is waited for. */
const SERVER_LIMIT_MS = 60_000;

serveAsChild<DatabaseConfig>(async (config, step) => {
  const isOwn = config.backend.kind === "pglite";
  if (config.backend.kind === "pglite") {
    const isNew = !existsSync(join(config.backend.folder, "data/PG_VERSION"));
    step(isNew ? "making a new database" : "opening its files");
  }
  const started = await startNeonServer(config);
  if (!started.ok) return started;
  const { server } = started;
  const db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: server.endpoint, limitMs: MIGRATION_LIMIT_MS });
  try {
    if (!isOwn) await serverAnswers(db, step);
    step("bringing its tables up to date");
    await migrateDatabase({ kind: "http", db });
  } catch (error) {
    await server.close();
    const where = config.backend.kind === "pglite" ? `the folder ${config.backend.folder}` : "DATABASE_URL";
    const next = isOwn
      ? "If the disk is not full, the folder may be damaged: start with another --folder, or with --fresh, which throws the demo's data away."
      : "Check that the server runs and that DATABASE_URL is right, or unset it to use the built-in database.";
    return { ok: false, message: `The database of ${where} cannot be used: ${rootCause(error)}\n${next}` };
  }
  const info: DatabaseInfo = { endpoint: server.endpoint };
  return { ok: true, info, stop: () => server.close() };
});

/** Drizzle's own message is the whole query; what Postgres said is its cause. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootCause(error.cause);
}

async function serverAnswers(db: Database, step: (what: string) => void): Promise<void> {
  for (const until = Date.now() + SERVER_LIMIT_MS; ; await sleep(1_000)) {
    try {
      await db.execute(sql`select 1`);
      return;
    } catch (error) {
      const cause = rootCause(error);
      if (Date.now() > until || !/ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|timeout|starting up/.test(cause)) throw error;
      step(`waiting for the server of DATABASE_URL (${cause})`);
    }
  }
}
