import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { QUIET } from "./tools/local/bundle.ts";
import { LOCAL_DATABASE_URL } from "./tools/local/postgres/neon-server.ts";
import { PGLITE_FLAGS } from "./tools/local/postgres/pglite-process.ts";
import { LongestFirst } from "./test/workers/setup/longest-first.ts";
import { useMemoryFolder } from "./test/workers/setup/memory-folder.ts";
import { quickQueues } from "./test/workers/setup/quick-queues.ts";
import { hideStagedFaults } from "./test/workers/setup/staged-faults.ts";
import { EMULATOR_ORIGIN, outsideWorld, POSTGRES_ENDPOINT } from "./test/workers/outside-world.ts";

Object.assign(process.env, QUIET);
useMemoryFolder();
hideStagedFaults();
const queueConsumers = quickQueues();

/** What only costs time has a quick version in the Workers tests. */
const QUICK: Readonly<Record<string, string>> = {
  "/time/timer.ts": "./test/workers/setup/short-rests.ts",
  "./timer.ts": "./test/workers/setup/short-rests.ts",
  "./password-cost.ts": "./test/workers/setup/quick-passwords.ts",
};
const quickVersions: Plugin = {
  name: "quick-versions",
  enforce: "pre",
  resolveId(source, importer) {
    const [, quick] = Object.entries(QUICK).find(([end]) => source.endsWith(end)) ?? [];
    if (quick === undefined) return null;
    const file = fileURLToPath(new URL(quick, import.meta.url).href);
    // It may import what it replaces.
    return importer === file ? null : file;
  },
};

/** They bound a failure and measure nothing: a busy machine takes many times as long as an idle one. */
const LIMITS = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000, interval: 20 } } };
/** Tests that need `redis-server` have a command of their own (vitest.redis.config.ts). */
const exclude = ["**/node_modules/**", "dist/**", ".data/**", "**/*.redis.test.ts"];
/** Tests of an installation without a carrier account. */
const WITHOUT_CARRIER = "**/*.without-carrier.workerd.test.ts";

/** What the stand-ins of the seeded world promise, on the platform itself. */
const PROMISES = "test/world/promises/*.workerd.test.ts";

/** Libraries of hundreds of modules, which each runtime would ask for one by one. */
const BUNDLED = [
  "zod",
  "hono",
  "hono/factory",
  "hono/cookie",
  "hono/secure-headers",
  "hono/request-id",
  "drizzle-orm",
  "drizzle-orm/pg-core",
  "drizzle-orm/neon-http",
  "@neondatabase/serverless",
  "jose",
  "libphonenumber-js/max",
];

/** The Worker and its objects in their own runtime: each test file finds it as new. */
function workersProject(
  name: string,
  tests: { include: string[]; exclude: string[] },
  carrier: Record<string, string>,
) {
  return {
    plugins: [
      quickVersions,
      cloudflareTest(({ inject }) => ({
        remoteBindings: false,
        wrangler: { configPath: "./wrangler.toml" },
        miniflare: {
          bindings: {
            PUBLIC_ORIGIN: "https://whistlestop.test",
            SIMULATION: "on",
            DATABASE_URL: LOCAL_DATABASE_URL,
            NEON_FETCH_ENDPOINT: POSTGRES_ENDPOINT,
            SESSION_SECRET: "session-secret-of-the-tests-0123456789abcdef",
            SETUP_TOKEN: "setup-token-of-the-tests",
            CARRIER_ACCOUNTS_KEY: "d2hpc3RsZXN0b3AtdGVzdHMta2V5LTAxMjM0NTY3ODk=",
            CARRIER_ACCOUNTS_KEY_FORMER: "d2hpc3RsZXN0b3AtZm9ybWVyLWtleTAxMjM0NTY3ODk=",
            ...carrier,
          },
          queueConsumers,
          outboundService: outsideWorld(inject("postgresEndpoint")),
        },
      })),
    ],
    test: {
      name,
      globalSetup: "./test/workers/setup/database.ts",
      setupFiles: ["./test/workers/setup/one-import.ts", "./test/workers/setup/own-world.ts"],
      ...tests,
      // One runtime loads the Worker once for all the files that it runs (test/workers/setup/own-world.ts).
      isolate: false,
      fsModuleCache: false,
      deps: { optimizer: { ssr: { enabled: true, include: BUNDLED } } },
      ...LIMITS,
    },
  };
}

export default defineConfig({
  test: {
    // What the Worker logs is only of interest when a test fails.
    silent: "passed-only",
    // Many tests wait for objects and processes: one file more than there are cores.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Counted by .ci/run.
    ...(process.env["CI"] ? { reporters: ["default", "json"], outputFile: { json: "dist/test-report.json" } } : {}),
    projects: [
      {
        test: {
          name: "node",
          include: ["{domain,twilio,durable-objects,workers,db,tools,web,test}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.workerd.test.ts", ...exclude],
          environment: "node",
          pool: "forks",
          // A process for a file each would take longer to start than most files take.
          isolate: false,
          ...LIMITS,
          execArgv: PGLITE_FLAGS,
        },
      },
      workersProject(
        "workers",
        {
          include: ["{durable-objects,workers,test}/**/*.workerd.test.ts"],
          exclude: [WITHOUT_CARRIER, PROMISES, ...exclude],
        },
        {
          CARRIER_API_BASE: EMULATOR_ORIGIN,
          TWILIO_ACCOUNT_SID: "AC00000000000000000000000000000001",
          TWILIO_AUTH_TOKEN: "demo-auth-token-of-the-carrier-emulator",
        },
      ),
      {
        plugins: [
          cloudflareTest({ remoteBindings: false, wrangler: { configPath: "./test/world/promises/wrangler.toml" } }),
        ],
        test: { name: "promises", include: [PROMISES], isolate: false, fsModuleCache: false, ...LIMITS },
      },
      workersProject("without-carrier", { include: [WITHOUT_CARRIER], exclude }, {}),
    ],
  },
});
