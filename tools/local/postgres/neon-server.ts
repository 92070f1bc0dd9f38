/**
 * Neon on this machine: its SQL over HTTP in front of PGlite or of a real Postgres, so that the Worker runs the same
 * client everywhere. Loopback only, because access to it is access to the database.
 *
 * node tools/local/postgres/neon-server.ts --port 5488 --folder .data/postgres node tools/local/postgres/neon-server.ts
 * --port 5488 --database-url postgresql://…
 *
 * prints `{"ready":true,"endpoint":"http://127.0.0.1:5488/sql","pid":…}` and serves until SIGTERM or SIGINT.
 */
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { parseArgs } from "node:util";
import { openPglite } from "./neon-pglite.ts";
import { openPostgres } from "./neon-postgres.ts";
import { answerSql } from "./neon-protocol.ts";
import type { SqlBackend } from "./neon-protocol.ts";

export type NeonServerOptions = {
  /** 0 chooses a free one. */
  port: number;
  host?: string;
  backend:
    | { kind: "pglite"; folder: string | null }
    | { kind: "postgres"; url: string }
    | { kind: "open"; backend: SqlBackend };
};

export type NeonServer = {
  port: number;
  /** For `connect(databaseUrl, { fetchEndpoint })` and the Worker's `NEON_FETCH_ENDPOINT`. */
  endpoint: string;
  /** Finishes what is running, then closes the database. */
  close(): Promise<void>;
};

/** The driver wants a complete URL; a local endpoint ignores what it says. */
export const LOCAL_DATABASE_URL = "postgresql://local:local@localhost/whistlestop";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Starts serving. A port that is taken and a folder in use are refusals, each one sentence for people. */
export async function startNeonServer(
  options: NeonServerOptions,
): Promise<{ ok: true; server: NeonServer } | { ok: false; message: string }> {
  const host = options.host ?? "127.0.0.1";
  const opened = await openBackend(options.backend);
  if (!opened.ok) return opened;
  const { backend } = opened;

  const http = createServer((request, response) => {
    void (async () => {
      const answer = await serve(backend, request);
      response.writeHead(answer.status, { "content-type": answer.contentType }).end(answer.body);
    })().catch(() => response.destroy());
  });
  // Longer than clients keep idle connections, so that they never write into one that is being closed.
  http.keepAliveTimeout = 75_000;
  const refused = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    http.once("error", resolve);
    http.listen(options.port, host, () => resolve(null));
  });
  if (refused) {
    await backend.close();
    if (refused.code !== "EADDRINUSE") throw refused;
    return {
      ok: false,
      message: `Port ${options.port} is taken: stop what listens there, or choose another with --port.`,
    };
  }

  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  let closing: Promise<void> | null = null;
  const close = async () => {
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve());
    });
    http.closeIdleConnections();
    await closed;
    await backend.close();
  };
  return {
    ok: true,
    server: { port, endpoint: `http://${host}:${port}/sql`, close: () => (closing ??= close()) },
  };
}

async function openBackend(
  backend: NeonServerOptions["backend"],
): Promise<{ ok: true; backend: SqlBackend } | { ok: false; message: string }> {
  switch (backend.kind) {
    case "pglite":
      return openPglite(backend.folder);
    case "postgres":
      return { ok: true, backend: openPostgres(backend.url) };
    case "open":
      return { ok: true, backend: backend.backend };
  }
}

async function serve(backend: SqlBackend, request: IncomingMessage) {
  if (request.method !== "POST" || request.url !== "/sql")
    return { status: 404, contentType: "text/plain", body: "This is the local Neon endpoint: POST /sql" };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    // Without an encoding set, a request's chunks are buffers.
    chunks.push(chunk as Buffer);
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MAX_BODY_BYTES)
      return { status: 413, contentType: "text/plain", body: `A request has at most ${MAX_BODY_BYTES} bytes` };
  }
  return answerSql(backend, {
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: Buffer.concat(chunks).toString("utf8"),
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { port: { type: "string" }, folder: { type: "string" }, "database-url": { type: "string" } },
  });
  const url = values["database-url"];
  if ((url === undefined) === (values.folder === undefined)) {
    console.error("Say where the data is: either --folder <path> or --database-url <postgresql://…>.");
    return 2;
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`--port ${values.port} is not a port.`);
    return 2;
  }
  const started = await startNeonServer({
    port,
    backend: url === undefined ? { kind: "pglite", folder: values.folder ?? null } : { kind: "postgres", url },
  });
  if (!started.ok) {
    console.error(started.message);
    return 1;
  }
  const stop = new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
  });
  console.log(JSON.stringify({ ready: true, endpoint: started.server.endpoint, pid: process.pid }));
  await stop;
  await started.server.close();
  return 0;
}

if (import.meta.main) process.exit(await main());
