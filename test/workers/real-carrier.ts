/** The tests' installation as it is at a real carrier: the same routes without the simulation. */
import { createExecutionContext } from "cloudflare:test";
import { app } from "../../workers/app.ts";
import { env, requestOf } from "./test-client.ts";
import type { Browser } from "./test-client.ts";

/** A request of a signed-in person to an installation that texts people. */
export async function atRealCarrier(by: Browser, path: string, init: { method?: string; json?: unknown } = {}) {
  const { method = init.json === undefined ? "GET" : "POST", json } = init;
  const { SIMULATION: _, ...real } = env;
  const response = await app.fetch(requestOf(by, path, { method, json }), real, createExecutionContext());
  // Every answer of the API is a JSON object.
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
