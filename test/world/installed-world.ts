/** A whole installation on the stand-ins: the Worker's isolates and objects, queues, buckets, Postgres, the carrier. */
import { Life, Scheduler } from "./scheduler/scheduler.ts";
import { drawsOf, STREAMS } from "./scheduler/draws.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/postgres/neon-server.ts";
import type { WorldScripts } from "./bundle.ts";
import { WorldBucket } from "./platform/bucket.ts";
import { WorldEdge } from "./platform/edge.ts";
import { Isolate } from "./platform/isolate.ts";
import { Namespaces } from "./platform/namespaces.ts";
import type { Postgres } from "./platform/postgres/postgres.ts";
import { Queues } from "./platform/queues.ts";
import type { QueueSettings } from "./platform/queues.ts";
import type { Hooks, WorldCore } from "./platform/world-core.ts";
import { Chance } from "./scheduler/chance.ts";

export const WORLD_ORIGIN = "https://world.test";
export const CARRIER_HOST = "carrier.world";
const POSTGRES_HOST = "postgres.world";
const MINUTE_MS = 60_000;
/** A night with a cron each minute would consist of little else. */
const RARE_MINUTES = 15;
/** Of these one is the minute in which daily work is looked for (workers/operator/numbers/daily-check.ts). */
const RARE_OFFSET = 2;

/** The consumers of wrangler.toml (a test compares them). */
export const WORLD_QUEUES: readonly QueueSettings[] = [
  consumer("whistlestop-postgres", 20, 1, 5),
  consumer("whistlestop-webhooks", 10, 1, 15),
  { ...consumer("whistlestop-dead-letters", 10, 5, 100), deadLetterQueue: null },
];

function consumer(name: string, maxBatchSize: number, timeoutSeconds: number, maxRetries: number): QueueSettings {
  const maxBatchTimeoutMs = timeoutSeconds * 1000;
  return { name, maxBatchSize, maxBatchTimeoutMs, maxRetries, deadLetterQueue: "whistlestop-dead-letters" };
}

/** Secrets and variables of every world. */
export const WORLD_VARS = {
  PUBLIC_ORIGIN: WORLD_ORIGIN,
  CARRIER_API_BASE: `http://${CARRIER_HOST}`,
  TEXTER_SENDS_PER_SECOND: "20",
  SIMULATION: "on",
  DATABASE_URL: LOCAL_DATABASE_URL,
  NEON_FETCH_ENDPOINT: `http://${POSTGRES_HOST}/sql`,
  SESSION_SECRET: "session-secret-of-the-world-0123456789abcdef",
  SETUP_TOKEN: "setup-token-of-the-world",
  TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000001",
  TWILIO_AUTH_TOKEN: "demo-auth-token-of-the-carrier-emulator",
  CARRIER_ACCOUNTS_KEY: "d2hpc3RsZXN0b3AtdGVzdHMta2V5LTAxMjM0NTY3ODk=",
};

export type InstalledWorld = {
  core: WorldCore;
  scheduler: Scheduler;
  chance: Chance;
  edge: WorldEdge;
  namespaces: Namespaces;
  queues: Queues;
  postgres: Postgres;
  buckets: { uploads: WorldBucket; media: WorldBucket };
  /** What the product logs, as JSON. */
  logs: string[];
  /** Code outside of the installation. */
  outside: Isolate;
  env: object;
  /** While nothing is done for hours, the cron does not ring each minute. */
  setRareCron: (isRare: boolean) => void;
};

export type InstallOptions = {
  seed: number;
  startMs: number;
  scripts: WorldScripts;
  postgres: Postgres;
  isolates: number;
  vars?: Record<string, string>;
  hooks: Hooks;
  /** What new objects have, by class. */
  storages?: ReadonlyMap<string, Uint8Array>;
};

export function installWorld({
  seed,
  startMs,
  scripts,
  postgres,
  isolates,
  vars,
  hooks,
  storages,
}: InstallOptions): InstalledWorld {
  const scheduler = new Scheduler(seed, startMs);
  const chance = new Chance(scheduler);
  const core: WorldCore = { scheduler, chance, uncaught: [], hooks };
  const logs: string[] = [];
  const log = (line: string) => void logs.push(`${scheduler.steps} ${line}`);
  const env: Record<string, unknown> = { ...WORLD_VARS, ...vars };
  const versions = scripts.beside ? [scripts.worker, scripts.beside] : [scripts.worker];
  const edge = new WorldEdge({
    core,
    scripts: versions,
    isolates,
    env,
    origin: WORLD_ORIGIN,
    lateHost: CARRIER_HOST,
    log,
  });
  const namespaces = new Namespaces(core, () => edge.isolate(), storages);
  const queues = new Queues(core, edge, () => env, WORLD_QUEUES);
  const buckets = { uploads: new WorldBucket(core), media: new WorldBucket(core) };
  Object.assign(env, {
    CAMPAIGN: namespaces.of("Campaign"),
    CAMPAIGN_QUEUE: namespaces.of("CampaignQueue"),
    TEXTER_INBOX: namespaces.of("TexterInbox"),
    CONTACT_DIRECTORY: namespaces.of("ContactDirectory"),
    ORGANIZATION: namespaces.of("Organization"),
    CARRIER_ACCOUNT: namespaces.of("CarrierAccount"),
    ID_REGISTRY: namespaces.of("IdRegistry"),
    NUMBER_INVENTORY: namespaces.of("NumberInventory"),
    NUMBER_POOL: namespaces.of("NumberPool"),
    SMS_LINE: namespaces.of("SmsLine"),
    SMS_BATCH: namespaces.of("SmsBatch"),
    UPLOADS: buckets.uploads,
    MEDIA: buckets.media,
    POSTGRES_EVENTS: queues.producer("whistlestop-postgres"),
    WEBHOOKS: queues.producer("whistlestop-webhooks"),
    ASSETS: { fetch: async () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }) },
  });
  edge.serve(POSTGRES_HOST, postgres.service(core));
  const outside = new Isolate({
    core,
    script: scripts.outside,
    name: "outside",
    random: drawsOf(seed, STREAMS.outside),
    fetch: edge.fetch,
    env: {},
    log,
  });
  let cronMinutes = 1;
  const cronLife = new Life("cron");
  const nextCronMs = () => {
    if (cronMinutes === 1) return MINUTE_MS;
    const everyMs = MINUTE_MS * cronMinutes;
    return everyMs - ((scheduler.nowMs - RARE_OFFSET * MINUTE_MS) % everyMs);
  };
  const ring = () => {
    scheduler.after(nextCronMs(), "cron", cronLife, () => {
      ring();
      // The minute for which it was planned.
      const scheduledTime = Math.floor(scheduler.nowMs / MINUTE_MS) * MINUTE_MS;
      edge
        .run(
          "cron",
          (isolate, context) =>
            isolate.worker.scheduled?.({ cron: "* * * * *", scheduledTime }, env, context) ?? Promise.resolve(),
        )
        .catch((error: unknown) => scheduler.note(`cron failed ${String(error)}`));
    });
  };
  ring();
  const world = { core, scheduler, chance, edge, namespaces, queues, postgres, buckets, logs, outside, env };
  return { ...world, setRareCron: (isRare) => void (cronMinutes = isRare ? RARE_MINUTES : 1) };
}
