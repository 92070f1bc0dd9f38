/** Telling desks what changed, on simulated timers. */
import { describe, expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { Desks } from "./desks.ts";
import { report } from "../conversations/inbound.ts";
import { reassign } from "./holdings.ts";
import { release } from "./leases.ts";
import type { DeskUpdate, TexterInboxRpc } from "../../rpc/texter-inbox.ts";

function notifying({ contacts = 3 } = {}) {
  const world = queueWorld({ contacts });
  const timers = simulatedTimers(() => world.clock.now);
  const updates: { texter: string; update: DeskUpdate }[] = [];
  const errors: string[] = [];
  const failing = { times: 0 };
  const woken: number[] = [];
  const start = () =>
    new Desks({
      store: world.store,
      inbox: (personId) =>
        // Of an inbox, desks call `update` alone.
        ({
          update: async (update: DeskUpdate) => {
            if (failing.times > 0) {
              failing.times -= 1;
              throw new Error("not there");
            }
            updates.push({ texter: personId, update });
          },
        }) as Partial<Remote<TexterInboxRpc>> as Remote<TexterInboxRpc>,
      setTimer: timers.setTimer,
      wakeBy: (atMs) => woken.push(atMs),
      onFault: (message) => errors.push(message),
    });
  const made = {
    world,
    updates,
    errors,
    failing,
    woken,
    desks: start(),
    start,
    /** Hands over the news so far and lets time pass. */
    async pass(ms: number): Promise<void> {
      made.desks.add(world.news.splice(0));
      const untilMs = world.clock.now + ms;
      for (;;) {
        const next = timers.nextAtMs();
        if (next === null || next > untilMs) break;
        world.clock.now = Math.max(world.clock.now, next);
        timers.fire();
        await settlePromises();
      }
      world.clock.now = untilMs;
    },
  };
  return made;
}

describe("a desk", () => {
  test("gets a reply soon, with the whole conversation", async () => {
    const { world, updates, pass } = notifying();
    world.lease(ANA, 1);
    world.send(1);
    world.receive(1, "Hello");
    await pass(20);
    expect(updates).toMatchObject([
      {
        texter: ANA.personId,
        update: { items: [{ contactId: world.id(1), status: "needsResponse", messages: [{}, { body: "Hello" }] }] },
      },
    ]);
  });

  test("gets many texts' progress in one update, with the last state of each", async () => {
    const { world, updates, pass } = notifying();
    for (const n of world.lease(ANA, 3)) world.send(n);
    world.wave();
    for (const n of [1, 2]) {
      const messageId = world.onlyText(n).id;
      world.store.block((change) =>
        report(world.store, change, { n, messageId, sid: "SM", status: "DELIVERED", errorCode: null }),
      );
    }
    await pass(5_000);
    expect(updates).toHaveLength(1);
    expect(updates[0]?.update.states.map((state) => state.sendStatus)).toEqual(["DELIVERED", "DELIVERED", "SENT"]);
  });

  test("gets only its own contacts", async () => {
    const { world, updates, pass } = notifying();
    world.lease(ANA, 1);
    world.lease(BEN, 1);
    world.send(1);
    world.send(2, { texter: BEN, body: world.firstText(2, BEN) });
    world.wave();
    await pass(5_000);
    const seen = updates.map(({ texter, update }) => [texter, update.states.map((state) => state.contactId)]);
    expect(seen).toEqual([
      [ANA.personId, [world.id(1)]],
      [BEN.personId, [world.id(2)]],
    ]);
  });

  test("gets the progress of another texter's text once it holds the contact", async () => {
    const { world, updates, pass } = notifying();
    world.lease(ANA, 1);
    world.send(1);
    reassign(world.store, { to: [BEN], contacts: [1], from: null, kind: "all", waitingBeforeMs: null });
    await pass(5_000);
    updates.length = 0;
    world.wave();
    await pass(5_000);
    expect(updates).toMatchObject([
      { texter: BEN.personId, update: { states: [{ contactId: world.id(1), sendStatus: "SENT" }] } },
    ]);
  });

  test("is notified that a contact left; its new texter is notified separately", async () => {
    const { world, updates, pass } = notifying();
    world.lease(ANA, 1);
    world.store.block((change) => change.saveContact(world.contact(1), { answers: "{}" }));
    release(world.store, ANA.personId);
    world.lease(BEN, 1);
    world.store.block((change) => change.saveContact(world.contact(1), { answers: "{}" }));
    await pass(5_000);
    expect(updates).toMatchObject([
      { texter: ANA.personId, update: { items: [], gone: [{ contactId: world.id(1) }] } },
      { texter: BEN.personId, update: { items: [{ contactId: world.id(1) }], gone: [] } },
    ]);
  });

  test("that could not be reached gets a later update with the state at that time", async () => {
    const { world, updates, errors, failing, pass } = notifying();
    world.lease(ANA, 1);
    world.send(1);
    world.receive(1, "One", "SM1");
    failing.times = 2;
    await pass(100);
    world.receive(1, "Two", "SM2");
    await pass(10_000);
    expect(errors).toHaveLength(2);
    expect(updates.at(-1)?.update.items[0]?.messages.map((message) => message.body)).toEqual([
      world.firstText(1),
      "One",
      "Two",
    ]);
  });

  test("never gets an older state of a text after a newer one", async () => {
    const { world, updates, failing, pass, desks } = notifying();
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    failing.times = 1;
    desks.add(world.news.splice(0));
    // DELIVERED is written while the update with SENT is under way and fails.
    const messageId = world.onlyText(1).id;
    world.store.block((change) =>
      report(world.store, change, { n: 1, messageId, sid: "SM", status: "DELIVERED", errorCode: null }),
    );
    world.news.length = 0;
    await pass(10_000);
    expect(updates.flatMap(({ update }) => update.states.map((state) => state.sendStatus))).toEqual(["DELIVERED"]);
  });
});

describe("after a restart that lost news", () => {
  test("every desk with contacts here is asked to read again", async () => {
    const made = notifying();
    const { world, updates } = made;
    world.lease(ANA, 1);
    world.lease(BEN, 1);
    world.send(1);
    world.wave();
    world.news.length = 0;
    world.restart();
    expect(world.store.desksBehind).toBe(true);
    made.desks = made.start();
    made.desks.allAreStale();
    expect(made.desks.isIdle).toBe(false);
    await made.pass(100);
    expect(updates.map(({ texter, update }) => [texter, update.stale])).toEqual([
      [ANA.personId, true],
      [BEN.personId, true],
    ]);
    expect(made.desks.isIdle).toBe(true);
  });

  test("is over once every desk has its updates: then a restart asks nobody to read again", async () => {
    const made = notifying();
    const { world, woken } = made;
    world.lease(ANA, 1);
    world.send(1);
    world.wave();
    made.failing.times = 1;
    await made.pass(1_000);
    made.desks.check();
    expect([world.store.desksBehind, woken]).toEqual([true, [world.clock.now + 5_000]]);
    await made.pass(5_000);
    made.desks.check();
    expect([world.store.desksBehind, woken.length]).toEqual([false, 1]);
    made.desks = made.start();
    made.desks.recover();
    expect(made.desks.isIdle).toBe(true);
  });

  test("a desk that could not be reached is asked later", async () => {
    const made = notifying();
    made.world.lease(ANA, 1);
    made.desks.allAreStale();
    made.failing.times = 1;
    await made.pass(100);
    expect([made.updates, made.desks.isIdle]).toEqual([[], false]);
    await made.pass(5_000);
    expect(made.updates).toMatchObject([{ update: { stale: true } }]);
  });

  test.each(["released", "given to somebody else"])("a desk whose last contacts were %s reads, too", async (what) => {
    const made = notifying();
    const { world, updates } = made;
    world.lease(ANA, 1);
    if (what === "released") release(world.store, ANA.personId);
    else reassign(world.store, { to: [BEN], contacts: null, from: ANA.personId, kind: "all", waitingBeforeMs: null });
    world.news.length = 0;
    world.restart();
    made.desks = made.start();
    made.desks.recover();
    await made.pass(100);
    expect(updates.map(({ texter, update }) => [texter, update.stale])).toContainEqual([ANA.personId, true]);
  });

  test("nobody is behind when nobody has ever held a contact", () => {
    const { world, desks } = notifying();
    world.store.block((change) => change.nextVersion());
    desks.allAreStale();
    expect([world.store.desksBehind, desks.isIdle]).toEqual([false, true]);
  });
});
