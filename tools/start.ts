/**
 * `npm start`: everything on this machine by one command. The first start fills in a demo; later ones keep all data.
 *
 *     npm start -- [--folder .data] [--port 8787] [--fresh] [--no-demo] [--redis] [--verbose]
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DEMO_ACCOUNT } from "../twilio/emulator/settings.ts";
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_TEXTERS } from "./demo/people.ts";
import { seedDemo } from "./demo/seed.ts";
import { projectRoot } from "./local/bundle.ts";
import { inPlainWords } from "./local/faults.ts";
import { startInstallation } from "./local/installation.ts";
import type { Installation } from "./local/installation.ts";
import { takeLock } from "./local/postgres/postgres-lock.ts";
import { createStartReport } from "./local/start-report.ts";
import type { StartReport } from "./local/start-report.ts";

const USAGE = `npm start -- [options]
  --folder <path>  where all data is stored (default .data)
  --port <number>  where browsers reach it (default: PORT, else 8787)
  --fresh          throws the folder's data away first
  --no-demo        starts without the demo organization
  --redis          caches look-ups and counts token limits in Redis (redis-server has to be installed)
  --verbose        shows what the Worker logs (always in <folder>/worker.log)
DATABASE_URL in the environment uses that Postgres instead of the built-in one.`;

/** People who try the demo want answers soon; half of the contacts never answer. */
const DEMO_CARRIER = { autoReplies: { dropRatio: 0.5, delayMs: [2_000, 9_000] } };

/** Exit code of a program that a person has ended. */
const ON_REQUEST = 130;
const STOPPING = "Stopping … (Ctrl-C again does not wait)";
/** Longest time until the end of a part is known. */
const NOTICED_MS = 2_000;

type Options = { folder: string; port: number; fresh: boolean; demo: boolean; redis: boolean; verbose: boolean };

/** "help": asked for, so it is no failure. */
function readOptions(): Options | "help" | null {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        folder: { type: "string", default: join(projectRoot, ".data") },
        port: { type: "string", default: process.env["PORT"] || "8787" },
        fresh: { type: "boolean", default: false },
        demo: { type: "boolean", default: true },
        redis: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return "help";
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${values.port} is not a port.`);
    return { ...values, folder: resolve(values.folder), port };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === "help") {
    console.log(USAGE);
    return 0;
  }
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const { folder, port } = options;
  if (options.fresh) {
    const refusal = throwAway(folder);
    if (refusal !== null) {
      console.error(refusal);
      return 1;
    }
  }
  const startedAt = performance.now();
  const stages = createStartReport((line) => console.log(line));
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      // The parts notice that this process is gone, and end by themselves.
      if (stopping.signal.aborted) process.exit(ON_REQUEST);
      stopping.abort();
      console.log(STOPPING);
    });
  const signalled = new Promise<null>((resolveSignal) => {
    stopping.signal.addEventListener("abort", () => resolveSignal(null));
  });
  console.log("Whistlestop is starting …");
  const result = await startInstallation({
    folder,
    port,
    databaseUrl: process.env["DATABASE_URL"] || undefined,
    redis: options.redis,
    carrierSettings: DEMO_CARRIER,
    logLevel: options.verbose ? "log" : "error",
    stages,
    signal: stopping.signal,
  });
  if (!result.ok) {
    console.error(`\n${result.message}`);
    return stopping.signal.aborted ? ON_REQUEST : 1;
  }
  const { installation } = result;
  const ended = Promise.race([signalled, installation.died]);
  try {
    const demo = options.demo ? await Promise.race([fillIn(installation, folder, stages), ended]) : null;
    if (demo === "filled" || !options.demo) tellReady(installation, options.demo, performance.now() - startedAt);
    const death = await ended;
    if (death === null) return 0;
    console.error(`\n${afterDeath(death, folder)}`);
    console.log(STOPPING);
    return 1;
  } catch (error) {
    // A part that has ended refuses connections a moment before its end is known.
    const death = await Promise.race([ended, sleep(NOTICED_MS, "none" as const)]);
    if (death === null) return ON_REQUEST;
    console.error(`\n${death === "none" ? withoutDemo(error) : afterDeath(death, folder)}`);
    console.log(STOPPING);
    return 1;
  } finally {
    await installation.stop();
  }
}

function afterDeath(death: string, folder: string): string {
  return `${death}\nAll data is kept: start again. What the Worker said last is in ${join(folder, "worker.log")}.`;
}

function withoutDemo(error: unknown): string {
  return `The demo is not complete: ${inPlainWords(error)}\nStart again: it goes on where it stopped. With --no-demo Whistlestop starts without it; with --fresh all data of the folder is thrown away first.`;
}

/** The demo, once per folder, and the carrier's way to its webhooks, which changes with the port. */
async function fillIn(installation: Installation, folder: string, stages: StartReport): Promise<"filled"> {
  const { origin, carrierOrigin, secrets } = installation;
  const done = join(folder, "demo.json");
  const kept = readDone(done);
  if (kept?.origin === origin) return "filled";
  const { orgId } = kept ?? (await seedDemo({ origin, setupToken: secrets.SETUP_TOKEN, stages }));
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  const inboundUrl = `${origin}/webhooks/twilio/${orgId}/inbound#rc=5&rp=all`;
  const response = await fetch(`${carrierOrigin}/control/services/${serviceSid}`, {
    method: "PUT",
    body: JSON.stringify({ numbers, inboundUrl, fallbackUrl: `${origin}/webhooks/twilio/${orgId}/fallback` }),
  });
  if (!response.ok) throw new Error(`The carrier emulator refused the webhook's address: ${await response.text()}`);
  writeFileSync(done, JSON.stringify({ orgId, origin }));
  return "filled";
}

/** null also for a file that a kill has torn: filling in checks what is there. */
function readDone(file: string): { orgId: string; origin: string } | null {
  try {
    // Written by `fillIn` only.
    return JSON.parse(readFileSync(file, "utf8")) as { orgId: string; origin: string };
  } catch {
    return null;
  }
}

function tellReady({ origin, carrierOrigin }: Installation, demo: boolean, tookMs: number): void {
  console.log(`\nReady after ${(tookMs / 1000).toFixed(1)} s:  ${origin}\n`);
  if (demo) {
    console.log(`  admin    ${DEMO_ADMIN.email}`);
    for (const texter of DEMO_TEXTERS) console.log(`  texter   ${texter.email}`);
    console.log(`  password of all: ${DEMO_PASSWORD}`);
  }
  console.log(`  carrier emulator (faults, ledger): ${carrierOrigin}\n\nCtrl-C stops everything; data stays.`);
}

/** null when it is done; else why not. Only a folder that an installation has made is thrown away. */
function throwAway(folder: string): string | null {
  if (!existsSync(folder)) return null;
  if (!existsSync(join(folder, "secrets.json"))) return `${folder} holds no installation, so --fresh leaves it alone.`;
  const lock = takeLock(join(folder, "lock"), `the folder ${folder}`);
  if (!lock.ok) return lock.message;
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  return null;
}

async function mainOrWhy(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    console.error(`\n${inPlainWords(error)}`);
    return 1;
  }
}

process.exit(await mainOrWhy());
