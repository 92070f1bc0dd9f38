/** Plays one seed from an empty or a prepared installation to the comparison of all books. */
import { CARRIER_HOST } from "./installed-world.ts";
import type { WorldScripts } from "./bundle.ts";
import { playUntil, rest } from "./come-to-rest.ts";
import { SeedFaults } from "./faults.ts";
import { openWorld } from "./opened-world.ts";
import { AfterEachStep } from "./oracles/after-each-step.ts";
import { AtTheCarrier, callOf } from "./oracles/at-the-carrier.ts";
import { archiveDiffers, storedOf } from "./oracles/archived.ts";
import { NumbersOracle } from "./oracles/numbers/numbers-oracle.ts";
import { compareBooks } from "./oracles/books.ts";
import { OptedOutNumbers } from "./oracles/opted-out.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import { WORLD_TEXTS } from "./people/campaign.ts";
import type { WorldBooks } from "./people/play.ts";
import { CALM } from "./plan/plan.ts";
import type { Plan } from "./plan/plan.ts";
import type { Postgres } from "./platform/postgres/postgres.ts";
import { restorePrepared } from "./prepared.ts";
import type { Prepared } from "./prepared.ts";

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
  /** The installation with which it begins; without it, with none. */
  prepared?: Prepared | null;
  /** Keeps the log. */
  trace?: boolean;
  /** The object dies at the nth passing of this point. */
  aim?: { point: string; nth: number } | null;
};

/** Idle texters lose what they have not texted after an hour. */
const IDLE_MS = 3 * 3_600_000;
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
  prepared = null,
  trace = false,
  aim = null,
}: PlaySeedOptions): Promise<Played> {
  if (prepared) await postgres.restore(prepared.postgres);
  else await postgres.empty();
  const log: string[] = [];
  let carrierOracle: AtTheCarrier | null = null;
  let faults: SeedFaults | null = null;
  let eachStep: AfterEachStep | null = null;
  let numbers: NumbersOracle | null = null;
  const opened = openWorld({
    plan,
    scripts,
    postgres,
    ...(storages ? { storages } : {}),
    hooks: (nowMs) => ({
      atCrashPoint: (point) => faults?.atCrashPoint(point) ?? false,
      wrote: (object) => {
        eachStep?.wrote(object);
        numbers?.owners.wrote(object);
      },
      called: ({ host, path, body }) => {
        const call = host === CARRIER_HOST ? callOf(path, body, nowMs()) : null;
        if (call) carrierOracle?.called(call);
        if (call?.isLine) numbers?.owners.calledFrom(call.from, call.message);
      },
    }),
  });
  const { world, play, emulator, inside } = opened;
  const { scheduler } = world;
  scheduler.afterStep = () => {
    eachStep?.look();
    numbers?.owners.look();
  };
  if (trace) scheduler.onLine = (line) => log.push(line);
  if (prepared) restorePrepared(opened, prepared);
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
  if (plan.load === "numbers") numbers = new NumbersOracle(opened);
  const found: string[] = [];
  // It would end a process of Node, but not one of the platform.
  const unhandled = (reason: unknown) => void world.core.uncaught.push(`rejection: ${String(reason)}`);
  process.on("unhandledRejection", unhandled);
  try {
    await playUntil(
      world,
      inside(() => (prepared ? play.resume(prepared.people) : play.prepare())),
    );
    await playUntil(
      world,
      new Promise<void>((resolve) => {
        scheduler.after(plan.loadAtMs - scheduler.nowMs, "the load begins", world.outside.life, resolve);
      }),
    );
    faults = new SeedFaults(world, plan, aim, (fault) => inside(() => play.control("faults", fault)));
    faults.begin();
    await playUntil(
      world,
      inside(() => play.load()),
    );
    faults.end();
    world.chance.weather = CALM;
    await playUntil(
      world,
      inside(() => clearFaults()),
    );
    await playUntil(
      world,
      inside(() => play.restore()),
    );
    if (play.has("idle")) {
      world.setRareCron(true);
      await scheduler.play(lasting(IDLE_MS));
      world.setRareCron(false);
    }
    if (numbers) found.push(...(await numbers.settle()));
    found.push(...(await rest(opened)));
    if (numbers) found.push(...(await numbers.compare()));
    const books: WorldBooks = await playUntil(
      world,
      inside(() => play.books()),
    );
    const texts = { confirmations: CONFIRMATIONS, automatic: AUTOMATIC };
    found.push(...(await compareBooks({ world, play, books, ledger: emulator.ledger, optedOut, ...texts })));
    found.push(...faults.unfired());
    if (play.has("archive") && found.length === 0) found.push(...(await archived()));
    if (numbers) found.push(...(await numbers.compareLater()));
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
    const open = await playUntil(
      world,
      inside(() => play.archive()),
    );
    again.end();
    world.chance.weather = CALM;
    const stuck = await rest(opened);
    if (open !== null) return [...stuck, `stuck: the archive, ${open}`];
    const files = await playUntil(
      world,
      inside(() => play.archiveFiles()),
    );
    // Texts to users' numbers are their lines'.
    const lines = new Set(play.numbers?.records.users.map(({ number }) => number));
    const inbounds = emulator.ledger.inbounds.filter(({ to }) => !lines.has(to));
    return [...stuck, ...(await archiveDiffers({ world, play, files, before, inbounds }))];
  }

  function clearFaults(): Promise<Response> {
    return world.edge.fetch(`http://${CARRIER_HOST}/control/faults`, { method: "DELETE" });
  }
}

/** No weather makes these. */
const BUGS = [/"(TypeError|RangeError|ReferenceError|SyntaxError)"/, /constraint failed/];

/** Lines of the product's log that name a fault of its code. */
function bugsIn(logs: readonly string[]): string[] {
  return logs
    .filter((line) => BUGS.some((bug) => bug.test(line)) && !line.includes("connection"))
    .map((line) => `logged: ${line.slice(0, 300)}`);
}
