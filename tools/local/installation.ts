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
import { inPlainWords, spaceProblem } from "./faults.ts";
import { freePorts, isPortFree, portProblem } from "./ports.ts";
import { lockHolder, takeLock } from "./postgres/postgres-lock.ts";
import type { Lock } from "./postgres/postgres-lock.ts";
import type { RedisConfig, RedisInfo } from "../redis/redis-child.ts";
import { loadSecrets } from "./secrets.ts";
import type { Secrets } from "./secrets.ts";
import { silentReport } from "./start-report.ts";
import type { StartStage, StartReport } from "./start-report.ts";
import type { WorkerConfig, WorkerInfo } from "./worker-child.ts";

export type InstallationOptions = {
  /** All state; made when missing. */
  folder: string;
  /** Where browsers reach it, on this machine only. */
  port: number;
  /** A real server instead of PGlite. */
  databaseUrl?: string | undefined;
  /** With Redis, which has to be installed (`redis-server`). */
  redis?: boolean;
  /** Over the emulator's defaults (twilio/emulator/settings.ts). */
  carrierSettings?: Record<string, unknown>;
  /** Over the Worker's variables. */
  vars?: Record<string, string>;
  /** How often the Worker's cron runs; a minute unless set. */
  cronEveryMs?: number;
  /** False leaves the web app out. */
  app?: boolean;
  logLevel?: "none" | "error" | "log";
  /** Says what is being done, and for how long. */
  stages?: StartReport;
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
  /** null: it was started without. */
  redis: Child<RedisInfo> | null;
  /** Resolves with a sentence when a part ends that nobody has ended. */
  died: Promise<string>;
  stop: () => Promise<void>;
};

export type InstallationResult = { ok: true; installation: Installation } | { ok: false; message: string };

const GIVEN_UP = {
  ok: false,
  message: "Stopped before it was ready. Nothing is lost: the next start goes on.",
} as const;

/** The parts of a killed installation end by themselves; on a busy machine that takes a while. */
const DATABASE_ENDS_MS = 60_000;
/** Not as long, because the port may be somebody else's. */
const PORT_ENDS_MS = 15_000;

export async function startInstallation(options: InstallationOptions): Promise<InstallationResult> {
  const folder = resolve(options.folder);
  const lockFile = join(folder, "lock");
  let leftBehind: boolean;
  let lock: Lock;
  try {
    mkdirSync(folder, { recursive: true });
    leftBehind = existsSync(lockFile);
    lock = takeLock(lockFile, `the folder ${folder}`);
  } catch (error) {
    return { ok: false, message: inPlainWords(error) };
  }
  if (!lock.ok) return lock;
  const { release } = lock;
  const children: Child<unknown>[] = [];
  const stop = async () => {
    // The Worker first, so that nothing is asked of a database or a carrier that is gone.
    for (const child of children.toReversed()) await child.stop();
    release();
  };
  const giveUp = () => {
    for (const child of children) void child.kill();
  };
  options.signal?.addEventListener("abort", giveUp);
  try {
    if (leftBehind) await lastStartEnds(options, join(folder, "postgres/lock"));
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
  const { stages = silentReport } = options;
  const taken = (await portProblem(options.port)) ?? spaceProblem(folder);
  if (taken !== null) return { ok: false, message: taken };
  const origin = `http://localhost:${options.port}`;
  const secrets = loadSecrets(folder);
  const [databasePort = 0, carrierPort = 0, redisPort = 0, redisServerPort = 0] = await freePorts(4);
  let tellDeath: (sentence: string) => void = () => {};
  const died = new Promise<string>((resolveDeath) => (tellDeath = resolveDeath));
  const define = <Config, Info>(
    name: string,
    script: string,
    config: Config,
    nodeFlags: readonly string[] = [],
  ): Child<Info> => {
    const said: { stage: StartStage | null } = { stage: null };
    const onStep = (what: string) => said.stage?.step(what);
    const child = createChild<Config, Info>({ name, script, nodeFlags, config, onStep, onDeath: tellDeath });
    children.push(child);
    const start = async () => {
      said.stage = stages.begin(`the ${name}`);
      try {
        return await child.start();
      } finally {
        said.stage.done();
        said.stage = null;
      }
    };
    return { ...child, start };
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
  const redis = options.redis
    ? define<RedisConfig, RedisInfo>("Redis", "../redis/redis-child.ts", {
        port: redisPort,
        serverPort: redisServerPort,
        token: secrets.SETUP_TOKEN,
      })
    : null;
  const redisStarted = await redis?.start();
  if (redisStarted?.ok === false) return redisStarted;
  const withApp = options.app ?? true;
  const [databaseStarted, carrierStarted, built] = await Promise.all([
    database.start(),
    carrier.start(),
    build(withApp, stages, options.signal),
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
      ...(redisStarted
        ? {
            UPSTASH_REDIS_REST_URL: redisStarted.info.origin,
            UPSTASH_REDIS_REST_TOKEN: secrets.SETUP_TOKEN,
          }
        : {}),
      ...options.vars,
    },
  };
  const missing = missingBinding(boundNames(workerConfig));
  if (missing !== null) return { ok: false, message: missing };
  const worker = define<WorkerConfig, WorkerInfo>("Worker", "worker-child.ts", workerConfig);
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
      redis,
      died,
      stop,
    },
  };
}

/** A build error concerns the changed code, so the stack of this program is left out. */
async function build(
  withApp: boolean,
  stages: StartReport,
  signal: AbortSignal | undefined,
): Promise<{ ok: true; bundle: WorkerBundle } | { ok: false; message: string }> {
  try {
    if (withApp) await building("the web app", stages, (onBuild) => buildApp(projectRoot, signal, onBuild));
    const bundle = await building("the Worker's code", stages, (begun) => bundleWorker(projectRoot, signal, begun));
    return { ok: true, bundle };
  } catch (error) {
    return { ok: false, message: inPlainWords(error) };
  }
}

/** A stage only when something is built: what is kept from an earlier start takes no time. */
async function building<Built>(
  what: string,
  stages: StartReport,
  make: (onBuild: () => void) => Promise<Built>,
): Promise<Built> {
  let stage: StartStage | null = null as StartStage | null;
  try {
    return await make(() => (stage = stages.begin(`${what}, built from its sources`)));
  } finally {
    stage?.done();
  }
}

async function lastStartEnds({ stages = silentReport, port, signal }: InstallationOptions, databaseLock: string) {
  const isOver = async () => lockHolder(databaseLock) === null && (await isPortFree(port));
  if (await isOver()) return;
  const stage = stages.begin("the parts of an earlier start, which are still ending");
  try {
    await waitFor(async () => lockHolder(databaseLock) === null, DATABASE_ENDS_MS, signal);
    await waitFor(() => isPortFree(port), PORT_ENDS_MS, signal);
  } finally {
    stage.done();
  }
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

/** Ends at the limit, too, or when the start is given up: what is wrong is found out by the next step. */
async function waitFor(condition: () => Promise<boolean>, limitMs: number, signal?: AbortSignal): Promise<void> {
  for (const until = Date.now() + limitMs; Date.now() < until && !(await condition()); await sleep(100))
    if (signal?.aborted) return;
}
