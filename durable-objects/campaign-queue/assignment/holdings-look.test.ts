import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { HoldingsLook } from "./holdings-look.ts";

const MINUTE = 60_000;

function looking(contacts: number) {
  const world = queueWorld({ contacts });
  world.configure({ policy: { ...DEFAULT_POLICY, releaseAfterMinutes: 20 } });
  const wakeByMs: number[] = [];
  /** What a texter's inbox answers; others know nothing. */
  const inboxes = new Map<string, () => Promise<number | null>>();
  const asked: string[] = [];
  const faults: string[] = [];
  const look = new HoldingsLook({
    store: world.store,
    wakeBy: (atMs) => wakeByMs.push(atMs),
    // Of an inbox, the look calls `activeAt` alone.
    inbox: (personId) =>
      ({
        activeAt: async () => {
          asked.push(personId);
          return inboxes.get(personId)?.() ?? null;
        },
      }) as Partial<Remote<TexterInboxRpc>> as Remote<TexterInboxRpc>,
    onFault: (what) => faults.push(what),
  });
  return { world, look, wakeByMs, inboxes, asked, faults };
}

describe("the look for contacts that go back", () => {
  test("is not planned while nobody holds anything", async () => {
    const { look, wakeByMs, asked } = looking(2);
    look.plan();
    await look.run();
    expect([wakeByMs, asked]).toEqual([[], []]);
  });

  test("comes again while a texter holds contacts, moves those of an idle one, and then ends", async () => {
    const { world, look, wakeByMs } = looking(3);
    world.lease(ANA, 3);
    look.plan();
    expect(wakeByMs).toEqual([world.clock.now + 5 * MINUTE]);
    world.clock.now += 5 * MINUTE;
    await look.run();
    expect(world.store.counters).toMatchObject({ assigned: 3, left: 0 });
    expect(wakeByMs).toHaveLength(2);
    world.clock.now += 20 * MINUTE;
    await look.run();
    expect(world.store.counters).toMatchObject({ assigned: 0, left: 3 });
    // A look that moved something looks once more at once, and then finds nothing.
    expect(wakeByMs.slice(2)).toEqual([world.clock.now]);
    await look.run();
    expect(wakeByMs).toHaveLength(3);
  });

  test("goes on at once when there is more than one look moves", async () => {
    const { world, look, wakeByMs } = looking(0);
    world.add(Array.from({ length: 1_500 }, (_, at) => at + 1));
    world.lease(ANA, 1_500);
    world.clock.now += 21 * MINUTE;
    await look.run();
    expect([world.store.counters.left, wakeByMs]).toEqual([1_000, [world.clock.now]]);
    await look.run();
    expect(world.store.counters.left).toBe(1_500);
  });

  test("takes nothing from a texter who texts in another queue or campaign, however long they did nothing here", async () => {
    const { world, look, inboxes } = looking(4);
    world.lease(ANA, 2, "ana");
    world.lease(BEN, 2, "ben");
    inboxes.set(ANA.personId, async () => world.clock.now - 19 * MINUTE);
    world.clock.now += 90 * MINUTE;
    await look.run();
    expect([1, 2, 3, 4].map((n) => world.contact(n).texter)).toEqual([ANA.personId, ANA.personId, null, null]);
    // Once that is long ago, too:
    const lastMs = world.clock.now;
    inboxes.set(ANA.personId, async () => lastMs);
    world.clock.now += 21 * MINUTE;
    await look.run();
    expect(world.store.counters).toMatchObject({ assigned: 0, left: 4 });
  });

  test("asks about nobody who was active here", async () => {
    const { world, look, asked } = looking(2);
    world.lease(ANA, 2);
    world.clock.now += 15 * MINUTE;
    world.send(1);
    world.clock.now += 15 * MINUTE;
    await look.run();
    expect(asked).toEqual([]);
  });

  test("loses to a text that is accepted while an inbox is asked", async () => {
    const { world, look, inboxes } = looking(3);
    world.lease(ANA, 3);
    world.clock.now += 90 * MINUTE;
    inboxes.set(ANA.personId, async () => {
      expect(world.send(1).ok).toBe(true);
      return null;
    });
    await look.run();
    expect(world.store.counters).toMatchObject({ assigned: 2, left: 0 });
    expect(world.contact(2).texter).toBe(ANA.personId);
  });

  test("leaves everything to a texter whose inbox cannot be reached, and looks again", async () => {
    const { world, look, inboxes, faults, wakeByMs } = looking(4);
    world.lease(ANA, 2, "ana");
    world.lease(BEN, 2, "ben");
    inboxes.set(ANA.personId, () => Promise.reject(new Error("away")));
    world.clock.now += 90 * MINUTE;
    await look.run();
    expect([1, 2, 3, 4].map((n) => world.contact(n).texter)).toEqual([ANA.personId, ANA.personId, null, null]);
    expect(faults).toEqual(["activity_not_known"]);
    expect(wakeByMs).toEqual([world.clock.now]);
  });
});
