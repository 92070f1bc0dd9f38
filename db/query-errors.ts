/** Reads the errors of queries: drizzle's around the Neon driver's around what Postgres, or the way to it, said. */

/** The error and what caused it, outermost first. Drizzle uses `cause`, the Neon driver `sourceError`. */
export function* causes(error: unknown): Generator<object> {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 8; depth++) {
    yield at;
    at = ("sourceError" in at && at.sourceError) || ("cause" in at && at.cause);
  }
}

/** SQLSTATE of Postgres' refusal; null when Postgres did not answer. */
export function sqlState(error: unknown): string | null {
  for (const each of causes(error)) if ("code" in each && isSqlState(each.code)) return each.code;
  return null;
}

/** Five characters, as Postgres numbers its refusals. */
export function isSqlState(code: unknown): code is string {
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code);
}

// Connection exceptions, insufficient resources, operator intervention: the server is there, but not for us now.
const DOWN_STATE = /^(08|53|57P0|58)/;

/**
 * Whether the query failed because the database cannot be reached or does not serve now (no connection, time limit, HTTP
 * 5xx or 429, shutting down). Trying again later is then right; it says nothing about the query.
 */
export function isDatabaseDown(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return DOWN_STATE.test(state);
  for (const each of causes(error)) {
    if (!(each instanceof Error) && !("name" in each)) continue;
    if (each.name === "TimeoutError" || each.name === "AbortError") return true;
    // Without an SQLSTATE the driver's error is about the way to Postgres, unless the URL itself is wrong.
    if (each.name === "NeonDbError")
      return !/valid URL|connection parameters/.test("message" in each ? String(each.message) : "");
  }
  return false;
}
