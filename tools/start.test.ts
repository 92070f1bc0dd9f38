import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "./local/postgres/postgres-lock.ts";

const begin = fileURLToPath(new URL("begin.js", import.meta.url).href);

let folder = "";
let server: Server | null = null;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "whistlestop-start-"))));
afterEach(async () => {
  await new Promise<void>((resolve) => {
    if (server === null) resolve();
    else server.close(() => resolve());
  });
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

type Run = { code: number | null; words: string };

function run(args: readonly string[]): Promise<Run> {
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let words = "";
  for (const stream of [started.stdout, started.stderr])
    stream.on("data", (chunk: Buffer) => {
      words += chunk.toString();
    });
  return new Promise((resolve) => {
    started.once("close", (code) => resolve({ code, words }));
  });
}

async function takenPort(): Promise<number> {
  const listening = createServer();
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, "127.0.0.1", resolve);
  });
  const address = listening.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("a port that is taken is named, with another one to choose", async () => {
  const port = await takenPort();
  const { code, words } = await run([begin, "--folder", folder, "--port", String(port)]);
  expect(code).toBe(1);
  expect(words).toContain(
    `Port ${port} is taken: stop what listens there, or choose another one, e.g. PORT=${port + 1} npm start.`,
  );
  expect(existsSync(join(folder, "lock"))).toBe(false);
});

test("a folder that another start uses is left to it, and the process is named", async () => {
  const lock = takeLock(join(folder, "lock"), "the folder");
  const { code, words } = await run([begin, "--folder", folder]);
  expect(code).toBe(1);
  expect(words).toContain(`Process ${process.pid} is using the folder ${folder}: stop it first`);
  expect(words).toContain("--folder");
  if (lock.ok) lock.release();
});

test.each(["--help", "-h"])("%s lists the options, and is no mistake", async (asked) => {
  const { code, words } = await run([begin, asked]);
  expect(code).toBe(0);
  for (const option of ["--port", "--folder", "--no-demo"]) expect(words).toContain(option);
});

test("a folder that cannot be made says what to do", async () => {
  writeFileSync(join(folder, "file"), "");
  const { code, words } = await run([begin, "--folder", join(folder, "file", "data")]);
  expect(code).toBe(1);
  expect(words).toContain("choose another folder with --folder");
  expect(words).not.toContain("    at ");
});

test("damaged secrets are named, not overwritten", async () => {
  writeFileSync(join(folder, "secrets.json"), '{"SESSION_');
  const { code, words } = await run([begin, "--folder", folder, "--port", "45871"]);
  expect(code).toBe(1);
  expect(words).toMatch(/secrets\.json cannot be read .*Restore it from a copy, or delete it/);
  expect(words).not.toContain("    at ");
});

test("an option that does not exist shows those that do", async () => {
  const { code, words } = await run([begin, "--fodler", folder]);
  expect(code).toBe(2);
  expect(words).toContain("--fodler");
  expect(words).toContain("--folder <path>");
});

test("an old Node is told which one is needed", async () => {
  const asOld = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.1"}})`;
  const { code, words } = await run(["--import", asOld, begin, "--folder", folder]);
  expect(code).toBe(1);
  expect(words).toMatch(/^This is Node 20\.11\.1; Whistlestop needs Node 22\.18 or newer\./);
});

/** As somebody has it who has just got the files. */
function freshCopy(): string {
  mkdirSync(join(folder, "tools"));
  copyFileSync(begin, join(folder, "tools/begin.js"));
  const dependencies = { hono: "9.9.9" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
  return join(folder, "tools/begin.js");
}

test("packages that are not installed are named with the command that installs them", async () => {
  const { code, words } = await run([freshCopy()]);
  expect(code).toBe(1);
  expect(words).toContain("are not installed");
  expect(words).toContain(`cd ${folder} && npm ci`);
});

test("packages of another version are named with the command that mends them", async () => {
  const copy = freshCopy();
  mkdirSync(join(folder, "node_modules/hono"), { recursive: true });
  writeFileSync(join(folder, "node_modules/hono/package.json"), JSON.stringify({ version: "1.0.0" }));
  const { code, words } = await run([copy]);
  expect(code).toBe(1);
  expect(words).toContain("(hono)");
  expect(words).toContain("npm ci");
});
