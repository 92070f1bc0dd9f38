import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { HoldingsLook } from "./holdings-look.ts";

const MINUTE = 60_000;

function looking(contacts: number) {
  const world = queueWorld({ contacts });
  world.configure({ policy: { ...DEFAULT_POLICY, releaseAfterMinutes: 20 } });
  const wakeByMs: number[] = [];
  const look = new HoldingsLook({ store: world.store, wakeBy: (atMs) => wakeByMs.push(atMs) });
  return { world, look, wakeByMs };
}

describe("the look for contacts that go back", () => {
  test("is not planned while nobody holds anything", () => {
    const { look, wakeByMs } = looking(2);
    look.plan();
    look.run();
    expect(wakeByMs).toEqual([]);
  });

  test("comes again while a texter holds contacts, moves those of an idle one, and then ends", () => {
    const { world, look, wakeByMs } = looking(3);
    world.lease(ANA, 3);
    look.plan();
    expect(wakeByMs).toEqual([world.clock.now + 5 * MINUTE]);
    world.clock.now += 5 * MINUTE;
    look.run();
    expect(world.store.counters).toMatchObject({ assigned: 3, left: 0 });
    expect(wakeByMs).toHaveLength(2);
    world.clock.now += 20 * MINUTE;
    look.run();
    expect(world.store.counters).toMatchObject({ assigned: 0, left: 3 });
    // A look that moved something looks once more at once, and then finds nothing.
    expect(wakeByMs.slice(2)).toEqual([world.clock.now]);
    look.run();
    expect(wakeByMs).toHaveLength(3);
  });

  test("goes on at once when there is more than one look moves", () => {
    const { world, look, wakeByMs } = looking(0);
    world.add(Array.from({ length: 1_500 }, (_, at) => at + 1));
    world.lease(ANA, 1_500);
    world.clock.now += 20 * MINUTE;
    look.run();
    expect([world.store.counters.left, wakeByMs]).toEqual([1_000, [world.clock.now]]);
    look.run();
    expect(world.store.counters.left).toBe(1_500);
  });
});
