import { describe, expect, test } from "vitest";
import type { NumberUse } from "../../domain/numbers/inventory.ts";
import {
  A_CAMPAIGN,
  A_PROGRAM,
  countedStates,
  inventoryWorld,
  MINUTE,
  newNumbers,
  testNumber,
  T0,
} from "../testing/inventory-world.ts";
import { unassign } from "./unassign.ts";

const OTHER = { ...A_CAMPAIGN, campaignId: "c2" };
const QUEUE: NumberUse = { kind: "queue", orgId: "o1", queue: "c1.1" };
const USER: NumberUse = { kind: "user", orgId: "o1", userId: "u:1" };

function stocked(count: number) {
  const world = inventoryWorld();
  world.parts.numbers.add(newNumbers(count));
  const reserve = (requestId: string, wanted: number, more: object = {}) =>
    world.parts.reservations.reserve({
      requestId,
      holder: A_CAMPAIGN,
      count: wanted,
      untilMs: world.clock.now + 10 * MINUTE,
      ...more,
    });
  const reserved = (requestId: string, wanted: number, more: object = {}) => {
    const made = reserve(requestId, wanted, more);
    if (!made.ok) throw new Error(made.reason);
    return made;
  };
  return { world, reserve, reserved };
}

describe("reserving", () => {
  test("all or none: one number too few, and none is held", () => {
    const { world, reserve } = stocked(4);
    expect(reserve("r1", 5)).toEqual({ ok: false, reason: "too_few", available: 4 });
    expect(world.parts.numbers.counts()).toEqual({ AVAILABLE: 4, RESERVED: 0, ASSIGNED: 0, RESTING: 0 });
    expect(reserve("r1", 4).ok).toBe(true);
  });

  test.each([0, -1, 2.5, Number.NaN])("no reservation of %s numbers", (count) => {
    const { reserve } = stocked(4);
    expect(reserve("r1", count)).toMatchObject({ ok: false, reason: "too_few" });
  });

  test("two reservations share no number", () => {
    const { reserved } = stocked(10);
    const numbers = [...reserved("r1", 5).numbers, ...reserved("r2", 5).numbers];
    expect(new Set(numbers).size).toBe(10);
  });

  test("the same request answers as before, and holds nothing more", () => {
    const { world, reserved } = stocked(10);
    const first = reserved("r1", 5);
    expect(reserved("r1", 5)).toEqual({ ...first, repeated: true });
    expect(world.parts.numbers.counts().RESERVED).toBe(5);
  });

  test("a request id that was used otherwise is refused", () => {
    const { reserve, reserved } = stocked(10);
    reserved("r1", 5);
    expect(reserve("r1", 4)).toEqual({ ok: false, reason: "other_request" });
    expect(reserve("r1", 5, { holder: OTHER })).toEqual({ ok: false, reason: "other_request" });
  });

  test("a request that was released before it arrived holds nothing", () => {
    const { world, reserve } = stocked(10);
    world.parts.reservations.release({ holder: A_CAMPAIGN, requestId: "r1" });
    expect(reserve("r1", 5)).toEqual({ ok: false, reason: "expired" });
    expect(world.parts.numbers.counts().AVAILABLE).toBe(10);
  });

  test("the number that has been free for longest is given first", () => {
    const { world, reserved } = stocked(4);
    const first = reserved("r1", 2);
    world.clock.now += MINUTE;
    world.parts.reservations.release({ holder: A_CAMPAIGN, reservationId: first.reservationId });
    expect(reserved("r2", 2).numbers).toEqual([testNumber(2), testNumber(3)]);
  });
});

