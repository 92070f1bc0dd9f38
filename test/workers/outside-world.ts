/**
 * Everything that the Worker reaches over the network, in the process of vitest: the carrier (an emulator per runtime, reset between its test files)
 * and Neon's `/sql` (test/workers/setup/database.ts: one per run, shared by all test files; rows are told apart by their ids).
 *
 * Tests steer it by `fetch`: `http://emulator/control/…` (twilio/emulator/api/control-api.ts) sets faults and reads the ledger;
 * webhooks wait there to be pulled, because nothing in vitest can call the Worker from outside.
 * `http://postgres.control/stop`, `/hang` and `/start` let Postgres be down, or never answer, for this file; `POST http://postgres.control/query` with
 * `{query, params}` answers with the rows, also while it is stopped.
 */
import { connect } from "../../db/client.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/postgres/neon-server.ts";
import { createEmulator } from "../../twilio/emulator/emulator.ts";

export const POSTGRES_ENDPOINT = "http://postgres.test/sql";
export const EMULATOR_ORIGIN = "http://emulator";

/** What Miniflare hands over and takes: a request and a response of the same shape as the global ones. */
export type OutgoingRequest = {
  url: string;
  method: string;
  headers: Iterable<[string, string]>;
  text(): Promise<string>;
};

function newHang(): { over: Promise<void>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { over: promise, end: resolve };
}

/**
 * The outside of one runtime.
 *
 * @param postgresEndpoint answers Neon's `/sql`
 */
export function outsideWorld(postgresEndpoint: string): (request: OutgoingRequest) => Promise<Response> {
  const emulator = createEmulator({
    settings: { mode: "pull", delays: { answerMs: [0, 0], queuedMs: [0, 0], sentMs: [0, 0], deliveredMs: [0, 0] } },
  });
  const ownDatabase = connect(LOCAL_DATABASE_URL, { fetchEndpoint: postgresEndpoint, limitMs: 60_000 });
  let stopped = false;
  /** While it is not null, nobody gets an answer: what was asked meanwhile is asked when it resolves. */
  let hanging: { over: Promise<void>; end: () => void } | null = null;

  async function carrier(request: OutgoingRequest): Promise<Response> {
    const { method } = request;
    const body = method === "GET" || method === "HEAD" ? null : await request.text();
    return emulator.fetch(new Request(request.url, { method, headers: [...request.headers], body }));
  }

  async function postgres(request: OutgoingRequest): Promise<Response> {
    if (stopped) return new Response("Postgres is stopped by this test", { status: 503 });
    await hanging?.over;
    const headers = [...request.headers].filter(([name]) => name.startsWith("neon-") || name === "content-type");
    return fetch(postgresEndpoint, { method: "POST", headers, body: await request.text() });
  }

  async function control(request: OutgoingRequest, path: string): Promise<Response> {
    if (path === "/stop" || path === "/hang" || path === "/start") {
      stopped = path === "/stop";
      hanging?.end();
      hanging = path === "/hang" ? newHang() : null;
      return Response.json({ ok: true });
    }
    if (path !== "/query") return new Response(`no such control: ${path}`, { status: 404 });
    // The tests' own request.
    const { query, params } = JSON.parse(await request.text()) as { query: string; params?: unknown[] };
    try {
      return Response.json(await ownDatabase.$client.query(query, params));
    } catch (error) {
      return new Response(error instanceof Error ? error.message : String(error), { status: 400 });
    }
  }

  return async (request) => {
    const { hostname, pathname } = new URL(request.url);
    if (hostname === "emulator") return carrier(request);
    if (hostname === "postgres.test") return postgres(request);
    if (hostname === "postgres.control") return control(request, pathname);
    return new Response(`Tests reach no network: nothing is known of ${request.url}`, { status: 502 });
  };
}
