/** The loop that carries texts, on simulated timers. */
import { describe, expect, test } from "vitest";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { accepted, ANA, LOOK_UP_AFTER_MS, NOON, queueWorld } from "../../testing/queue-world.ts";
import { applyOptOut } from "../conversations/inbound.ts";
import { Sender } from "./sender.ts";
import { SharedThread } from "../../kit/time/shared-thread.ts";
import { mayStillGo } from "./waves.ts";
import type { CarryOutcome, WaveText } from "./waves.ts";

function sending(count: number, carry: (text: WaveText) => CarryOutcome | Promise<CarryOutcome> = accepted) {
  const world = queueWorld({ contacts: count });
  for (const n of world.lease(ANA, count)) {
    world.clock.now += 1;
    world.send(n);
  }
  const timers = simulatedTimers(() => world.clock.now);
  const heard = {
    carried: [] as number[],
    wakeAtMs: [] as number[],
    wakeByMs: [] as number[],
    words: 0,
    unknown: 0,
    errors: [] as string[],
  };
  const sender = new Sender({
    store: world.store,
    carry: async (text) => {
      if (!mayStillGo(world.store, text.message)) return { kind: "withheld" };
      heard.carried.push(text.message.n);
      return carry(text);
    },
    lookUpAfterMs: LOOK_UP_AFTER_MS,
    wakeAt: (atMs) => heard.wakeAtMs.push(atMs),
    wakeBy: (atMs) => heard.wakeByMs.push(atMs),
    onOptOuts: () => (heard.words += 1),
    onUnknown: () => (heard.unknown += 1),
    onFault: (message) => heard.errors.push(message),
    setTimer: timers.setTimer,
    thread: new SharedThread(),
  });
  /** Turns the clock from timer to timer until nothing waits; each turn comes `lateMs` too late, as on a busy thread. */
  async function run({ lateMs = 0, untilMs = Infinity, before = () => {} } = {}): Promise<void> {
    for (let i = 0; i < 1_000; i += 1) {
      timers.fire();
      await settlePromises();
      const next = timers.nextAtMs();
      if (next === null || world.clock.now >= untilMs) return;
      before();
      world.clock.now = Math.max(world.clock.now, next + lateMs);
    }
    throw new Error("the sender never rests");
  }
  return { world, sender, heard, timers, run };
}

