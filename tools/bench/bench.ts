/**
 * `npm run bench`: speed, CPU and memory of the whole product on this machine (docs/benchmarks.md). The Worker runs in
 * Miniflare on a direct socket, database and carrier emulator in processes of their own; this process is the load. After
 * each scenario the carrier's ledger, Postgres and what the product promised are compared, and the bench fails if they
 * disagree.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connect } from "../../db/client.ts";
import { createWebhookClient } from "../../twilio/emulator/webhooks/webhook-client.ts";
import { projectRoot } from "../local/bundle.ts";
import { startInstallation } from "../local/installation.ts";
import type { Installation } from "../local/installation.ts";
import { LOCAL_DATABASE_URL } from "../local/postgres/neon-server.ts";
import { freePorts } from "../local/ports.ts";
import { startPostgres } from "../local/postgres/postgres.ts";
import type { ThrowAwayPostgres } from "../local/postgres/postgres.ts";
import { stockAll, sendingFirstTexts } from "./context.ts";
import type { Context, Scenario } from "./context.ts";
import { machineNow, versionsNow } from "./machine.ts";
import { missingProc, watchProcesses } from "./processes.ts";
import { headLine, reportLinesOf, printReport, writeLatest } from "./report.ts";
import { targetsOf } from "./results.ts";
import type { Results, ScenarioName } from "./results.ts";
import { accept1, accept20, accept100, accept100ByHttp, acceptCarrierHeld, acceptOffered } from "./scenarios/accept.ts";
import { carrying } from "./scenarios/carry.ts";
import { drain } from "./scenarios/drain.ts";
import { importing } from "./scenarios/import.ts";
import { inbound, inboundOwn, replyToSocket, replyWhileTexting } from "./scenarios/inbound.ts";
import { leasing } from "./scenarios/lease.ts";
import { loading } from "./scenarios/loading.ts";
import { open200 } from "./scenarios/open.ts";
import { assign, find, reserve, sendMany, sendOne } from "./scenarios/phone.ts";
import { pulling } from "./scenarios/pulling.ts";
import { reports } from "./scenarios/reports.ts";
import { Books } from "./settle.ts";
import { makeWorld } from "./world.ts";

const USAGE = `npm run bench -- [--only accept100,carry] [--seconds 5] [--allow 500] [--postgres] [--redis] [--verbose]

  --only      scenarios by name, with commas; all but loading, pulling and drain unless given
  --seconds   length of a measured window
  --allow     texts per second that the carrier takes in drain
  --postgres  a real PostgreSQL instead of PGlite (it has to be installed)
  --redis     caches look-ups in Redis (redis-server has to be installed)
  --verbose   the Worker's own log lines`;

/** In the order in which they run: the lease leaves contacts for later ones, and the most important come early. */
const SCENARIOS: { [Name in ScenarioName]-?: Scenario<NonNullable<Results[Name]>> } = {
  lease: leasing,
  accept100,
  acceptCarrierHeld,
  carry: carrying,
  inbound,
  inboundOwn,
  replyToSocket,
  reports,
  acceptOffered,
  replyWhileTexting,
  find,
  reserve,
  assign,
  sendOne,
  sendMany,
  accept1,
  accept20,
  accept100ByHttp,
  open200,
  importing,
  loading,
  pulling,
  drain,
};

/** Takes minutes: only when it is asked for by name. */
const BY_NAME: ReadonlySet<string> = new Set<ScenarioName>(["loading", "pulling", "drain"]);

/** Need a million users, which take some seconds to write. */
const WITH_USERS: ReadonlySet<string> = new Set<ScenarioName>(["find", "reserve", "assign", "sendOne", "sendMany"]);

const CAMPAIGNS = 10;
const TEXTERS = 100;
const WARM_UP_EACH = 25;
/** Beyond what scenarios need: leases are not spread over campaigns to the last contact. */
const SPARE = 1.15;
/** A scenario that would begin later is left out, so that the whole run stays under three minutes. */
const LAST_BEGIN_MS = 125_000;
const SETTLE_LIMIT_MS = 45_000;

/** A carrier that is quick, so that the figures are the product's; all reports come within a quarter of a second. */
const CARRIER = { delays: { queuedMs: [2, 10], sentMs: [20, 60], deliveredMs: [50, 150] } };
/** A person sends 20 a second at most (wrangler.toml); here one texter plays many. */
const VARS = { TEXTER_SENDS_PER_SECOND: "100000" };

type Options = {
  names: ScenarioName[];
  /** Named on the command line: then nothing is left out for lack of time. */
  named: boolean;
  seconds: number;
  allow: number;
  postgres: boolean;
  redis: boolean;
  verbose: boolean;
};

