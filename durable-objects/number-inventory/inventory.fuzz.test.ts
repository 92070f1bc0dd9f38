/**
 * A number has one holder, whatever is called in whatever order: a model with plain maps is played beside the object, and after
 * every call states, counts, and what the events say are compared.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { NumberUse, ReservationHolder } from "../../domain/numbers/inventory.ts";
import type { NumberRecord } from "../../domain/record/events.ts";
import { countedStates, inventoryWorld, MINUTE, newNumbers, testNumber } from "../testing/inventory-world.ts";
import { unassign } from "./unassign.ts";

const NUMBERS = 12;
const holders: ReservationHolder[] = [
  { kind: "campaign", orgId: "o1", campaignId: "c1" },
  { kind: "campaign", orgId: "o2", campaignId: "c2" },
  { kind: "program", orgId: "o1", tokenId: "t1" },
];
const uses: NumberUse[] = [
  { kind: "queue", orgId: "o1", queue: "c1.1" },
  { kind: "queue", orgId: "o2", queue: "c2.1" },
  { kind: "user", orgId: "o1", userId: "u1" },
];

const small = (max: number) => fc.integer({ min: 0, max });
const step = fc.oneof(
  fc.record({
    call: fc.constant("reserve" as const),
    request: small(5),
    holder: small(2),
    count: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    call: fc.constant("assign" as const),
    made: small(5),
    holder: small(2),
    use: small(2),
    count: fc.integer({ min: 0, max: 3 }),
    rest: fc.boolean(),
  }),
  fc.record({ call: fc.constant("release" as const), request: small(5), holder: small(2) }),
  fc.record({ call: fc.constant("renew" as const), made: small(5), holder: small(2) }),
  fc.record({ call: fc.constant("unassign" as const), use: small(2), quarantine: fc.boolean() }),
  fc.record({ call: fc.constant("rest" as const), number: small(NUMBERS - 1) }),
  fc.record({ call: fc.constant("wake" as const), number: small(NUMBERS - 1) }),
  fc.record({ call: fc.constant("remove" as const), number: small(NUMBERS - 1) }),
  fc.record({ call: fc.constant("add" as const), number: small(NUMBERS - 1) }),
  fc.record({ call: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ call: fc.constant("restart" as const) }),
);

type Made = { holder: number; reservationId: string; numbers: string[]; untilMs: number };

test("each number has one holder, counts are those of the rows, and the events tell the numbers", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const world = inventoryWorld();
      world.parts.numbers.add(newNumbers(NUMBERS));
      /** By request: the reservation as it was made. */
      const made = new Map<number, Made>();
      /** The holder of each number: the model. */
      const heldBy = new Map<string, string>();
      for (const each of steps) {
        const { reservations, numbers } = world.parts;
        // What has ended is free, in the model as well.
        for (const [request, { untilMs }] of made) {
          if (untilMs > world.clock.now) continue;
          for (const [number, holder] of heldBy) if (holder === `r${request}`) heldBy.delete(number);
        }
        switch (each.call) {
          case "reserve": {
            const untilMs = world.clock.now + 10 * MINUTE;
            const holder = holders[each.holder]!;
            const known = made.has(each.request);
            const outcome = reservations.reserve({
              requestId: `request-${each.request}`,
              holder,
              count: each.count,
              untilMs,
            });
            if (!outcome.ok || known) break;
            expect(outcome.numbers).toHaveLength(each.count);
            for (const number of outcome.numbers) {
              expect(heldBy.get(number), `${number} is given twice`).toBeUndefined();
              heldBy.set(number, `r${each.request}`);
            }
            made.set(each.request, { ...outcome, holder: each.holder });
            break;
          }
          case "assign": {
            const reservation = made.get(each.made);
            if (!reservation) break;
            const some = reservation.numbers.slice(0, each.count);
            const use = uses[each.use]!;
            const outcome = reservations.assign({
              reservationId: reservation.reservationId,
              holder: holders[each.holder]!,
              uses: some.map((number) => ({ number, use })),
              releaseRest: each.rest,
            });
            if (!outcome.ok) break;
            expect(each.holder).toBe(reservation.holder);
            for (const number of some) {
              expect([`r${each.made}`, `u${each.use}`]).toContain(heldBy.get(number));
              heldBy.set(number, `u${each.use}`);
            }
            if (!each.rest) break;
            for (const [number, holder] of heldBy) if (holder === `r${each.made}`) heldBy.delete(number);
            break;
          }
          case "release": {
            const reservation = made.get(each.request);
            reservations.release({ requestId: `request-${each.request}`, holder: holders[each.holder]! });
            if (reservation?.holder !== each.holder) break;
            for (const [number, holder] of heldBy) if (holder === `r${each.request}`) heldBy.delete(number);
            break;
          }
          case "renew": {
            const reservation = made.get(each.made);
            if (!reservation) break;
            const untilMs = world.clock.now + 15 * MINUTE;
            const renewed = reservations.renew({ ...reservation, holder: holders[each.holder]!, untilMs });
            if (renewed.ok) reservation.untilMs = renewed.untilMs;
            break;
          }
          case "unassign": {
            const restUntilMs = each.quarantine ? world.clock.now + 5 * MINUTE : null;
            unassign(numbers, { use: uses[each.use]!, restUntilMs });
            for (const [number, holder] of heldBy) if (holder === `u${each.use}`) heldBy.delete(number);
            break;
          }
          case "rest":
            numbers.rest([testNumber(each.number)], world.clock.now + 5 * MINUTE, "30007");
            break;
          case "wake":
            numbers.wake([testNumber(each.number)], "woken");
            break;
          case "remove": {
            world.parts.settle();
            const { removed } = numbers.remove([testNumber(each.number)], "removed");
            for (const number of removed) expect(heldBy.get(number), `${number} is held`).toBeUndefined();
            break;
          }
          case "add":
            numbers.add([newNumbers(NUMBERS)[each.number]!]);
            break;
          case "pass":
            await world.pass(each.minutes * MINUTE);
            break;
          case "restart":
            world.restart();
            break;
        }
        expect(world.parts.numbers.counts()).toEqual(countedStates(world));
      }
      world.parts.settle();
      for (const [request, { untilMs }] of made) {
        if (untilMs > world.clock.now) continue;
        for (const [number, holder] of heldBy) if (holder === `r${request}`) heldBy.delete(number);
      }
      const held = Object.entries(world.states()).filter(([, state]) => state === "RESERVED" || state === "ASSIGNED");
      expect(new Set(held.map(([number]) => number))).toEqual(new Set(heldBy.keys()));
      // A reader that keeps the newest version of each number has the same states.
      await world.pass(2 * MINUTE, { withAlarm: false });
      const newest = new Map<string, { version: number; payload: NumberRecord }>();
      for (const { kind, version, payload } of world.events) {
        if (kind !== "number" || version < (newest.get(payload.number)?.version ?? 0)) continue;
        newest.set(payload.number, { version, payload });
      }
      for (const [number, state] of Object.entries(world.states())) {
        const recorded = newest.get(number)?.payload.state;
        expect(recorded, number).toBe(state === "RESERVED" ? "AVAILABLE" : state);
      }
      world.sql.close();
    }),
    { numRuns: Number(process.env["RUNS"] ?? 150) },
  );
});
