import { connect } from "../../db/client.ts";
import type { Database } from "../../db/client.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";

type DatabaseEnv = Pick<Env, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">;

/** The database of this installation; nothing is opened before the first query. */
export function databaseOf(env: DatabaseEnv): Database {
  return connect(env.DATABASE_URL, { fetchEndpoint: env.NEON_FETCH_ENDPOINT });
}
