/** The set-up of a started campaign's numbers, before real inventories and the simulated carrier: cut off anywhere, and resumed. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberSetup } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberCarrier } from "../../../domain/numbers/number-carrier.ts";
import { SIMULATED_NUMBERS_MIGRATION, SimulatedNumbers } from "../../carrier-account/numbers/simulated-numbers.ts";
import { Tries } from "../../kit/jobs/tries.ts";
import { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import { mortal } from "../../testing/fake-clock.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { HOLDER, reservationWorld } from "../../testing/reservation-world.ts";
import type { CallFate } from "../../testing/reservation-world.ts";
import { LATE_SERVICES_ALARM, NumbersOfCampaign, SETUP_ALARM } from "./number-setup.ts";
import { OwnNumbers } from "./own-numbers.ts";

const ORIGIN = "https://text.example.org";
const DAY = 24 * 3_600_000;
const QUEUES = [
  { n: 1, contacts: 600 },
  { n: 2, contacts: 300 },
];
const key = (queueNo: number) => `c1.${queueNo}`;

async function setupWorld(numbersPerService = 400) {
  const account = nodeSql();
  account.run(SIMULATED_NUMBERS_MIGRATION);
  let made = 0;
  const newSid = (prefix: "PN" | "MG") => `${prefix}${String((made += 1)).padStart(32, "0")}`;
  const carrier = new SimulatedNumbers({ sql: account, now: () => world.clock.now, newSid });
  const stock: Record<
    string,
    { number: string; sid: string; capabilities: { sms: boolean; mms: boolean; voice: boolean } }[]
  > = {};
  const world = { clock: { now: 0 } } as ReturnType<typeof reservationWorld>;
  for (const areaCode of ["613", "416"]) {
    const offered = await carrier.search({ country: "CA", areaCode, limit: 5 });
    for (const { number } of offered.numbers) {
      const bought = await carrier.buy({ number, name: number });
      if (!bought.ok) throw new Error(bought.message);
      const { sid, capabilities } = bought.number;
      (stock[areaCode] ??= []).push({ number, sid, capabilities });
    }
  }
  Object.assign(world, reservationWorld(stock));

  /** Fates of the next calls to the carrier. */
  const fates: CallFate[] = [];
  const unclear = { ok: false as const, reason: "unclear" as const, message: "no answer" };
  const port = new Proxy<NumberCarrier>(carrier, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return async (...args: unknown[]) => {
        const fate = fates.shift() ?? "works";
        await Promise.resolve();
        if (fate === "lost") return unclear;
        const answer: unknown = await Reflect.apply(method, target, args);
        return fate === "unanswered" ? unclear : answer;
      };
    },
  });

  const ready: Record<string, string[]>[] = [];
  const published: NumberSetup[] = [];
  function start() {
    const life = mortal(world.sql);
    const schedule = new AlarmSchedule({
      sql: life.sql,
      storage: world.alarm,
      now: () => world.clock.now,
      onError: () => {},
    });
    const own = new OwnNumbers(life.sql);
    const numbers = new NumbersOfCampaign({
      own,
      schedule,
      tries: new Tries({ sql: life.sql, now: () => world.clock.now }),
      now: () => world.clock.now,
      orgId: () => "o1",
      holder: () => HOLDER,
      queueKey: key,
      publicOrigin: ORIGIN,
      carrier: async () => port,
      inventory: world.inventory,
      onReady: (services) => void ready.push(services),
      publish: (setup) => void published.push(setup),
      onFault: () => {},
    });
    const run = () =>
      schedule.run({
        [SETUP_ALARM]: () => numbers.run(),
        [LATE_SERVICES_ALARM]: () => numbers.deleteLate(),
        numbers: () => {},
      });
    return { ...life, schedule, own, numbers, run };
  }

  const draft = world.start();
  const reserved = await draft.reservations.reserve({
    requestId: "request-000000001",
    pool: "shared",
    codes: [
      { areaCode: "613", count: 5 },
      { areaCode: "416", count: 3 },
    ],
    needed: 8,
  });
  if (!reserved.ok) throw new Error(reserved.message);
  const first = start();
  // One number is reserved beyond the need: it is free again after the start.
  first.numbers.begin(draft.reservations.held(), 7, QUEUES, { contactsPerNumber: 150, numbersPerService });
  draft.reservations.handOver();

  return Object.assign(world, {
    carrier,
    carrierFates: fates,
    startSetup: start,
    ready,
    published,
    /** Starts anew, and the alarm works until nothing is left. */
    finish: async (isOver = (own: OwnNumbers) => own.record()?.state === "ready") => {
      fates.length = 0;
      world.fates.length = 0;
      const { run, own, schedule } = start();
      await schedule.arm();
      for (let i = 0; i < 60 && !isOver(own) && world.alarm.atMs() !== null; i += 1) {
        world.clock.now = Math.max(world.clock.now, world.alarm.atMs() ?? 0);
        world.alarm.take();
        await run();
      }
      return own;
    },
    /** What the account has: services by name with their numbers and addresses. */
    account: async () => {
      const listed = await carrier.services();
      if (!listed.ok) throw new Error("unreadable");
      return Promise.all(
        listed.services.map(async (service) => {
          const there = await carrier.numbersOf(service.sid);
          return Object.assign(service, { numbers: there.ok ? there.numbers.map(({ number }) => number) : [] });
        }),
      );
    },
    inUse: () =>
      [...world.inventories.values()].flatMap(({ parts }) =>
        QUEUES.flatMap(({ n }) =>
          parts.usedBy({ kind: "queue", orgId: "o1", queue: key(n) }).map(({ number }) => ({ number, n })),
        ),
      ),
  });
}

