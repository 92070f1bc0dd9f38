import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOLDER, reservationWorld } from "../../testing/reservation-world.ts";
import type { CallFate } from "../../testing/reservation-world.ts";

const HOUR = 3_600_000;
const CODES = [
  { areaCode: "613", count: 3 },
  { areaCode: "416", count: 2 },
];
const REQUEST = { requestId: "request-000000001", pool: "shared", codes: CODES, needed: 20 };

describe("a draft's reservation", () => {
  test("takes several area codes, and shows them with their end", async () => {
    const world = reservationWorld({ "613": 5, "416": 5 });
    const { reservations } = world.start();
    expect(await reservations.reserve(REQUEST)).toEqual({ ok: true });
    const untilMs = world.clock.now + 24 * HOUR;
    expect(reservations.shown()).toEqual({
      codes: [
        { areaCode: "416", count: 2, untilMs },
        { areaCode: "613", count: 3, untilMs },
      ],
      count: 5,
      untilMs,
      underWay: [],
      refusal: null,
    });
    expect(reservations.held().flatMap(({ numbers }) => numbers)).toHaveLength(5);
    expect(await reservations.reserve(REQUEST)).toEqual({ ok: true });
    expect(world.reserved()).toEqual({ "613": 3, "416": 2 });
  });

  test("one area code that has too few: nothing is reserved, and the sentence names it", async () => {
    const world = reservationWorld({ "613": 5, "416": 1 });
    const { reservations } = world.start();
    const refused = await reservations.reserve(REQUEST);
    expect(refused).toMatchObject({ ok: false, reason: "numbers_gone" });
    expect(refused).toHaveProperty("message", expect.stringContaining("Area code 416 has only 1 left, not 2."));
    expect(world.reserved()).toEqual({ "613": 0, "416": 0 });
    expect(reservations.shown().count).toBe(0);
    // The same request again says the same, also when there are numbers by now.
    expect(await reservations.reserve(REQUEST)).toEqual(refused);
  });

  test("an area code without any numbers is refused as well", async () => {
    const world = reservationWorld({ "613": 5 });
    expect(await world.start().reservations.reserve(REQUEST)).toMatchObject({ ok: false, reason: "numbers_gone" });
    expect(world.reserved()).toEqual({ "613": 0, "416": 0 });
  });

  test("more than the campaign needs are not held back from others", async () => {
    const world = reservationWorld({ "613": 50, "416": 50 });
    const { reservations } = world.start();
    expect(await reservations.reserve({ ...REQUEST, needed: 4 })).toMatchObject({ ok: false, reason: "too_many" });
    expect(await reservations.reserve({ ...REQUEST, needed: 5 })).toEqual({ ok: true });
    const more = { ...REQUEST, requestId: "request-000000002", codes: [{ areaCode: "613", count: 1 }], needed: 5 };
    expect(await reservations.reserve(more)).toMatchObject({ ok: false, reason: "too_many" });
  });

  test("a request id with other area codes is refused", async () => {
    const world = reservationWorld({ "613": 50, "416": 50 });
    const { reservations } = world.start();
    await reservations.reserve(REQUEST);
    const other = { ...REQUEST, codes: [{ areaCode: "613", count: 1 }] };
    expect(await reservations.reserve(other)).toMatchObject({ ok: false, reason: "other_request" });
  });

  test("an edit renews it, and without one it ends after a day", async () => {
    const world = reservationWorld({ "613": 5, "416": 5 });
    const { reservations } = world.start();
    await reservations.reserve(REQUEST);
    world.clock.now += 20 * HOUR;
    await reservations.renew();
    world.clock.now += 20 * HOUR;
    expect(reservations.shown().count).toBe(5);
    expect(world.reserved()).toEqual({ "613": 3, "416": 2 });
    world.clock.now += 5 * HOUR;
    expect(reservations.shown()).toMatchObject({ count: 0, untilMs: null });
    await reservations.renew();
    expect(reservations.held()).toEqual([]);
  });

  test("one area code or all are given back", async () => {
    const world = reservationWorld({ "613": 5, "416": 5 });
    const { reservations } = world.start();
    await reservations.reserve(REQUEST);
    await reservations.release("613");
    expect(world.reserved()).toEqual({ "613": 0, "416": 2 });
    await reservations.release();
    expect(world.reserved()).toEqual({ "613": 0, "416": 0 });
    expect(reservations.shown().count).toBe(0);
  });

  test("a request that was cut off by the start holds nothing any more", async () => {
    const world = reservationWorld({ "613": 5, "416": 5 });
    const process = world.start();
    world.fates.push("works", "unanswered");
    await expect(process.reservations.reserve(REQUEST)).rejects.toThrow();
    process.die();
    world.hasStarted.add(HOLDER.campaignId);
    const reservations = await world.settle();
    expect(reservations.shown()).toMatchObject({ count: 0, underWay: [] });
    expect(world.reserved()).toEqual({ "613": 0, "416": 0 });
  });

  test("what could not be given back at once is owed", async () => {
    const world = reservationWorld({ "613": 5, "416": 5 });
    const { reservations } = world.start();
    await reservations.reserve(REQUEST);
    world.fates.push("lost", "unanswered");
    await expect(reservations.release()).rejects.toThrow();
    expect(reservations.shown().count).toBe(0);
    await world.settle();
    expect(world.reserved()).toEqual({ "613": 0, "416": 0 });
  });
});

const fates = fc.array(fc.constantFrom<CallFate>("works", "works", "lost", "unanswered", "late"), { maxLength: 8 });

test("whatever dies or is lost, in the end all of it is reserved or none, and nothing is held that the draft does not know", async () => {
  await fc.assert(
    fc.asyncProperty(
      fates,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (lost, stock, writes, again) => {
        const world = reservationWorld({ "613": 5, "416": stock });
        world.fates.push(...lost);
        const process = world.start();
        // The process dies after so many of its writes, wherever it is.
        const begun = process.reservations.reserve(REQUEST).catch(() => null);
        for (let i = 0; i < 200 && process.writes() < writes; i += 1) await Promise.resolve();
        process.die();
        await begun;
        if (again) {
          world.fates.push(...lost.toReversed());
          await world
            .start()
            .reservations.reserve(REQUEST)
            .catch(() => null);
        }
        const reservations = await world.settle();
        const held = reservations.held();
        const { count, underWay } = reservations.shown();
        expect(underWay).toEqual([]);
        expect([0, 5]).toContain(count);
        expect(world.reserved()).toEqual(count === 0 ? { "613": 0, "416": 0 } : { "613": 3, "416": 2 });
        for (const { areaCode, numbers, reservationId } of held) {
          const { parts } = world.inventories.get(areaCode)!;
          expect(parts.reservations.holding(reservationId)?.holder).toEqual(HOLDER);
          for (const each of parts.details(numbers)) expect(each.state).toBe("RESERVED");
        }
      },
    ),
    { numRuns: Number(process.env["RUNS"] ?? 100) },
  );
});
