import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMessage } from "../carrier.ts";
import { account, testCarrier } from "./test-carrier.ts";

const SERVE = join(dirname(fileURLToPath(import.meta.url)), "serve.ts");
const children: ChildProcess[] = [];
let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carrier-"))));
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Starts the emulator as a process; resolves with its first line of output, or what it said when it gave up. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [SERVE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const said = await new Promise<string>((resolve) => {
    child.stdout.once("data", (data: unknown) => resolve(String(data)));
    child.stderr.once("data", (data: unknown) => resolve(String(data)));
  });
  return { child, said: said.trim(), origin: /http:\S+/.exec(said)?.[0] ?? "" };
}

const text = testCarrier().text({ statusCallback: "http://127.0.0.1:9/status" });
const deps = { fetch, timeoutMs: 5000 };

describe("the emulator as a process", { timeout: 60_000 }, () => {
  test("says where it is, and a text it accepted is there after SIGKILL and a restart", async () => {
    const ledger = join(folder, "ledger.jsonl");
    const first = await start("--port", "0", "--ledger", ledger);
    expect(first.said).toMatch(/^carrier emulator on http:\/\/127\.0\.0\.1:\d+$/);
    const outcome = await createMessage({ ...account, apiBase: first.origin }, text, deps);
    expect(outcome).toMatchObject({ kind: "accepted" });
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await start("--port", "0", "--ledger", ledger);
    const { texts } = (await (await fetch(`${second.origin}/control/ledger`)).json()) as { texts: { sid: string }[] };
    expect(texts.map(({ sid }) => sid)).toEqual([outcome.kind === "accepted" ? outcome.sid : ""]);
    second.child.kill("SIGTERM");
    expect(await once(second.child, "exit")).toEqual([0, null]);
  });

  test("says in one sentence why it cannot start", async () => {
    const { origin } = await start("--port", "0");
    const { port } = new URL(origin);
    expect((await start("--port", port)).said).toBe(
      `The carrier emulator cannot start. Port ${port} is taken: choose another one with --port.`,
    );
    expect((await start("--port", "high")).said).toContain("--port high is not a port.");
    expect((await start("--settings", '{"mode":"x"}')).said).toContain("mode");
  });
});