type World = Awaited<ReturnType<typeof setupWorld>>;

/** The right services with the right numbers and addresses, and the inventory says the same. */
async function expectAllRight(world: World): Promise<void> {
  const services = await world.account();
  expect(services.map(({ name }) => name).sort()).toEqual(QUEUES.map(({ n }) => serviceName(key(n), 0)));
  const inUse = world.inUse();
  for (const { n } of QUEUES) {
    const service = services.find(({ name }) => name === serviceName(key(n), 0))!;
    expect(service).toMatchObject(serviceAddresses(ORIGIN, "o1", key(n)));
    const assigned = inUse.filter((each) => each.n === n).map(({ number }) => number);
    expect(service.numbers.toSorted()).toEqual(assigned.toSorted());
  }
  expect(inUse).toHaveLength(7);
  expect(world.counts("613").ASSIGNED + world.counts("416").ASSIGNED).toBe(7);
  expect(world.counts("613").RESERVED + world.counts("416").RESERVED).toBe(0);
  expect(world.counts("613").AVAILABLE + world.counts("416").AVAILABLE).toBe(3);
}

describe("the numbers of a started campaign", () => {
  test("each queue gets a Messaging Service with its share of the numbers, and the campaign hears when all are ready", async () => {
    const world = await setupWorld();
    const own = await world.finish();
    await expectAllRight(world);
    expect(own.progress()).toEqual({
      state: "ready",
      numbers: 7,
      moved: 7,
      leftOut: 0,
      services: 2,
      servicesReady: 2,
      message: null,
    });
    const sids = Object.fromEntries((await world.account()).map(({ name, sid }) => [name, sid]));
    expect(world.ready).toEqual([{ "1": [sids[serviceName(key(1), 0)]], "2": [sids[serviceName(key(2), 0)]] }]);
    expect(world.published.at(-1)?.state).toBe("ready");
  });

  test("a queue with more numbers than a service takes gets several", async () => {
    const world = await setupWorld(2);
    await world.finish();
    const services = await world.account();
    expect(services.map(({ name }) => name).sort()).toEqual(
      [serviceName(key(1), 0), serviceName(key(1), 1), serviceName(key(2), 0), serviceName(key(2), 1)].sort(),
    );
    for (const { numbers } of services) expect(numbers.length).toBeLessThanOrEqual(2);
    expect(world.ready[0]?.["1"]).toHaveLength(2);
  });

  test("a number that is in another service rests, and the others go on", async () => {
    const world = await setupWorld();
    const stranger = await world.carrier.createService({
      name: "Somebody else's",
      inboundUrl: null,
      fallbackUrl: null,
      statusCallback: null,
    });
    const [taken] = world.startSetup().own.planned();
    const owned = await world.carrier.owned({ number: taken!.number });
    if (!stranger.ok || !owned.ok) throw new Error("not made");
    await world.carrier.addToService(stranger.service.sid, owned.numbers[0]!.sid);
    const own = await world.finish();
    expect(own.progress()).toMatchObject({ state: "ready", moved: 6, leftOut: 1 });
    expect(world.inventories.get(taken!.area_code)!.parts.details([taken!.number])).toMatchObject([
      { state: "RESTING", untilMs: null },
    ]);
  });

  test("what the carrier refuses for good is shown, and tried again when a person asks", async () => {
    const world = await setupWorld();
    const refused = { ok: false as const, reason: "refused" as const, code: 21102, message: "Too many services." };
    const real = world.carrier.createService.bind(world.carrier);
    world.carrier.createService = async () => refused as never;
    const own = await world.finish((each) => each.record()?.state === "failed");
    expect(own.progress()).toMatchObject({ state: "failed" });
    expect(own.progress()?.message).toMatch(
      /^Too many services\. It stopped while the campaign's numbers were set up\./,
    );
    world.carrier.createService = real;
    world.startSetup().numbers.tryAgain();
    await world.finish();
    await expectAllRight(world);
  });

  test("the carrier asks to wait: it is shown, and counts as no failure", async () => {
    const world = await setupWorld();
    const waits = {
      ok: false as const,
      reason: "waits" as const,
      code: 20005,
      retryAfterMs: 60_000,
      message: "The account is suspended.",
    };
    const real = world.carrier.services.bind(world.carrier);
    let asked = 0;
    world.carrier.services = async (query) => ((asked += 1) <= 20 ? (waits as never) : real(query));
    const shown = await world.finish((each) => each.record()?.message !== null);
    expect(shown.progress()).toMatchObject({ state: "running", message: "The account is suspended." });
    await world.finish();
    await expectAllRight(world);
  });

  test("after the archive its services are gone and its numbers rest for 30 days", async () => {
    const world = await setupWorld();
    await world.finish();
    world.startSetup().numbers.giveBack();
    const own = await world.finish((each) => each.record()?.state === "returned");
    expect(own.progress()).toMatchObject({ state: "returned" });
    expect(await world.account()).toEqual([]);
    expect(world.counts("613").RESTING + world.counts("416").RESTING).toBe(7);
    world.clock.now += 31 * DAY;
    for (const { clock, parts } of world.inventories.values()) {
      clock.now = world.clock.now;
      parts.settle();
    }
    expect(world.counts("613").AVAILABLE + world.counts("416").AVAILABLE).toBe(10);
  });

  test("archived before its numbers were assigned, it holds none of them", async () => {
    const world = await setupWorld();
    world.startSetup().numbers.giveBack();
    const own = await world.finish((each) => each.record()?.state === "returned");
    expect(own.progress()).toMatchObject({ state: "returned" });
    expect(await world.account()).toEqual([]);
    expect(world.counts("613").RESERVED + world.counts("416").RESERVED).toBe(0);
    expect(world.counts("613").AVAILABLE + world.counts("416").AVAILABLE).toBe(10);
  });
});

