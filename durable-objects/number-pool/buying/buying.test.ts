import { afterEach, describe, expect, test } from "vitest";
import { poolWorld, VOICE } from "../../testing/pool-world.ts";
import type { Buying } from "./buying.ts";

type World = ReturnType<typeof poolWorld>;
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});
function aPool(settings: object = {}): World {
  const world = poolWorld(settings);
  worlds.push(world);
  return world;
}

const JOB = "job-000000000000000001";
const search = { country: "US", kind: "local", areaCode: "617" } as const;
const wish = (count: number, over: object = {}) => ({ jobId: JOB, search, count, by: "Ada", ...over });

/** Steps until no job has work; the clock goes on by what each step asks to wait. */
async function run({ clock }: World, buying: Buying, mostSteps = 500): Promise<void> {
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const next = await buying.step();
    if (next === null) return;
    clock.ms += next;
  }
  throw new Error("the job does not end");
}
const stored = ({ inventory }: World) => [...inventory.keys()].toSorted();

describe("a job that buys numbers", () => {
  test("buys as many as wanted, tells what they cost, and the inventory and the account have the same", async () => {
    const world = aPool();
    world.buying.start(wish(7));
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([
      { state: "done", wanted: 7, bought: 7, underWay: 0, why: null, monthlyCost: "1.15" },
    ]);
    expect(stored(world)).toHaveLength(7);
    expect(stored(world)).toEqual(await world.account());
    expect([...world.inventory.values()][0]).toMatchObject({ sid: expect.stringMatching(/^PN/), monthlyCost: "1.15" });
    const owned = await world.carrier.owned({ name: "Whistlestop" });
    expect(owned.ok && owned.numbers[0]).toMatchObject(VOICE);
  });

  test("is the same job when it is asked for again, and refused with other content", async () => {
    const world = aPool();
    expect(world.buying.start(wish(3))).toMatchObject({ ok: true, repeated: false });
    await run(world, world.buying);
    expect(world.buying.start(wish(3))).toMatchObject({ ok: true, repeated: true, job: { state: "done", bought: 3 } });
    await run(world, world.buying);
    expect(world.buying.start(wish(4))).toEqual({ ok: false, reason: "other_request" });
    expect(world.buying.start(wish(3, { search: { ...search, areaCode: "508" } }))).toMatchObject({ ok: false });
    expect(await world.account()).toHaveLength(3);
  });

  test("tells of a part when there are no more", async () => {
    const world = aPool({ stock: { perAreaCode: 1000, of: { "617": 4 } } });
    world.buying.start(wish(10));
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([
      { state: "stopped", bought: 4, why: "The carrier has no more numbers like these. 4 of 10 were bought." },
    ]);
    expect(stored(world)).toEqual(await world.account());
  });

  test("takes other numbers for those that somebody else bought meanwhile", async () => {
    const world = aPool();
    await world.emulator.control("/faults", { kind: "error-code", code: 21422, call: "buy", count: 3 });
    world.buying.start(wish(5));
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([{ state: "done", bought: 5 }]);
    expect(stored(world)).toEqual(await world.account());
  });

  test("stops when the carrier refuses one number after the other, and says why", async () => {
    const world = aPool();
    await world.emulator.control("/faults", { kind: "error-code", code: 21631, call: "buy" });
    world.buying.start(wish(5));
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([{ state: "stopped", bought: 0, why: expect.stringContaining("21631") }]);
    expect(await world.account()).toEqual([]);
  });

  test("waits while the carrier takes no purchases, goes on, and ends when that lasts an hour", async () => {
    const world = aPool();
    await world.emulator.control("/faults", { kind: "error-code", code: 20005, call: "buy", count: 2 });
    world.buying.start(wish(2));
    while (world.buying.jobs()[0]?.state !== "waiting") await world.buying.step();
    expect(world.buying.jobs()[0]?.why).toContain("not active");
    await run(world, world.buying);
    expect(world.buying.jobs()[0]).toMatchObject({ state: "done", bought: 2, why: null });

    await world.emulator.control("/faults", { kind: "error-code", code: 20005, call: "buy" });
    world.buying.start(wish(2, { jobId: `${JOB}2` }));
    await run(world, world.buying);
    expect(world.buying.jobs().find(({ jobId }) => jobId !== JOB)).toMatchObject({ state: "stopped", bought: 0 });
    expect(stored(world)).toEqual(await world.account());
  });

  test("that is stopped settles what is under way and buys nothing more", async () => {
    const world = aPool();
    await world.emulator.control("/faults", { kind: "accept-then-500", call: "buy" });
    world.buying.start(wish(50));
    for (let i = 0; i < 6; i += 1) await world.buying.step();
    expect(world.buying.stop(JOB)).toBe(true);
    await run(world, world.buying);
    const [job] = world.buying.jobs();
    expect(job).toMatchObject({ state: "stopped", underWay: 0, why: expect.stringContaining(`${job?.bought} of 50`) });
    expect(job?.bought).toBeLessThan(50);
    expect(stored(world)).toEqual(await world.account());
    expect(world.buying.stop(JOB)).toBe(false);
  });

  test("waits until a purchase without an answer cannot arrive anymore before it buys another number", async () => {
    const world = aPool();
    world.buysLate(2);
    world.buying.start(wish(1));
    const startedMs = world.clock.ms;
    while (world.clock.ms < startedMs + 45_000) world.clock.ms += (await world.buying.step()) ?? 1_000;
    await world.lateArrive();
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([{ state: "done", bought: 1 }]);
    expect(await world.account()).toEqual(stored(world));
    expect(stored(world)).toHaveLength(1);
  });

  test("that is stopped keeps the number whose purchase arrives late", async () => {
    const world = aPool();
    world.buysLate(1);
    world.buying.start(wish(3));
    // Until it would ask for the number again.
    while (world.sql.scalar("SELECT 1 FROM purchases WHERE state = 'chosen' AND calls = 1") === null)
      world.clock.ms += (await world.buying.step()) ?? 1_000;
    expect(world.buying.stop(JOB)).toBe(true);
    for (let i = 0; i < 3; i += 1) world.clock.ms += (await world.buying.step()) ?? 1_000;
    await world.lateArrive();
    await run(world, world.buying);
    expect(world.buying.jobs()).toMatchObject([{ state: "stopped", bought: 1 }]);
    expect(await world.account()).toEqual(stored(world));
  });

  test.each(["accept-then-500", "500", "429", "accept-then-time-out"])(
    "never buys one number more after unclear answers: %s on a third of the calls",
    { timeout: 30_000 },
    async (kind) => {
      const world = aPool();
      await world.emulator.control("/faults", { kind, call: "buy", probability: 0.34, seed: 7, delayMs: 300 });
      world.buying.start(wish(12));
      await run(world, world.buying);
      expect(world.buying.jobs()).toMatchObject([{ state: "done", bought: 12 }]);
      expect(await world.account()).toHaveLength(12);
      expect(stored(world)).toEqual(await world.account());
    },
  );
});

test(
  "killed before or after each of its calls and resumed, it has bought exactly what was wanted",
  { timeout: 60_000 },
  async () => {
    /** Dies at the n-th place of a run. */
    const runDying = async (world: World, at: number): Promise<boolean> => {
      let places = 0;
      let died = false;
      world.dieAt(() => {
        places += 1;
        if (places !== at) return;
        died = true;
        throw new Error("killed");
      });
      let { buying } = world;
      buying.start(wish(4));
      for (let steps = 0; steps < 200; steps += 1) {
        try {
          const next = await buying.step();
          if (next === null) return died;
          world.clock.ms += next;
        } catch {
          buying = world.restarted();
        }
      }
      throw new Error("the job does not end");
    };
    let at = 1;
    for (; at < 100; at += 1) {
      const world = aPool();
      const died = await runDying(world, at);
      expect({ at, account: await world.account() }).toEqual({ at, account: stored(world) });
      expect(stored(world)).toHaveLength(4);
      if (!died) break;
    }
    // Prices, search, four purchases and the inventory: before and after each.
    expect(at).toBeGreaterThan(12);
  },
);
