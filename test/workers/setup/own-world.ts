/**
 * Setup of every Workers test file. Files share a runtime one after another, because loading the Worker takes longer than most
 * files; each finds it as the first one does: no objects, a carrier that has seen nothing, Postgres up, nothing stubbed.
 */
import { reset } from "cloudflare:test";
import { afterAll, beforeAll, vi } from "vitest";

type Methods = Pick<Console, "debug" | "error" | "info" | "log" | "warn">;
/** This file is loaded anew for each test file, the runtime is not. */
const runtime = globalThis as { consoleOfRuntime?: Methods };
const { debug, error, info, log, warn } = console;
const methods = (runtime.consoleOfRuntime ??= { debug, error, info, log, warn });

beforeAll(() => {
  Object.assign(console, methods);
});

afterAll(async () => {
  // What is logged after the last test is sent with the runner's next message; vitest waits for it before the runner has
  // one, and the run never ends.
  const silent = () => {};
  Object.assign(console, { debug: silent, error: silent, info: silent, log: silent, warn: silent });
  vi.unstubAllGlobals();
  await reset();
  await Promise.all([
    fetch("http://emulator/control/reset", { method: "POST", body: JSON.stringify({ settings: true }) }),
    fetch("http://postgres.control/start"),
  ]);
});
