/** Which contacts are handed out, and when (docs/rules.md#assignment-order). */
import { describe, expect, test } from "vitest";
import { carryWave, worldOfHeld, HOUR_MS, MINUTE_MS, worldOf } from "../../testing/hours-world.ts";
import { ANA, BEN, NOON } from "../../testing/queue-world.ts";
import type { QueueWorld } from "../../testing/queue-world.ts";
import { lease } from "./leases.ts";

describe("a lease", () => {
  const ask = (world: QueueWorld, count: number, requestId: string) =>
    lease(world.store, { texter: ANA, requestId, count });
  const taken = (world: QueueWorld, count: number, requestId: string) => {
    const answer = ask(world, count, requestId);
    return answer.ok ? answer.items.map((item) => Number(item.contactId.split(".")[2])) : answer;
  };
  const MORNING = NOON - 3 * HOUR_MS;

  test("gives contacts who may be texted now, those whose hours end first before the others", () => {
    const world = worldOf(["la", "ch", "ny", "la", "ny", "ch"]);
    world.clock.now = MORNING + HOUR_MS;
    expect(taken(world, 3, "r1")).toEqual([3, 5, 2]);
    expect(taken(world, 9, "r2")).toEqual([6]);
  });

  test("when nobody may be texted now, gives nobody and says from when", () => {
    const world = worldOf(["la", "hn"]);
    world.clock.now = MORNING;
    expect(taken(world, 5, "r1")).toMatchObject({ reason: "outside_hours", mayGoAtMs: MORNING + 3 * HOUR_MS });
    expect(world.contact(1).texter).toBeNull();
    world.clock.now = MORNING + 3 * HOUR_MS - 20 * MINUTE_MS;
    // Soon is early enough to get ready.
    expect(taken(world, 5, "r2")).toEqual([1]);
  });

  test("gives replies that are offered to those who may be answered", () => {
    const world = worldOfHeld(["ny", "la", "ny"]);
    world.clock.now = NOON + HOUR_MS;
    for (const n of [1, 2, 3]) {
      world.send(n);
      carryWave(world);
      world.receive(n, "Yes");
      world.clock.now += 1;
    }
    world.store.block((change) =>
      change.move(
        [1, 2, 3].map((n) => world.contact(n)),
        null,
      ),
    );
    world.clock.now = NOON + 10 * HOUR_MS;
    const answer = lease(world.store, { texter: BEN, requestId: "r1", count: 2 });
    expect(answer.ok && answer.items.map(({ contactId }) => contactId)).toEqual([world.id(2)]);
  });

  test("an admin's exact counts take the others, too", () => {
    expect(worldOfHeld(["ny", "la", "hn", "gu"]).contact(4).texter).toBe(ANA.personId);
  });
});
