/**
 * A whole installation on this machine: Postgres behind Neon's protocol, the carrier emulator, the Worker with the app.
 * `npm start`, the browser test and the crash test start it the same way; all state is in one folder.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";
import { missingBinding } from "../../durable-objects/bindings/check-bindings.ts";
import { buildApp } from "./app-build.ts";
import { bundleWorker, projectRoot } from "./bundle.ts";
import type { WorkerBundle } from "./bundle.ts";
import type { CarrierConfig, CarrierInfo } from "./carrier-child.ts";
import { createChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { DatabaseConfig, DatabaseInfo } from "./postgres/database-child.ts";
import { LOCAL_DATABASE_URL } from "./postgres/neon-server.ts";
import { PGLITE_FLAGS } from "./postgres/pglite-process.ts";
import { freePorts, isPortFree } from "./ports.ts";
import { takeLock } from "./postgres/postgres-lock.ts";
import { loadSecrets } from "./secrets.ts";
import type { Secrets } from "./secrets.ts";
import type { WorkerConfig, WorkerInfo } from "./worker-child.ts";

export type InstallationOptions = {
  /** All state; made when missing. */
  folder: string;
  /** Where browsers reach it, on this machine only. */
  port: number;
  /** A real server instead of PGlite. */
  databaseUrl?: string | undefined;
  /** Over the emulator's defaults (twilio/emulator/settings.ts). */
  carrierSettings?: Record<string, unknown>;
  /** Over the Worker's variables. */
  vars?: Record<string, string>;
  /** How often the Worker's cron runs; a minute unless set. */
  cronEveryMs?: number;
  /** False leaves the web app out. */
  app?: boolean;
  logLevel?: "none" | "error" | "log";
  /** Called with a line for each thing that is being waited for. */
  report?: (what: string) => void;
  /** Gives up a start that is under way. */
  signal?: AbortSignal;
};

export type Installation = {
  /** The one address, without a trailing slash; also the `Origin` that the API wants. */
  origin: string;
  /** The emulator's API and its `/control/…`. */
  carrierOrigin: string;
  /** Neon's `/sql` in front of the database. */
  databaseEndpoint: string;
  secrets: Secrets;
  /** `kill` kills the Worker and all objects; `start` starts it again on the same data. */
  worker: Child<WorkerInfo>;
  /** Comes back on the same port. */
  database: Child<DatabaseInfo>;
  carrier: Child<CarrierInfo>;
  /** Resolves with a sentence when a part ends that nobody has ended. */
  died: Promise<string>;
  stop: () => Promise<void>;
};

export type InstallationResult = { ok: true; installation: Installation } | { ok: false; message: string };

const GIVEN_UP = { ok: false, message: "Stopped before it was ready." } as const;

/** Longest time that the parts of a killed installation need to notice and to end. */
const LEFT_BEHIND_MS = 5_000;

export async function startInstallation(options: InstallationOptions): Promise<InstallationResult> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true });
  const lockFile = join(folder, "lock");
  const leftBehind = existsSync(lockFile);
  const lock = takeLock(lockFile, `the folder ${folder}`);
  if (!lock.ok) return lock;
  const children: Child<unknown>[] = [];
  const stop = async () => {
    // The Worker first, so that nothing is asked of a database or a carrier that is gone.
    for (const child of children.toReversed()) await child.stop();
    lock.release();
  };
  const giveUp = () => {
    for (const child of children) void child.kill();
  };
  options.signal?.addEventListener("abort", giveUp);
  try {
    // The parts of an installation that was killed end by themselves, a moment later.
    if (leftBehind) await waitFor(() => isPortFree(options.port), LEFT_BEHIND_MS);
    if (leftBehind) await waitFor(async () => !existsSync(join(folder, "postgres/lock")), LEFT_BEHIND_MS);
    const result = await startParts(options, folder, children, stop);
    if (result.ok) return result;
    await stop();
    return options.signal?.aborted ? GIVEN_UP : result;
  } catch (error) {
    await stop();
    if (options.signal?.aborted) return GIVEN_UP;
    throw error;
  } finally {
    // What runs is ended in order.
    options.signal?.removeEventListener("abort", giveUp);
  }
}

