/** Child: a migrated, empty PGlite in memory behind Neon's protocol, for all Workers tests of one run. */
import { serveAsChild } from "../serve-as-child.ts";
import { openTestDatabase } from "./neon-test-database.ts";

/** For `NEON_FETCH_ENDPOINT`. */
export type TestDatabaseInfo = { endpoint: string };

serveAsChild<null>(async () => {
  const { endpoint, close } = await openTestDatabase();
  const info: TestDatabaseInfo = { endpoint };
  return { ok: true, info, stop: close };
});
