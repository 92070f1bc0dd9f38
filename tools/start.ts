/**
 * `npm start`: everything on this machine by one command. The first start fills in a demo; later ones keep all data.
 *
 *     npm start -- [--folder .data] [--port 8787] [--fresh] [--no-demo] [--verbose]
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEMO_ACCOUNT } from "../twilio/emulator/settings.ts";
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_TEXTERS } from "./demo/people.ts";
import { seedDemo } from "./demo/seed.ts";
import { projectRoot } from "./local/bundle.ts";
import { startInstallation } from "./local/installation.ts";
import type { Installation } from "./local/installation.ts";
import { takeLock } from "./local/postgres/postgres-lock.ts";

const USAGE = `npm start -- [options]
  --folder <path>  where all data is stored (default .data)
  --port <number>  where browsers reach it (default: PORT, else 8787)
  --fresh          throws the folder's data away first
  --no-demo        starts without the demo organization
  --verbose        shows what the Worker logs (always in <folder>/worker.log)
DATABASE_URL in the environment uses that Postgres instead of the built-in one.`;

/** People who try the demo want answers soon; half of the contacts never answer. */
const DEMO_CARRIER = { autoReplies: { dropRatio: 0.5, delayMs: [2_000, 9_000] } };

type Options = { folder: string; port: number; fresh: boolean; demo: boolean; verbose: boolean };

function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        folder: { type: "string", default: join(projectRoot, ".data") },
        port: { type: "string", default: process.env["PORT"] || "8787" },
        fresh: { type: "boolean", default: false },
        demo: { type: "boolean", default: true },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${values.port} is not a port.`);
    if (values.help) return null;
    return { ...values, folder: resolve(values.folder), port };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
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
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
  const signalled = new Promise<null>((resolveSignal) => {
    stopping.signal.addEventListener("abort", () => resolveSignal(null));
  });
  console.log("Whistlestop is starting …");
  const result = await startInstallation({
    folder,
    port,
    databaseUrl: process.env["DATABASE_URL"] || undefined,
    carrierSettings: DEMO_CARRIER,
    logLevel: options.verbose ? "log" : "error",
    report: (what) => console.log(`  ${what}`),
    signal: stopping.signal,
  });
  if (!result.ok) {
    console.error(result.message);
    return 1;
  }
  const { installation } = result;
  const ended = Promise.race([signalled, installation.died]);
  try {
    const demo = options.demo ? await Promise.race([fillIn(installation, folder), ended]) : null;
    if (demo === "filled" || !options.demo) tellReady(installation, options.demo, performance.now() - startedAt);
    const death = await ended;
    if (death !== null) console.error(death);
    console.log("Stopping …");
    return death === null ? 0 : 1;
  } finally {
    await installation.stop();
  }
}

/** The demo, once per folder, and the carrier's way to its webhooks, which changes with the port. */
async function fillIn(installation: Installation, folder: string): Promise<"filled"> {
  const { origin, carrierOrigin, secrets } = installation;
  const done = join(folder, "demo.json");
  // Written below.
  const kept = existsSync(done) ? (JSON.parse(readFileSync(done, "utf8")) as { orgId: string; origin: string }) : null;
  if (kept?.origin === origin) return "filled";
  const report = (what: string) => console.log(`  ${what}`);
  const { orgId } = kept ?? (await seedDemo({ origin, setupToken: secrets.SETUP_TOKEN, report }));
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

process.exit(await main());
