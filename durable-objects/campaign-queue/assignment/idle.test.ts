import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import type { QueueWorld } from "../../testing/queue-world.ts";
import { recordAnswer } from "../conversations/answers.ts";
import { setClosed } from "../conversations/conversations.ts";
import { changeLabel as setLabel } from "../conversations/labels.ts";
import { holdings, holdUnsent, releaseIdle } from "./holdings.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const heldBy = (world: QueueWorld, { personId }: typeof ANA) =>
  world.sql.all<{ n: number }>("SELECT n FROM contacts WHERE texter = ? ORDER BY n", personId).map(({ n }) => n);

describe("an idle texter", () => {
  test("is not one who has just taken contacts, also after a restart", () => {
    const world = queueWorld({ contacts: 4 });
    world.lease(ANA, 1, "r1");
    holdUnsent(world.store, { texter: BEN, count: 1 });
    world.restart();
    world.clock.now += 59 * MINUTE;
    expect(releaseIdle(world.store)).toBe(0);
    world.clock.now += 5 * HOUR;
    world.lease(ANA, 1, "r2");
    world.restart();
    expect(releaseIdle(world.store)).toBe(1);
    expect(heldBy(world, ANA)).toEqual([1, 3]);
  });

  test("keeps unsent contacts until the release time, and conversations after it", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3);
    world.clock.now += 10 * MINUTE;
    world.send(1);
    world.clock.now += 60 * MINUTE;
    expect(releaseIdle(world.store)).toBe(0);
    world.clock.now += MINUTE;
    expect(releaseIdle(world.store)).toBe(2);
    expect(heldBy(world, ANA)).toEqual([1]);
    expect(world.store.counters).toMatchObject({ left: 2, assigned: 0 });
  });

  test("is one who was idle before a restart, too", () => {
    const world = queueWorld({ contacts: 2 });
    world.lease(ANA, 2);
    releaseIdle(world.store);
    world.restart();
    world.clock.now += 61 * MINUTE;
    expect(releaseIdle(world.store)).toBe(2);
  });

  test("is not one who sent within the time, whenever the object is evicted", () => {
    const world = queueWorld({ contacts: 40 });
    world.lease(ANA, 40);
    for (let n = 1; n <= 30; n += 1) {
      world.clock.now += 10 * MINUTE;
      expect(world.send(n).ok).toBe(true);
      world.restart();
      expect(releaseIdle(world.store)).toBe(0);
    }
    world.clock.now += 60 * MINUTE;
    world.restart();
    expect(releaseIdle(world.store)).toBe(0);
    world.clock.now += MINUTE;
    expect(releaseIdle(world.store)).toBe(10);
  });

  test("is not one who sent within the time, between two writes of it, and was evicted", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3);
    world.clock.now += 29_000;
    world.send(1);
    world.clock.now += 29_000;
    world.send(2);
    world.restart();
    world.clock.now += 59 * MINUTE + 59_000;
    expect(releaseIdle(world.store)).toBe(0);
  });

  test("is not one whose text was undone with its transaction and accepted again", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3);
    world.clock.now += 50 * MINUTE;
    expect(() =>
      world.store.block(() => {
        world.store.touch(ANA.personId);
        throw new Error("undone");
      }),
    ).toThrow("undone");
    world.send(1);
    world.restart();
    world.clock.now += 50 * MINUTE;
    expect(releaseIdle(world.store)).toBe(0);
  });

  test.each([
    [
      "an answer",
      (world: QueueWorld) => recordAnswer(world.store, { n: 1, personId: ANA.personId, stepId: "s1", value: "Yes" }),
    ],
    ["a close", (world: QueueWorld) => setClosed(world.store, { n: 1, personId: ANA.personId, closed: true })],
    [
      "a label",
      (world: QueueWorld) =>
        setLabel(world.store, { n: 1, personId: ANA.personId, labelId: "l000000000000001", on: true }),
    ],
  ])("is not one who recorded %s", (_what, act) => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 3);
    world.send(1);
    world.clock.now += 50 * MINUTE;
    expect(act(world)).toMatchObject({ ok: true });
    world.restart();
    world.clock.now += 50 * MINUTE;
    expect(releaseIdle(world.store)).toBe(0);
    expect(holdings(world.store)[0]?.activeAtMs).toBe(world.clock.now - 50 * MINUTE);
  });

  test("keeps for the whole time what an admin gave, without having been active", () => {
    const world = queueWorld({ contacts: 2 });
    world.clock.now += 5 * HOUR;
    holdUnsent(world.store, { texter: BEN, count: 2 });
    expect(holdings(world.store)).toMatchObject([{ personId: BEN.personId, activeAtMs: 0 }]);
    world.clock.now += 60 * MINUTE;
    expect(releaseIdle(world.store)).toBe(0);
    world.clock.now += MINUTE;
    expect(releaseIdle(world.store)).toBe(2);
  });

  test("keeps what an admin gave by count", () => {
    const world = queueWorld({ contacts: 2 });
    world.configure({ policy: { ...DEFAULT_POLICY, sharing: "static" } });
    holdUnsent(world.store, { texter: ANA, count: 2 });
    world.clock.now += 100 * HOUR;
    expect(releaseIdle(world.store)).toBe(0);
  });
});
