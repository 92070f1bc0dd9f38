/**
 * Three campaigns and the phone service want the same numbers at once, while processes die and calls are lost: each number has
 * one owner, and in the end the owners know of all that the inventories hold.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { NumberUse, ReservationHolder } from "../../../domain/numbers/inventory.ts";
import { reservationWorld } from "../../testing/reservation-world.ts";
import type { CallFate } from "../../testing/reservation-world.ts";

const MINUTE = 60_000;
const CODES = ["613", "416"];
const PROGRAM: ReservationHolder = { kind: "program", orgId: "o2", tokenId: "t1" };

const upTo = (max: number) => fc.integer({ min: 0, max });
const fates = fc.array(
  fc.constantFrom<CallFate>("works", "works", "works", "works", "works", "lost", "unanswered", "late"),
  {
    maxLength: 6,
  },
);
const move = fc.oneof(
  fc.record({ is: fc.constant("reserve" as const), by: upTo(2), counts: fc.tuple(upTo(4), upTo(4)), fates }),
  fc.record({ is: fc.constant("release" as const), by: upTo(2), fates }),
  fc.record({ is: fc.constant("renew" as const), by: upTo(2), fates }),
  // Dies after so many of its writes.
  fc.record({ is: fc.constant("die" as const), by: upTo(2), writes: upTo(12) }),
  fc.record({ is: fc.constant("user" as const), code: upTo(1), assigned: fc.boolean() }),
  fc.record({ is: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 15 }) }),
);

test("each number has one owner, and nothing is held that no owner knows", async () => {
  let given = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 25 }), async (moves) => {
      const world = reservationWorld({ "613": 8, "416": 5 }, ["c2", "c3"]);
      const campaigns = [world, ...world.others];
      const lives = campaigns.map(({ start }) => start());
      const running: Promise<unknown>[] = [];
      const users = new Map<string, string>();
      for (const [index, each] of moves.entries()) {
        const life = "by" in each ? lives[each.by]! : null;
        if ("fates" in each) world.fates.push(...each.fates);
        switch (each.is) {
          case "reserve": {
            const codes = CODES.map((areaCode, i) => ({ areaCode, count: each.counts[i]! })).filter(
              ({ count }) => count > 0,
            );
            if (codes.length === 0) break;
            const requestId = `request-${String(index).padStart(12, "0")}`;
            const asked = life!.reservations.reserve({ requestId, pool: "shared", codes, needed: 100 });
            running.push(
              asked.then(
                ({ ok }) => (ok ? (given += 1) : (refused += 1)),
                () => {},
              ),
            );
            break;
          }
          case "release":
            running.push(life!.reservations.release().catch(() => {}));
            break;
          case "renew":
            running.push(life!.reservations.renew().catch(() => {}));
            break;
          case "die": {
            const from = life!.writes();
            for (let i = 0; i < 50 && life!.writes() < from + each.writes; i += 1) await Promise.resolve();
            life!.die();
            lives[each.by] = campaigns[each.by]!.start();
            break;
          }
          case "user": {
            const inventory = world.inventories.get(CODES[each.code]!)!;
            inventory.clock.now = world.clock.now;
            const { reservations } = inventory.parts;
            const until = { untilMs: world.clock.now + 10 * MINUTE };
            const made = reservations.reserve({ requestId: `user-${index}`, holder: PROGRAM, count: 2, ...until });
            if (!made.ok || !each.assigned) break;
            const [number] = made.numbers;
            const use: NumberUse = { kind: "user", orgId: "o2", userId: `u${index}` };
            const { reservationId } = made;
            reservations.assign({
              reservationId,
              holder: PROGRAM,
              uses: [{ number: number!, use }],
              releaseRest: true,
            });
            expect(users.has(number!), `${number} has a user already`).toBe(false);
            users.set(number!, `u${index}`);
            break;
          }
          case "pass":
            await Promise.all(running.splice(0));
            world.clock.now += each.minutes * MINUTE;
            break;
        }
        await Promise.resolve();
      }
      await Promise.all(running);
      for (const life of lives) life.die();
      const held = new Map<string, string>();
      for (const { campaignId, settle } of campaigns) {
        for (const { numbers } of (await settle()).held()) {
          for (const number of numbers) {
            expect(held.get(number), `${number} is held twice`).toBeUndefined();
            expect(users.has(number), `${number} has a user`).toBe(false);
            held.set(number, campaignId);
          }
        }
      }
      // Programs come back for nothing: their reservations end.
      world.clock.now += 11 * MINUTE;
      for (const inventory of world.inventories.values()) {
        inventory.clock.now = world.clock.now;
        inventory.parts.settle();
        for (const [number, state] of Object.entries(inventory.states())) {
          const expected = held.has(number) ? "RESERVED" : users.has(number) ? "ASSIGNED" : "AVAILABLE";
          expect(state, number).toBe(expected);
        }
      }
    }),
    { numRuns: Number(process.env["RUNS"] ?? 80) },
  );
  // Both happened, or this proves nothing.
  expect(Math.min(given, refused)).toBeGreaterThan(0);
});
