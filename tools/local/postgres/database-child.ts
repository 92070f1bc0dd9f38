/** Child: Postgres behind Neon's protocol, with all migrations applied. */
import { connect } from "../../../db/client.ts";
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

serveAsChild<DatabaseConfig>(async (config) => {
  const started = await startNeonServer(config);
  if (!started.ok) return started;
  const { server } = started;
  try {
    await migrateDatabase({
      kind: "http",
      db: connect(LOCAL_DATABASE_URL, { fetchEndpoint: server.endpoint, limitMs: 60_000 }),
    });
  } catch (error) {
    await server.close();
    const where = config.backend.kind === "pglite" ? `the folder ${config.backend.folder}` : "DATABASE_URL";
    return { ok: false, message: `The database of ${where} could not be brought up to date: ${rootCause(error)}` };
  }
  const info: DatabaseInfo = { endpoint: server.endpoint };
  return { ok: true, info, stop: () => server.close() };
});

/** Drizzle's own message is the whole query; what Postgres said is its cause. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : rootCause(error.cause);
}
