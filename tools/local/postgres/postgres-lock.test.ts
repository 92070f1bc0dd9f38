import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { takeLock } from "./postgres-lock.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("is held by one and free again after its release", () => {
  const first = takeLock(file, "the folder x");
  expect(first.ok).toBe(true);
  expect(takeLock(file, "the folder x")).toEqual({
    ok: false,
    message: `Process ${process.pid} is using the folder x: stop it first (Ctrl-C where it runs, or kill ${process.pid}), or choose another folder with --folder.`,
  });
  if (first.ok) first.release();
  expect(takeLock(file, "the folder x").ok).toBe(true);
});

it("is taken over from a process that is gone", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.once("exit", resolve));
  writeFileSync(file, JSON.stringify({ pid: child.pid, startedAt: "1" }));
  expect(takeLock(file, "x").ok).toBe(true);
});

it("is taken over when another process got the old holder's id", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: "not when this process started" }));
  expect(takeLock(file, "x").ok).toBe(true);
});

it("is taken over when the file is unreadable", () => {
  writeFileSync(file, "");
  expect(takeLock(file, "x").ok).toBe(true);
});