const fates = fc.array(fc.constantFrom<CallFate>("works", "works", "works", "lost", "unanswered"), { maxLength: 30 });

test("killed at any step, with calls lost or unanswered on the way: exactly the right services and numbers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fates,
      fates,
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
      async (calls, toInventory, deaths) => {
        const world = await setupWorld();
        for (const writes of deaths) {
          world.carrierFates.splice(0, Infinity, ...calls);
          world.fates.splice(0, Infinity, ...toInventory);
          const life = world.startSetup();
          await life.schedule.arm().catch(() => {});
          world.clock.now = Math.max(world.clock.now, world.alarm.atMs() ?? 0);
          const running = life.run().catch(() => {});
          for (let i = 0; i < 400 && life.writes() < writes; i += 1) await Promise.resolve();
          life.die();
          await running;
        }
        await world.finish();
        await expectAllRight(world);
        // And back again, cut off once.
        const life = world.startSetup();
        life.numbers.giveBack();
        world.carrierFates.push(...calls);
        world.fates.push(...toInventory);
        const running = life.run().catch(() => {});
        for (let i = 0; i < 400 && life.writes() < (deaths[0] ?? 3); i += 1) await Promise.resolve();
        life.die();
        await running;
        await world.finish((own) => own.record()?.state === "returned");
        expect(await world.account()).toEqual([]);
        expect(world.counts("613").RESTING + world.counts("416").RESTING).toBe(7);
      },
    ),
    { numRuns: Number(process.env["RUNS"] ?? 40) },
  );
});
