/** Plays one seed from an empty installation to the comparison of all books. */
import { CARRIER_HOST, installWorld, WORLD_ORIGIN } from "./installed-world.ts";
import type { InstalledWorld } from "./installed-world.ts";
import type { WorldScripts } from "./bundle.ts";
import { SeedFaults } from "./faults.ts";
import { AfterEachStep } from "./oracles/after-each-step.ts";
import { AtTheCarrier, callOf } from "./oracles/at-the-carrier.ts";
import { copiesUnderWay, underWay } from "./oracles/at-rest.ts";
import { archiveDiffers, storedOf } from "./oracles/archived.ts";
import { compareBooks } from "./oracles/books.ts";
import { OptedOutNumbers } from "./oracles/opted-out.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import { LEAVING } from "../crash/leavers.ts";
import { WORLD_TEXTS } from "./people/campaign.ts";
import type { WorldBooks, WorldPlay } from "./people/play.ts";
import type { Plan } from "./plan.ts";
import { CALM } from "./plan.ts";
import type { Postgres } from "./platform/postgres/postgres.ts";
import type { createEmulator } from "../../twilio/emulator/emulator.ts";

export type Played = {
  plan: Plan;
  found: string[];
  digest: string;
  steps: number;
  /** Virtual milliseconds. */
  lastedMs: number;
  texts: number;
  /** SeedFaults and crash points that were met, by name. */
  met: Map<string, number>;
  /** Crash points that were passed. */
  points: Map<string, number>;
  log: string[];
  productLog: string[];
};

export type PlaySeedOptions = {
  plan: Plan;
  scripts: WorldScripts;
  postgres: Postgres;
  /** What new objects have (platform/new-storages.ts). */
  storages?: ReadonlyMap<string, Uint8Array>;
  /** Keeps the log. */
  trace?: boolean;
  /** The object dies at the nth passing of this point. */
  aim?: { point: string; nth: number } | null;
};

type Outside = {
  makePlay: (options: { plan: Plan; origin: string; carrierOrigin: string; setupToken: string }) => WorldPlay;
  createEmulator: typeof createEmulator;
};

/** A world that has not come to rest by then is stuck. */
const REST_LIMIT_MS = 40 * 3_600_000;
/** At first; ever rarer, because a text may wait for the morning. */
const LOOK_EVERY_MS = 5_000;
const LOOK_RARELY_MS = 600_000;
const DECISIONS = 12;
/** Idle texters lose what they have not texted after an hour. */
const IDLE_MS = 3 * 3_600_000;
const REPLIES = ["Who is this?", "Sure, what time?", "No thanks", "Tell me more", "Wrong number", ...LEAVING];
const { confirmation, translations, help } = automaticTexts(WORLD_TEXTS, "World");
const CONFIRMATIONS: ReadonlySet<string> = new Set(
  [confirmation, ...Object.values(translations ?? {})].filter((text) => text !== undefined),
);
const AUTOMATIC: ReadonlySet<string> = new Set([...CONFIRMATIONS, help]);

