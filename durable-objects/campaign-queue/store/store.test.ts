/** The unit of work: one block carries rows, counters, version and events, or none of them. */
import { describe, expect, test } from "vitest";
import { ANA, aConfig, queueWorld } from "../../testing/queue-world.ts";
import { noCounters, numbersOf, recount } from "./counters.ts";

describe("a block that throws", () => {
  test("leaves rows, counters, version and events as they were", () => {
    const world = queueWorld({ contacts: 2 });
    const { version } = world.store;
    const before = world.contact(1);
    world.events.length = 0;
    const failing = () =>
      world.store.block((change) => {
        change.saveContact(before, { texter: ANA.personId });
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    expect(world.contact(1)).toEqual(before);
    expect([world.store.version, world.events, world.store.desksBehind]).toEqual([version, [], false]);
    expect(world.store.counters).toEqual(recount(world.sql));
  });
});

describe("after a restart", () => {
  test("version and counters continue where they were", () => {
    const world = queueWorld({ contacts: 3 });
    world.lease(ANA, 2);
    world.send(1);
    const { version, counters } = world.store;
    world.restart();
    expect([world.store.version, world.store.counters]).toEqual([version, counters]);
    expect(world.store.texter(ANA.personId)).toEqual(ANA);
    expect(world.store.config?.title).toBe("Spring");
  });

  test("the queue knows whether desks may have missed a change", () => {
    const world = queueWorld({ contacts: 1 });
    world.lease(ANA, 1);
    expect(world.store.desksBehind).toBe(false);
    world.send(1);
    world.wave();
    world.restart();
    expect(world.store.desksBehind).toBe(true);
    world.store.desksAreUpToDate();
    world.restart();
    expect(world.store.desksBehind).toBe(false);
  });
});

test("a configuration is taken when it is newer", () => {
  const { store } = queueWorld({ config: { epoch: 5 } });
  expect(store.configure(aConfig({ epoch: 5, paused: true }))).toBe(false);
  expect(store.configure(aConfig({ epoch: 4, paused: true }))).toBe(false);
  expect(store.configure(aConfig({ epoch: 6, paused: true }))).toBe(true);
  expect(store.config?.paused).toBe(true);
});

test("every change has a version of its own, and an entity's last event carries its whole state", () => {
  const world = queueWorld({ contacts: 1 });
  world.lease(ANA, 1);
  world.send(1);
  world.wave();
  world.receive(1, "Hi", "SM1");
  const versions = world.events.map((event) => event.version);
  expect(new Set(versions).size).toBe(versions.length);
  expect(world.events.findLast((event) => event.kind === "contact")).toMatchObject({
    version: world.contact(1).version,
    payload: { id: world.id(1), texterId: ANA.personId, status: "needsResponse", optedOut: false, answers: {} },
  });
});

test("the numbers of an admin's screen add up from the counters", () => {
  const counters = {
    ...noCounters(),
    contacts: 9,
    QUEUED: 1,
    SENDING: 2,
    SENT: 4,
    DELIVERED: 8,
    UNKNOWN: 16,
    ERROR: 32,
  };
  expect(numbersOf(counters)).toMatchObject({
    contacts: 9,
    queued: 3,
    sent: 12,
    delivered: 8,
    undecided: 16,
    errors: 32,
  });
});