function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        seconds: { type: "string", default: "5" },
        allow: { type: "string", default: "500" },
        postgres: { type: "boolean", default: false },
        redis: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const seconds = Number(values.seconds);
    if (!(seconds >= 1 && seconds <= 60)) throw new Error(`--seconds ${values.seconds} is not between 1 and 60.`);
    const allow = Number(values.allow);
    if (!(allow >= 1)) throw new Error(`--allow ${values.allow} is not a number of texts per second.`);
    const wanted = values.only?.split(",") ?? null;
    const unknown = wanted?.find((name) => !Object.hasOwn(SCENARIOS, name));
    if (unknown !== undefined) {
      throw new Error(`There is no scenario "${unknown}"; there are ${Object.keys(SCENARIOS).join(", ")}.`);
    }
    if (values.help) return null;
    // Object.keys loses the type of the keys.
    const names = (Object.keys(SCENARIOS) as ScenarioName[]).filter(
      (name) => wanted?.includes(name) ?? !BY_NAME.has(name),
    );
    return {
      names,
      named: wanted !== null,
      seconds,
      allow,
      postgres: values.postgres,
      redis: values.redis,
      verbose: values.verbose,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return null;
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  const impossible = missingProc();
  if (options === null || impossible !== null) {
    console.error(impossible ?? USAGE);
    return 2;
  }
  mkdirSync(join(projectRoot, ".bench"), { recursive: true });
  const folder = mkdtempSync(join(projectRoot, ".bench/run-"));
  let postgres: ThrowAwayPostgres | null = null;
  let installation: Installation | null = null;
  const stopping = new AbortController();
  const signalled = new Promise<string>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        stopping.abort();
        resolve("Stopped.");
      });
    }
  });
  try {
    if (options.postgres) {
      postgres = await startPostgres();
      if (postgres === null) throw new Error("PostgreSQL is not installed here; leave --postgres out.");
    }
    const [port = 0] = await freePorts(1);
    const started = await startInstallation({
      folder,
      port,
      app: false,
      databaseUrl: postgres?.url,
      redis: options.redis,
      carrierSettings: CARRIER,
      vars: VARS,
      logLevel: options.verbose ? "log" : "error",
      signal: stopping.signal,
    });
    if (!started.ok) throw new Error(started.message);
    installation = started.installation;
    const ended = Promise.race([signalled, installation.died]).then((why) => {
      throw new Error(why);
    });
    await Promise.race([run(options, installation, port, postgres, folder), ended]);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await installation?.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  { names, named, seconds, allow }: Options,
  installation: Installation,
  port: number,
  postgres: ThrowAwayPostgres | null,
  folder: string,
): Promise<void> {
  const machine = machineNow();
  const beganMs = performance.now();
  const since = () => (performance.now() - beganMs) / 1000;
  const processes = watchProcesses({
    host: () => pidOf(installation.worker),
    database: () => [pidOf(installation.database), ...(postgres ? [postgres.pid] : [])],
    emulator: () => pidOf(installation.carrier),
  });
  const http = createWebhookClient();
  const address = `127.0.0.1:${port}`;
  const contactsPerCampaign = Math.ceil((contactsFor(names, seconds) * SPARE) / CAMPAIGNS);
  console.log(`  making ${CAMPAIGNS} campaigns with ${contactsPerCampaign} contacts each, and ${TEXTERS} texters …`);
  const world = await makeWorld({
    installation,
    address,
    http,
    campaigns: CAMPAIGNS,
    texters: TEXTERS,
    contactsPerCampaign,
    usersIn: names.some((name) => WITH_USERS.has(name)) ? folder : null,
  });
  const books = new Books(installation, CAMPAIGNS * contactsPerCampaign, SETTLE_LIMIT_MS);
  const context: Context = { installation, folder, address, world, books, processes, http, seconds, allow };
  await warmUp(context);
  const setup = {
    campaigns: CAMPAIGNS,
    texters: TEXTERS,
    contacts: contactsPerCampaign * CAMPAIGNS,
    seconds: since(),
  };
  console.log(`  ready after ${setup.seconds.toFixed(1)} s\n\n${headLine()}`);

  const results: Results = {};
  const skipped: string[] = [];
  for (const name of names) {
    if (!named && performance.now() - beganMs > LAST_BEGIN_MS) {
      skipped.push(name);
      continue;
    }
    const found = await runOne(name, context);
    Object.assign(results, found);
    for (const line of reportLinesOf(found)) console.log(line);
  }
  if (skipped.length > 0) console.log(`  left out for want of time: ${skipped.join(", ")}`);
  const memory = processes.memory();
  for (const texter of world.texters) texter.close();
  http.close();

  const db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: installation.databaseEndpoint });
  const answer = await db.execute<{ version: string }>("select version()");
  const database = `${postgres ? "" : "PGlite: "}${/^\S+ \S+/.exec(answer.rows[0]?.version ?? "")?.[0] ?? "unknown"}`;
  const file = {
    schema: 1 as const,
    at: new Date().toISOString(),
    machine,
    versions: versionsNow(database),
    setup,
    tookSeconds: since(),
    results,
    memoryMb: memory,
    targets: targetsOf({ ...results, memory }),
    skipped,
  };
  writeLatest(file);
  printReport(file);
}

/** What the lease leaves on the desks is texted by the others. */
function contactsFor(names: readonly ScenarioName[], seconds: number): number {
  const leased = names.includes("lease") ? SCENARIOS.lease.needs(seconds) : 0;
  const texted = names.reduce((sum, name) => (name === "lease" ? sum : sum + SCENARIOS[name].needs(seconds)), 0);
  return Math.max(leased, texted) + WARM_UP_EACH * TEXTERS;
}

async function runOne(name: ScenarioName, context: Context): Promise<Results> {
  try {
    return { [name]: await SCENARIOS[name].run(context) };
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Before anything is measured, the runtime compiles hot code, and connections and query plans are made. */
async function warmUp(context: Context): Promise<void> {
  const { books, world } = context;
  await stockAll(context, world.texters, WARM_UP_EACH);
  await Promise.all(
    world.texters.map(async (texter) => {
      const work = sendingFirstTexts(books, texter);
      while ((await work()) === "done");
    }),
  );
  await books.settle();
}

function pidOf({ pid }: { pid: () => number | null }): number {
  const found = pid();
  if (found === null) throw new Error("A part of the installation is not running.");
  return found;
}

process.exit(await main());