export async function playSeed({
  plan,
  scripts,
  postgres,
  storages,
  trace = false,
  aim = null,
}: PlaySeedOptions): Promise<Played> {
  await postgres.empty();
  const log: string[] = [];
  let carrierOracle: AtTheCarrier | null = null;
  let faults: SeedFaults | null = null;
  let eachStep: AfterEachStep | null = null;
  const world = installWorld({
    seed: plan.seed,
    startMs: plan.startMs,
    scripts,
    postgres,
    isolates: plan.isolates,
    ...(storages ? { storages } : {}),
    hooks: {
      atCrashPoint: (point) => faults?.atCrashPoint(point) ?? false,
      wrote: (object) => eachStep?.wrote(object),
      called: ({ host, path, body }) => {
        const call = host === CARRIER_HOST ? callOf(path, body, world.scheduler.nowMs) : null;
        if (call) carrierOracle?.called(call);
      },
    },
  });
  const { scheduler } = world;
  scheduler.afterStep = () => eachStep?.look();
  if (trace) scheduler.onLine = (line) => log.push(line);
  // The bundle's entry is people/outside.ts.
  const outside = world.outside.exports as unknown as Outside;
  const inside = <T>(run: () => T): T => scheduler.as({ life: world.outside.life, object: null, what: "outside" }, run);
  const emulator = inside(() =>
    outside.createEmulator({ settings: emulatorSettings(plan), now: () => scheduler.nowMs }),
  );
  world.edge.serve(CARRIER_HOST, async ({ url, method, headers, body }) => {
    const hasBody = method !== "GET" && method !== "HEAD";
    const request = new Request(url, hasBody ? { method, headers, body } : { method, headers });
    const response = await inside(() => emulator.fetch(request));
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  });
  const play = inside(() =>
    outside.makePlay({
      plan,
      origin: WORLD_ORIGIN,
      carrierOrigin: `http://${CARRIER_HOST}`,
      setupToken: "setup-token-of-the-world",
    }),
  );
  const optedOut = new OptedOutNumbers(play, () => emulator.ledger.inbounds);
  const zoneOf = (cell: string) => play.made?.zones.get(cell);
  carrierOracle = new AtTheCarrier({
    optedOut,
    confirmations: CONFIRMATIONS,
    halts: play.halts,
    hours: () => play.campaign.hours,
    zoneOf,
  });
  eachStep = new AfterEachStep({ nowMs: () => scheduler.nowMs, hours: plan.hours, zoneOf });
  const found: string[] = [];
  // It would end a process of Node, but not one of the platform.
  const unhandled = (reason: unknown) => void world.core.uncaught.push(`rejection: ${String(reason)}`);
  process.on("unhandledRejection", unhandled);
  try {
    await until(
      world,
      inside(() => play.prepare()),
    );
    await until(
      world,
      new Promise<void>((resolve) => {
        scheduler.after(plan.loadAtMs - scheduler.nowMs, "the load begins", world.outside.life, resolve);
      }),
    );
    faults = new SeedFaults(world, plan, aim, (fault) => inside(() => play.control("faults", fault)));
    faults.begin();
    await until(
      world,
      inside(() => play.load()),
    );
    faults.end();
    world.chance.weather = CALM;
    await until(
      world,
      inside(() => clearFaults()),
    );
    await until(
      world,
      inside(() => play.restore()),
    );
    if (play.has("idle")) await scheduler.play(lasting(IDLE_MS));
    found.push(...(await rest(world, play, inside)));
    const books: WorldBooks = await until(
      world,
      inside(() => play.books()),
    );
    const texts = { confirmations: CONFIRMATIONS, automatic: AUTOMATIC };
    found.push(...(await compareBooks({ world, play, books, ledger: emulator.ledger, optedOut, ...texts })));
    found.push(...faults.unfired());
    if (play.has("archive") && found.length === 0) found.push(...(await archived()));
    found.push(...carrierOracle.found, ...eachStep.found);
  } catch (error) {
    found.push(`broken: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  process.off("unhandledRejection", unhandled);
  found.push(...world.core.uncaught.map((each) => `uncaught: ${each}`), ...bugsIn(world.logs));
  for (const object of [...world.namespaces.objects.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))
    scheduler.note(`${object.name} ${object.storage.dump()}`);
  const played: Played = {
    plan,
    found: [...new Set(found)],
    digest: scheduler.digest(),
    steps: scheduler.steps,
    lastedMs: scheduler.nowMs - plan.startMs,
    texts: emulator.ledger.texts.length,
    met: world.chance.met,
    points: faults?.points ?? new Map(),
    log,
    productLog: world.logs,
  };
  for (const object of world.namespaces.objects.values()) object.storage.close();
  return played;

  function lasting(ms: number): () => boolean {
    const endMs = scheduler.nowMs + ms;
    return () => scheduler.nowMs >= endMs;
  }

  /** The campaign's archive, made under the same faults. */
  async function archived(): Promise<string[]> {
    const { campaignId } = play.campaign;
    const before = await storedOf(world, campaignId);
    const again = new SeedFaults(world, plan, null, async () => {});
    again.begin();
    const open = await until(
      world,
      inside(() => play.archive()),
    );
    again.end();
    world.chance.weather = CALM;
    const stuck = await rest(world, play, inside);
    if (open !== null) return [...stuck, `stuck: the archive, ${open}`];
    const files = await until(
      world,
      inside(() => play.archiveFiles()),
    );
    return [...stuck, ...(await archiveDiffers({ world, play, files, before, inbounds: emulator.ledger.inbounds }))];
  }

  function clearFaults(): Promise<Response> {
    return world.edge.fetch(`http://${CARRIER_HOST}/control/faults`, { method: "DELETE" });
  }
}

/** Plays on until something outside is done. */
async function until<T>(world: InstalledWorld, work: Promise<T>): Promise<T> {
  let isOver = false;
  const watched = work.finally(() => (isOver = true));
  watched.catch(() => {});
  await world.scheduler.play(() => isOver);
  if (!isOver) throw new Error("Nothing is left that could happen, and somebody waits.");
  return watched;
}

/** Until nothing is under way any more; decides open texts as an admin would. Finds what is stuck. */
async function rest(world: InstalledWorld, play: WorldPlay, inside: <T>(run: () => T) => T): Promise<string[]> {
  const { scheduler } = world;
  const endMs = scheduler.nowMs + REST_LIMIT_MS;
  let everyMs = LOOK_EVERY_MS;
  for (let decisions = 0; ; everyMs = Math.min(LOOK_RARELY_MS, everyMs * 1.2)) {
    const stopMs = scheduler.nowMs + everyMs;
    await scheduler.play(() => scheduler.nowMs >= stopMs);
    const { waits, undecided } = underWay(world);
    if (waits.length === 0) waits.push(...(await copiesUnderWay(world)));
    if (waits.length === 0 && undecided === 0) return [];
    if (waits.length === 0) {
      if (decisions >= DECISIONS) return [`stuck: ${undecided} texts stay undecided`];
      decisions += 1;
      await until(
        world,
        inside(() => play.decide()),
      );
    }
    if (scheduler.nowMs > endMs) return waits.map((each) => `stuck: ${each}`);
  }
}

function emulatorSettings(plan: Plan) {
  return {
    mode: "push",
    seed: plan.seed,
    delays: { answerMs: plan.carrierAnswerMs, queuedMs: [5, 30], sentMs: [20, 250], deliveredMs: [50, 900] },
    autoReplies: { dropRatio: plan.features.includes("replies") ? 0.5 : 1, replies: REPLIES, delayMs: [200, 4_000] },
  };
}

/** No weather makes these. */
const BUGS = [/"(TypeError|RangeError|ReferenceError|SyntaxError)"/, /constraint failed/];

/** Lines of the product's log that name a fault of its code. */
function bugsIn(logs: readonly string[]): string[] {
  return logs
    .filter((line) => BUGS.some((bug) => bug.test(line)) && !line.includes("connection"))
    .map((line) => `logged: ${line.slice(0, 300)}`);
}
