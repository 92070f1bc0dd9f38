import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startInstallation } from "./installation.ts";
import { freePorts, isPortFree } from "./ports.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "whistlestop-installation-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a start that is given up half-way ends all its parts, and frees the folder", async () => {
  const [port = 0] = await freePorts(1);
  const stopping = new AbortController();
  const begun: string[] = [];
  const begin = (name: string) => {
    begun.push(name);
    // As soon as the last of the first parts starts.
    if (name === "the carrier emulator") setTimeout(() => stopping.abort(), 500);
    return { step() {}, done() {} };
  };
  const result = await startInstallation({ folder, port, app: false, stages: { begin }, signal: stopping.signal });
  expect(result).toEqual({ ok: false, message: expect.stringContaining("Stopped before it was ready") });
  expect(begun).toEqual(expect.arrayContaining(["the database", "the carrier emulator"]));
  expect(readdirSync(folder)).not.toContain("lock");
  expect(await isPortFree(port)).toBe(true);
});

test("a database server that does not answer is named, with what to do", async () => {
  const [port = 0, databasePort = 0] = await freePorts(2);
  const hangsUp = createServer((socket) => socket.destroy()).listen(databasePort, "127.0.0.1");
  const databaseUrl = `postgresql://user:hidden@127.0.0.1:${databasePort}/nothing`;
  const result = await startInstallation({ folder, port, app: false, databaseUrl });
  hangsUp.close();
  expect(result.ok).toBe(false);
  if (result.ok) return;
  expect(result.message).toMatch(/^The database of DATABASE_URL cannot be used: .*\n.*unset it to use the built-in/);
  expect(result.message).not.toContain("hidden");
}, 120_000);