describe("the sender", () => {
  test("gathers what is accepted within a moment into one wave, each text once", async () => {
    const { world, sender, heard, run } = sending(20);
    for (let i = 0; i < 20; i += 1) sender.kick();
    expect(heard.carried).toEqual([]);
    await run();
    expect(heard.carried).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(world.store.counters).toMatchObject({ SENT: 20, QUEUED: 0, SENDING: 0 });
  });

  test("sets an alarm for what is queued, in case that memory is lost before it goes", async () => {
    const { world, sender, heard, run } = sending(2);
    sender.queued();
    expect(heard.wakeByMs).toEqual([world.clock.now + 5_000]);
    await run();
    sender.queued();
    expect(heard.wakeByMs).toHaveLength(1);
  });

  test("begins by the alarm, and again by the next one, but not while the campaign is paused", async () => {
    const { world, sender, heard, run } = sending(2);
    world.configure({ paused: true });
    sender.wake();
    await run();
    expect([heard.carried, heard.wakeByMs]).toEqual([[], []]);
    world.configure({ paused: false });
    sender.wake();
    expect(heard.wakeByMs).toEqual([world.clock.now + 5_000]);
    await run();
    expect(heard.carried).toEqual([1, 2]);
  });

  test("carries after a restart what was queued before", async () => {
    const { world, sender, heard, run } = sending(2);
    world.restart();
    sender.recover();
    await run();
    expect(heard.carried).toEqual([1, 2]);
  });

  test("goes on wave after wave until nothing is left", async () => {
    const { sender, heard, run } = sending(250);
    sender.kick();
    await run();
    expect(heard.carried).toHaveLength(250);
    expect(new Set(heard.carried).size).toBe(250);
  });

  test("carries what was accepted while it carried", async () => {
    const { world, sender, heard, run } = sending(1, () => {
      if (world.sent(1).length < 3) {
        world.send(1);
        sender.kick();
      }
      return accepted();
    });
    sender.kick();
    await run();
    expect(heard.carried).toEqual([1, 1, 1]);
  });

  test("waits after 429, loses nothing and sends nothing twice", async () => {
    let refused = 0;
    const { world, sender, heard, run } = sending(10, ({ message }) => {
      if (message.n % 2 === 0 && refused < 5) {
        refused += 1;
        return { kind: "throttled", retryAfterMs: 2_000 };
      }
      return accepted();
    });
    const startedMs = world.clock.now;
    sender.kick();
    await run();
    expect(heard.carried).toHaveLength(15);
    expect(world.store.counters.SENT).toBe(10);
    expect(world.clock.now - startedMs).toBeGreaterThanOrEqual(2_000);
  });

  test("while the carrier is away tries it with one text at a time, and loses the outcome of few", async () => {
    let isAway = true;
    const { world, sender, heard, run } = sending(200, () =>
      isAway ? { kind: "unknown", detail: "connection lost" } : accepted(),
    );
    const startedMs = world.clock.now;
    sender.kick();
    await run({ untilMs: startedMs + 120_000 });
    expect(heard.carried.length).toBeLessThan(20);
    expect(world.store.counters.QUEUED).toBe(200 - heard.carried.length);
    isAway = false;
    const unknown = heard.carried.length;
    await run();
    expect(world.store.counters).toMatchObject({ SENT: 200 - unknown, QUEUED: 0, UNKNOWN: unknown });
    expect(new Set(heard.carried).size).toBe(200);
  });

  test("does not take single calls without an answer for an outage", async () => {
    const { world, sender, run } = sending(60, ({ message }) =>
      message.n % 3 === 0 ? { kind: "unknown", detail: "timed out" } : accepted(),
    );
    const startedMs = world.clock.now;
    sender.kick();
    await run();
    expect(world.store.counters).toMatchObject({ SENT: 40, UNKNOWN: 20 });
    expect(world.clock.now - startedMs).toBeLessThan(1_000);
  });

  test("sleeps outside of texting hours and says when to wake it", async () => {
    const { world, sender, heard, run } = sending(1);
    world.clock.now = NOON + 10 * 3_600_000;
    sender.kick();
    await run();
    expect(heard).toMatchObject({ carried: [], wakeAtMs: [NOON + 21 * 3_600_000] });
  });

  test("does not stop behind texts that are not attempted any more", async () => {
    const { world, sender, heard, run } = sending(130);
    world.store.block((change) => {
      for (let n = 1; n <= 110; n += 1) change.saveContact(world.contact(n), { opted_out: 1 });
    });
    sender.kick();
    await run();
    expect(heard.carried).toHaveLength(20);
    expect(world.store.counters).toMatchObject({ SENT: 20, NOT_ATTEMPTED: 110, QUEUED: 0 });
  });

  test("withholds what opts out while the wave is under way", async () => {
    const { world, sender, heard, run } = sending(30, ({ message }) => {
      if (message.n === 1) {
        const contacts = Array.from({ length: 10 }, (_, i) => i + 21);
        world.store.block((change) => applyOptOut(world.store, change, { contacts, optedOut: true, version: 1 }));
      }
      return accepted();
    });
    sender.kick();
    await run();
    expect(heard.carried).toHaveLength(20);
    expect(world.store.counters).toMatchObject({ SENT: 20, NOT_ATTEMPTED: 10 });
  });

  test("stops for a pause in the middle of a wave, and takes up the rest afterwards", async () => {
    const { world, sender, heard, run } = sending(30, ({ message }) => {
      if (message.n === 1) world.configure({ paused: true });
      return accepted();
    });
    sender.kick();
    await run();
    expect(heard.carried.length).toBeLessThan(10);
    const held = world.store.counters.QUEUED;
    expect(held).toBe(30 - heard.carried.length);
    world.configure({ paused: false });
    sender.kick();
    await run();
    expect(heard.carried).toHaveLength(30);
    expect(new Set(heard.carried).size).toBe(30);
  });

  test("takes a call that failed on our side as one whose outcome is unknown", async () => {
    const { world, sender, heard, run } = sending(3, ({ message }) => {
      if (message.n === 2) throw new Error("our own fault");
      return accepted();
    });
    sender.kick();
    await run();
    expect(world.store.counters).toMatchObject({ SENT: 2, UNKNOWN: 1 });
    expect(heard).toMatchObject({ unknown: 1, errors: ["carrier_call_failed"] });
  });

  test("keeps all texts while the carrier refuses the account, and says why", async () => {
    let isRefused = true;
    const { world, sender, heard, run } = sending(9, () => {
      if (!isRefused) return accepted();
      isRefused = false;
      return { kind: "throttled", retryAfterMs: 1_000, why: "wrong token" };
    });
    sender.kick();
    await run();
    expect(heard.errors).toEqual(["carrier_takes_no_texts"]);
    expect(world.store.counters).toMatchObject({ SENT: 9, ERROR: 0 });
  });

  test("tells when the carrier says that somebody has opted out", async () => {
    const { sender, heard, run } = sending(2, () => ({ kind: "rejected", code: 21610, message: "stop" }));
    sender.kick();
    await run();
    expect(heard.words).toBe(1);
  });

  test("leaves nothing SENDING when writing the answers fails, and goes on at the next kick", async () => {
    let full = true;
    const { world, sender, heard, run } = sending(3);
    const block = world.store.block.bind(world.store);
    let blocks = 0;
    world.store.block = (body) => {
      blocks += 1;
      // The second block is the wave's end.
      if (full && blocks === 2) throw new Error("disk full");
      return block(body);
    };
    sender.kick();
    await run();
    expect(world.store.counters).toMatchObject({ SENDING: 0, UNKNOWN: 3 });
    expect(heard).toMatchObject({ unknown: 1, errors: ["sender_stopped"] });
    full = false;
    world.send(1);
    sender.kick();
    await run();
    expect(world.store.counters.SENT).toBe(1);
  });

  test("rests between small waves while texts come in on a busy thread, and makes up for it afterwards", async () => {
    const { world, sender, heard, run } = sending(1_000);
    sender.kick();
    const busySeconds = 8;
    const endsAtMs = world.clock.now + busySeconds * 1000;
    await run({ lateMs: 100, untilMs: endsAtMs, before: () => sender.accepted() });
    // Slow, but it never stops.
    expect(heard.carried.length).toBeGreaterThan(20 * busySeconds);
    expect(heard.carried.length).toBeLessThan(800);
    const quietFromMs = world.clock.now;
    await run();
    expect(heard.carried).toHaveLength(1_000);
    expect(world.clock.now - quietFromMs).toBeLessThan(15_000);
  });

  test("does not rest on a busy thread when nobody waits for an answer", async () => {
    const { world, sender, heard, run } = sending(1_000);
    const startedMs = world.clock.now;
    sender.kick();
    await run({ lateMs: 100 });
    expect(heard.carried).toHaveLength(1_000);
    expect(world.clock.now - startedMs).toBeLessThan(5_000);
  });
});
