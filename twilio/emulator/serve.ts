/**
 * The carrier emulator as a process: `node twilio/emulator/serve.ts --port 8790 --ledger .data/carrier.jsonl`.
 * Loopback only. Prints one line when it is ready: `carrier emulator on http://127.0.0.1:8790`.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { createEmulator } from "./emulator.ts";

const USAGE = "node twilio/emulator/serve.ts [--port 0] [--ledger FILE] [--settings JSON-OR-FILE]";
const HOST = "127.0.0.1";

function start(): void {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "0" }, ledger: { type: "string" }, settings: { type: "string" } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port. ${USAGE}`);
  const emulator = createEmulator({ settings: readSettings(values.settings), ledgerFile: values.ledger });
  const server = createServer(getRequestListener(emulator.app.fetch));
  // Longer than any client keeps an idle connection, so that it is never the server that closes one in use.
  server.keepAliveTimeout = 120_000;
  server.on("error", (error: NodeJS.ErrnoException) => {
    fail(error.code === "EADDRINUSE" ? `Port ${port} is taken: choose another one with --port.` : error.message);
  });
  server.listen(port, HOST, () => {
    const address = server.address();
    const actual = typeof address === "object" && address ? address.port : port;
    console.log(`carrier emulator on http://${HOST}:${actual}`);
  });
  const stop = (): void => {
    emulator.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function readSettings(given: string | undefined): unknown {
  if (given === undefined) return {};
  return JSON.parse(given.startsWith("{") ? given : readFileSync(given, "utf8"));
}

function fail(reason: string): never {
  console.error(`The carrier emulator cannot start. ${reason}`);
  process.exit(1);
}

try {
  start();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