describe("the end of a reservation", () => {
  test("the alarm frees the numbers at most one minute late", async () => {
    const { world, reserved } = stocked(5);
    reserved("r1", 5);
    await world.pass(10 * MINUTE - 1);
    expect(countedStates(world).RESERVED).toBe(5);
    await world.pass(MINUTE);
    expect(countedStates(world)).toMatchObject({ AVAILABLE: 5, RESERVED: 0 });
  });

  test("a call after the end does not wait for the alarm", () => {
    const { world, reserve, reserved } = stocked(5);
    const { reservationId, numbers } = reserved("r1", 5);
    world.clock.now += 10 * MINUTE;
    const uses = [{ number: numbers[0]!, use: QUEUE }];
    const late = { reservationId, holder: A_CAMPAIGN, uses, releaseRest: true };
    expect(world.parts.reservations.assign(late)).toEqual({ ok: false, reason: "expired" });
    expect(reserve("r1", 5)).toEqual({ ok: false, reason: "expired" });
    expect(reserve("r2", 5).ok).toBe(true);
  });

  test("a renewal moves the end, and never to an earlier time", async () => {
    const { world, reserved } = stocked(5);
    const { reservationId } = reserved("r1", 5);
    const renew = (untilMs: number) => world.parts.reservations.renew({ reservationId, holder: A_CAMPAIGN, untilMs });
    expect(renew(T0 + 30 * MINUTE)).toEqual({ ok: true, untilMs: T0 + 30 * MINUTE });
    expect(renew(T0 + 20 * MINUTE)).toEqual({ ok: true, untilMs: T0 + 30 * MINUTE });
    await world.pass(29 * MINUTE);
    expect(countedStates(world).RESERVED).toBe(5);
    await world.pass(2 * MINUTE);
    expect(renew(T0 + 60 * MINUTE)).toEqual({ ok: false, reason: "expired" });
  });

  test("a restart forgets no end", async () => {
    const { world, reserved } = stocked(5);
    reserved("r1", 5);
    world.restart();
    await world.pass(11 * MINUTE);
    expect(countedStates(world).AVAILABLE).toBe(5);
  });

  test("only the holder releases or renews", () => {
    const { world, reserved } = stocked(5);
    const { reservationId } = reserved("r1", 5);
    const { reservations } = world.parts;
    expect(reservations.release({ reservationId, holder: OTHER })).toEqual({ ok: true, released: 0 });
    expect(reservations.release({ requestId: "r1", holder: A_PROGRAM })).toEqual({ ok: true, released: 0 });
    const foreign = { reservationId, holder: OTHER, untilMs: T0 + 60 * MINUTE };
    expect(reservations.renew(foreign)).toEqual({ ok: false, reason: "unknown_reservation" });
    expect(reservations.release({ reservationId, holder: A_CAMPAIGN })).toEqual({ ok: true, released: 5 });
  });
});

