/**
 * Child: a migrated, empty database behind Neon's protocol, for all Workers tests of one run. PGlite in memory, or with
 * `TEST_DATABASE=postgres` a real PostgreSQL.
 */
import { serveAsChild } from "../serve-as-child.ts";
import { openRealTestDatabase, openTestDatabase } from "./neon-test-database.ts";

/** For `NEON_FETCH_ENDPOINT`. */
export type TestDatabaseInfo = { endpoint: string };

serveAsChild<null>(async () => {
  const isReal = process.env["TEST_DATABASE"] === "postgres";
  const opened = isReal ? await openRealTestDatabase() : await openTestDatabase();
  if (opened === null)
    return { ok: false, message: "TEST_DATABASE=postgres needs PostgreSQL: install it, or unset it." };
  const { endpoint, close } = opened;
  const info: TestDatabaseInfo = { endpoint };
  return { ok: true, info, stop: close };
});
