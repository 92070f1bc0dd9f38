import { connect } from "../../db/client.ts";
import type { Database } from "../../db/client.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";

type DatabaseEnv = Pick<Env, "DATABASE_URL" | "NEON_FETCH_ENDPOINT">;

/** Of the last environment, which is an isolate's only one: drizzle reads the whole schema for each client that is made. */
let kept: { url: string; endpoint: string | undefined; db: Database } | null = null;

/** The database of this installation; nothing is opened before the first query, and nothing stays open after one. */
export function databaseOf({ DATABASE_URL: url, NEON_FETCH_ENDPOINT: endpoint }: DatabaseEnv): Database {
  if (kept === null || kept.url !== url || kept.endpoint !== endpoint)
    kept = { url, endpoint, db: connect(url, { fetchEndpoint: endpoint }) };
  return kept.db;
}