describe("assigning", () => {
  test("one of five is given, the other four are free again, and the same call again says the same", () => {
    const { world, reserved } = stocked(5);
    const { reservationId, numbers } = reserved("r1", 5, { holder: A_PROGRAM });
    const uses = [{ number: numbers[2]!, use: USER }];
    const request = { reservationId, holder: A_PROGRAM, uses, releaseRest: true };
    expect(world.parts.reservations.assign(request)).toEqual({ ok: true, released: 4 });
    expect(world.parts.reservations.assign(request)).toEqual({ ok: true, released: 4 });
    expect(world.parts.numbers.counts()).toEqual({ AVAILABLE: 4, RESERVED: 0, ASSIGNED: 1, RESTING: 0 });
    expect(world.parts.numbers.find(numbers[2]!)).toMatchObject({ known: true, state: "ASSIGNED", use: USER });
    // A second number of the same reservation is not to be had any more.
    const second = { ...request, uses: [{ number: numbers[0]!, use: USER }] };
    expect(world.parts.reservations.assign(second)).toEqual({ ok: false, reason: "expired" });
  });

  test("refusals assign nothing", () => {
    const { world, reserved } = stocked(6);
    const { reservationId, numbers } = reserved("r1", 5);
    const { reservations } = world.parts;
    const [first, second] = numbers;
    const assign = (uses: { number: string; use: NumberUse }[], holder = A_CAMPAIGN) =>
      reservations.assign({ reservationId, holder, uses, releaseRest: false });
    const stranger = Object.keys(world.states()).find((number) => !numbers.includes(number))!;
    expect(assign([{ number: first!, use: QUEUE }], OTHER)).toEqual({ ok: false, reason: "unknown_reservation" });
    expect(
      assign([
        { number: first!, use: QUEUE },
        { number: stranger, use: QUEUE },
      ]),
    ).toEqual({ ok: false, reason: "not_in_reservation", number: stranger });
    expect(world.parts.numbers.counts().ASSIGNED).toBe(0);
    expect(assign([{ number: first!, use: QUEUE }])).toEqual({ ok: true, released: 0 });
    const otherwise = { ok: false, reason: "assigned_otherwise", number: first };
    expect(
      assign([
        { number: second!, use: USER },
        { number: first!, use: USER },
      ]),
    ).toEqual(otherwise);
    expect(world.parts.numbers.counts()).toMatchObject({ ASSIGNED: 1, RESERVED: 4 });
  });

  test("what was assigned stays when the reservation ends", async () => {
    const { world, reserved } = stocked(5);
    const { reservationId, numbers } = reserved("r1", 5);
    const uses = numbers.slice(0, 3).map((number) => ({ number, use: QUEUE }));
    const request = { reservationId, holder: A_CAMPAIGN, uses, releaseRest: false };
    world.parts.reservations.assign(request);
    await world.pass(11 * MINUTE);
    expect(countedStates(world)).toEqual({ AVAILABLE: 2, RESERVED: 0, ASSIGNED: 3, RESTING: 0 });
    expect(world.parts.reservations.assign(request).ok).toBe(true);
  });

  test("numbers that are given back rest until their quarantine ends", async () => {
    const { world, reserved } = stocked(5);
    const { reservationId, numbers } = reserved("r1", 5);
    const uses = numbers.map((number) => ({ number, use: QUEUE }));
    world.parts.reservations.assign({ reservationId, holder: A_CAMPAIGN, uses, releaseRest: true });
    unassign(world.parts.numbers, { use: QUEUE, restUntilMs: T0 + 60 * MINUTE });
    unassign(world.parts.numbers, { use: QUEUE, restUntilMs: T0 + 90 * MINUTE });
    expect(countedStates(world).RESTING).toBe(5);
    await world.pass(61 * MINUTE);
    expect(countedStates(world).AVAILABLE).toBe(5);
  });
});

describe("resting and leaving", () => {
  test("a number that is held rests as soon as it is free", () => {
    const { world, reserved } = stocked(5);
    const { reservationId, numbers } = reserved("r1", 2);
    const free = Object.keys(world.states()).find((number) => !numbers.includes(number))!;
    expect(world.parts.numbers.rest([free, numbers[0]!], null, "30007")).toEqual({ rested: 1, later: 1 });
    world.parts.reservations.release({ reservationId, holder: A_CAMPAIGN });
    expect(countedStates(world)).toMatchObject({ AVAILABLE: 3, RESTING: 2 });
    expect(world.parts.numbers.wake([free, numbers[0]!], "woken")).toEqual({ woken: 2 });
    expect(countedStates(world).AVAILABLE).toBe(5);
  });

  test("only a free number leaves the inventory", () => {
    const { world, reserved } = stocked(3);
    const { numbers } = reserved("r1", 1);
    const all = Object.keys(world.states());
    const { removed, held } = world.parts.numbers.remove(all, "released at the carrier");
    expect(held).toEqual(numbers);
    expect(removed).toHaveLength(2);
    expect(world.parts.numbers.find(removed[0]!)).toMatchObject({ known: false });
    expect(world.parts.numbers.history.of(removed[0]!)).toMatchObject([{ state: "REMOVED" }, { state: "AVAILABLE" }]);
  });
});

describe("the pool's overview", () => {
  test("learns the counts, once for many changes", async () => {
    const { world, reserved } = stocked(10);
    reserved("r1", 2);
    reserved("r2", 2);
    await world.pass(1_000);
    expect(world.pool.told).toHaveLength(1);
    expect(world.pool.told[0]).toMatchObject({ areaCode: "613", counts: { AVAILABLE: 6, RESERVED: 4 } });
  });

  test("is told again until it has answered, also after a restart", async () => {
    const { world, reserved } = stocked(10);
    world.pool.isAway = true;
    reserved("r1", 2);
    await world.pass(5_000);
    world.restart();
    await world.pass(60_000);
    world.pool.isAway = false;
    await world.pass(6 * MINUTE);
    expect(world.pool.told.at(-1)).toMatchObject({ counts: { AVAILABLE: 8, RESERVED: 2 } });
  });
});
