/** An inventory on real objects: many callers at once, evictions, and the alarm. */
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, expect, test, vi } from "vitest";
import { env } from "../../test/workers/test-client.ts";
import { inventoryKey, newId, SHARED_POOL } from "../../domain/ids.ts";
import type { ReservationHolder } from "../../domain/numbers/inventory.ts";
import { newNumbers } from "../testing/inventory-world.ts";
import { inventoryAt, poolAt } from "../rpc/stubs.ts";

const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

const program = (tokenId: string): ReservationHolder => ({ kind: "program", orgId: newId("o"), tokenId });
const objectOf = (areaCode: string) => env.NUMBER_INVENTORY.getByName(inventoryKey(SHARED_POOL, areaCode));

test("200 parallel reservations of 5 from 500 numbers: 100 succeed, 100 are refused, none is shared, abandoned ones come back", async () => {
  const inventory = inventoryAt(env, SHARED_POOL, "613");
  await inventory.add({ numbers: newNumbers(500) });
  const untilMs = Date.now() + 10 * MINUTE;
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      inventoryAt(env, SHARED_POOL, "613").reserve({
        requestId: `request-${index}`,
        holder: program("t"),
        count: 5,
        untilMs,
      }),
    ),
  );
  const given = outcomes.filter((each) => each.ok);
  expect(given).toHaveLength(100);
  expect(outcomes.filter((each) => !each.ok && each.reason === "too_few" && each.available === 0)).toHaveLength(100);
  expect(new Set(given.flatMap(({ numbers }) => numbers)).size).toBe(500);
  await expect
    .poll(() => poolAt(env, SHARED_POOL).areaCodes())
    .toContainEqual({
      areaCode: "613",
      AVAILABLE: 0,
      RESERVED: 500,
      ASSIGNED: 0,
      RESTING: 0,
    });

  // Nobody comes back for them.
  await evictDurableObject(objectOf("613"));
  vi.useFakeTimers({ toFake: ["Date"], now: untilMs + MINUTE });
  await runDurableObjectAlarm(objectOf("613"));
  vi.useRealTimers();
  expect(await inventory.counts()).toMatchObject({ AVAILABLE: 500, RESERVED: 0 });
});

test("a reservation, its assignment and its end outlive evictions", async () => {
  const inventory = inventoryAt(env, SHARED_POOL, "416");
  await inventory.add({ numbers: newNumbers(5, "416") });
  const holder = program("t1");
  const request = { requestId: "request-1", holder, count: 5, untilMs: Date.now() + 10 * MINUTE };
  const made = await inventory.reserve(request);
  if (!made.ok) throw new Error(made.reason);
  await evictDurableObject(objectOf("416"));
  expect(await inventory.reserve(request)).toEqual({ ...made, repeated: true });
  const [number] = made.numbers;
  const use = { kind: "user" as const, orgId: holder.orgId, userId: "u1" };
  const assign = { reservationId: made.reservationId, holder, uses: [{ number: number!, use }], releaseRest: true };
  expect(await inventory.assign(assign)).toEqual({ ok: true, released: 4 });
  await evictDurableObject(objectOf("416"));
  expect(await inventory.assign(assign)).toEqual({ ok: true, released: 4 });
  expect(await inventory.find({ number: number! })).toMatchObject({ known: true, state: "ASSIGNED", use });
  expect(await inventory.history({ number: number! })).toMatchObject([
    { state: "ASSIGNED" },
    { state: "RESERVED" },
    { state: "AVAILABLE", by: "added" },
  ]);
});

test("a number of another area code is refused", async () => {
  const inventory = inventoryAt(env, SHARED_POOL, "212");
  expect(await inventory.add({ numbers: newNumbers(1, "613") })).toMatchObject({
    ok: false,
    reason: "other_area_code",
  });
});

test("a removal that arrives late does not concern a number that was given back and bought again", async () => {
  const inventory = inventoryAt(env, SHARED_POOL, "905");
  const [one, two] = newNumbers(2, "905");
  await inventory.add({ numbers: [one!, two!] });
  const sids = { [one!.number]: one!.sid, [two!.number]: two!.sid };
  const remove = { numbers: [one!.number], sids };
  expect(await inventory.remove(remove)).toMatchObject({ removed: [one!.number] });
  await inventory.add({ numbers: [{ ...one!, sid: "PN0000000000000000000000000000beef" }] });
  expect(await inventory.remove(remove)).toMatchObject({ removed: [], held: [] });
  expect(await inventory.rest({ ...remove, untilMs: null, why: "late" })).toMatchObject({ rested: 0, later: 0 });
  expect(await inventory.find({ number: one!.number })).toMatchObject({ state: "AVAILABLE" });
  expect(await inventory.rest({ numbers: [two!.number], sids, untilMs: null, why: "lost" })).toMatchObject({
    rested: 1,
  });
});
