/**
 * Upstash's REST interface in front of a Redis server: single commands, pipelines, transactions, both encodings, a token. So
 * `@upstash/redis` and `@upstash/ratelimit` run on a machine without a network, against real Redis.
 */
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { createClient, ErrorReply, RESP_TYPES } from "@redis/client";
import { isAllowed, readRest } from "./request.ts";
import type { Command, RestWork } from "./request.ts";
import { Scripts } from "./scripts.ts";
import { restReply } from "./reply.ts";
import type { Encoding, RestReply } from "./reply.ts";

export type Bridge = { origin: string; close: () => Promise<void> };

const RECONNECT_MS = 50;
const MOST_BYTES = 10_000_000;

/** Answers 503 while the server is away. @param redisPort of the server, which may start later */
export async function startBridge(options: { port: number; redisPort: number; token: string }): Promise<Bridge> {
  const { port, redisPort, token } = options;
  const client = createClient({
    RESP: 2,
    socket: { host: "127.0.0.1", port: redisPort, reconnectStrategy: () => RECONNECT_MS },
    disableOfflineQueue: true,
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  // It connects anew by itself.
  client.on("error", () => {});
  void client.connect().catch(() => {});
  const scripts = new Scripts();
  const run = (command: Command) => client.sendCommand([...scripts.known(command)]);

  async function reply(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { method = "GET", url: path = "/", headers } = request;
    if (!isAllowed({ path, headers }, token))
      return { status: 401, body: { error: "WRONGPASS invalid or missing token" } };
    const body = await read(request);
    if (body === null) return { status: 413, body: { error: "ERR the request is too long" } };
    const rest = readRest({ method, path, body });
    if (!rest.ok) return { status: 400, body: { error: rest.error } };
    const encoding = headers["upstash-encoding"] === "base64" ? "base64" : "text";
    try {
      const answer = await perform(run, rest.work, encoding);
      return { status: "error" in answer ? 400 : 200, body: answer };
    } catch (error) {
      return { status: 503, body: { error: `ERR Redis is away: ${error instanceof Error ? error.message : error}` } };
    }
  }

  const server = createServer((request, response) => {
    reply(request).then(
      ({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      },
      // Its caller has gone in the middle of the request.
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

type Run = (command: Command) => Promise<unknown>;

async function perform(run: Run, work: RestWork, encoding: Encoding): Promise<RestReply | RestReply[]> {
  if (work.kind === "one") return restReply(await outcome(run(work.command)), encoding);
  if (work.kind === "pipeline") {
    const replies = await Promise.all(work.commands.map((command) => outcome(run(command))));
    return replies.map((each) => restReply(each, encoding));
  }
  // Written in one turn, so no other request's command comes in between.
  const all = [["MULTI"], ...work.commands, ["EXEC"]].map((command) => outcome(run(command)));
  const replies = (await Promise.all(all)).at(-1);
  if (!Array.isArray(replies)) return restReply(replies, encoding);
  return replies.map((each: unknown) => restReply(each, encoding));
}

/** What Redis refuses is an answer; a connection that breaks is not. */
async function outcome(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ErrorReply) return error;
    throw error;
  }
}

async function read(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // An HTTP request gives buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