async function startParts(
  options: InstallationOptions,
  folder: string,
  children: Child<unknown>[],
  stop: () => Promise<void>,
): Promise<InstallationResult> {
  if (!(await isPortFree(options.port))) return { ok: false, message: portTaken(options.port) };
  const origin = `http://localhost:${options.port}`;
  const secrets = loadSecrets(folder);
  const [databasePort = 0, carrierPort = 0] = await freePorts(2);
  let tellDeath: (sentence: string) => void = () => {};
  const died = new Promise<string>((resolveDeath) => (tellDeath = resolveDeath));
  const define = <Config, Info>(
    name: string,
    script: string,
    config: Config,
    nodeFlags: readonly string[] = [],
  ): Child<Info> => {
    const child = createChild<Config, Info>({ name, script, nodeFlags, config, onDeath: tellDeath });
    children.push(child);
    return child;
  };

  const backend: DatabaseConfig["backend"] =
    options.databaseUrl === undefined
      ? { kind: "pglite", folder: join(folder, "postgres") }
      : { kind: "postgres", url: options.databaseUrl };
  const database = define<DatabaseConfig, DatabaseInfo>(
    "database",
    "postgres/database-child.ts",
    { port: databasePort, backend },
    PGLITE_FLAGS,
  );
  const carrier = define<CarrierConfig, CarrierInfo>("carrier emulator", "carrier-child.ts", {
    port: carrierPort,
    ledgerFile: join(folder, "carrier.jsonl"),
    settingsFile: join(folder, "carrier.json"),
    settings: {
      accounts: [demoAccount(secrets)],
      // Signed for the public address, delivered to where the Worker listens, because `localhost` may resolve to
      // something else.
      origins: { [origin]: `http://127.0.0.1:${options.port}` },
      ...options.carrierSettings,
    },
  });
  const withApp = options.app ?? true;
  options.report?.("the database, the carrier and the app");
  const [databaseStarted, carrierStarted, built] = await Promise.all([
    database.start(),
    carrier.start(),
    build(withApp, options.signal),
  ]);
  if (!databaseStarted.ok) return databaseStarted;
  if (!carrierStarted.ok) return carrierStarted;
  if (!built.ok) return built;

  const workerConfig: WorkerConfig = {
    port: options.port,
    persistFolder: join(folder, "worker"),
    bundle: built.bundle,
    logLevel: options.logLevel ?? "error",
    logFile: join(folder, "worker.log"),
    assets: withApp,
    ...(options.cronEveryMs === undefined ? {} : { cronEveryMs: options.cronEveryMs }),
    vars: {
      PUBLIC_ORIGIN: origin,
      CARRIER_API_BASE: carrierStarted.info.origin,
      // Fictional numbers may be texted, because nobody is.
      SIMULATION: "on",
      DATABASE_URL: LOCAL_DATABASE_URL,
      NEON_FETCH_ENDPOINT: databaseStarted.info.endpoint,
      ...secrets,
      ...options.vars,
    },
  };
  const missing = missingBinding(boundNames(workerConfig));
  if (missing !== null) return { ok: false, message: missing };
  const worker = define<WorkerConfig, WorkerInfo>("Worker", "worker-child.ts", workerConfig);
  options.report?.("the Worker");
  const workerStarted = await worker.start();
  if (!workerStarted.ok) return workerStarted;
  return {
    ok: true,
    installation: {
      origin,
      carrierOrigin: carrierStarted.info.origin,
      databaseEndpoint: databaseStarted.info.endpoint,
      secrets,
      worker,
      database,
      carrier,
      died,
      stop,
    },
  };
}

/** A build error concerns the changed code, so the stack of this program is left out. */
async function build(
  withApp: boolean,
  signal: AbortSignal | undefined,
): Promise<{ ok: true; bundle: WorkerBundle } | { ok: false; message: string }> {
  try {
    if (withApp) await buildApp(projectRoot, signal);
    return { ok: true, bundle: await bundleWorker(projectRoot, signal) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function portTaken(port: number): string {
  return `Port ${port} is taken: stop what listens there, or choose another one, e.g. PORT=${port + 1} npm start.`;
}

/** The emulator's own account, with this installation's credentials. */
function demoAccount(secrets: Secrets): object {
  const { serviceSid, numbers } = DEMO_ACCOUNT;
  return {
    sid: secrets.TWILIO_ACCOUNT_SID,
    authToken: secrets.TWILIO_AUTH_TOKEN,
    services: [{ sid: serviceSid, numbers }],
  };
}

/** The names in the Worker's `env`; the values only say that something is set. */
function boundNames({ bundle, vars }: WorkerConfig): Record<string, unknown> {
  const { durableObjects, r2Buckets, queueProducers, bindings } = bundle.options;
  return { ...durableObjects, ...r2Buckets, ...queueProducers, ...bindings, ...vars };
}

async function waitFor(condition: () => Promise<boolean>, limitMs: number): Promise<void> {
  for (const until = Date.now() + limitMs; Date.now() < until && !(await condition());) await sleep(100);
}
