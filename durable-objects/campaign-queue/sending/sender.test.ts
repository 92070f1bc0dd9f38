/** The loop that carries texts, on simulated timers, through the carrier link to a carrier of the test's own. */
import { describe, expect, test } from "vitest";
import { NEEDED_MS } from "../../../domain/hours/texting-window.ts";
import { OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import { accepted, NOON } from "../../testing/queue-world.ts";
import { sending } from "../../testing/sending-world.ts";
import { applyOptOut } from "../conversations/inbound.ts";

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
    const { world, sender, heard, run } = sending(10, ({ n }) => {
      if (n % 2 === 0 && refused < 5) {
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
    const { world, sender, run } = sending(60, ({ n }) =>
      n % 3 === 0 ? { kind: "unknown", detail: "timed out" } : accepted(),
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
    const { world, sender, heard, run } = sending(30, ({ n }) => {
      if (n === 1) {
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
    const { world, sender, heard, run } = sending(30, ({ n }) => {
      if (n === 1) world.configure({ paused: true });
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

  test("offers no more of a wave once the carrier takes nothing of the account, and all of it later", async () => {
    let isActive = false;
    const { world, sender, heard, run } = sending(40, () =>
      isActive
        ? accepted()
        : { kind: "waits", scope: "account", code: 20005, retryAfterMs: 60_000, why: "The account is not active" },
    );
    sender.kick();
    await run({ untilMs: world.clock.now + 10_000 });
    const before = heard.carried.length;
    expect(before).toBeLessThanOrEqual(OUTGOING_CONNECTIONS);
    expect(world.store.counters).toMatchObject({ QUEUED: 40, SENT: 0, NOT_ATTEMPTED: 0 });
    isActive = true;
    await run();
    expect(heard.carried).toHaveLength(before + 40);
    expect(world.store.counters).toMatchObject({ SENT: 40, QUEUED: 0 });
  });

  test("stops in the middle of a wave when the texting hours end, and goes on when they begin again", async () => {
    const endsAtMs = NOON + 9 * 3_600_000;
    const { world, sender, heard, run } = sending(30, async ({ n }) => {
      // The first call takes until the hours are over.
      if (n === 1) world.clock.now = endsAtMs;
      return accepted();
    });
    world.clock.now = endsAtMs - NEEDED_MS.initial - 5_000;
    sender.kick();
    await run();
    expect(heard).toMatchObject({ carried: [1], wakeAtMs: [endsAtMs + 12 * 3_600_000] });
    expect(world.store.counters).toMatchObject({ SENT: 1, QUEUED: 29 });
    world.clock.now = endsAtMs + 12 * 3_600_000;
    sender.wake();
    await run();
    expect(new Set(heard.carried).size).toBe(30);
    expect(world.store.counters).toMatchObject({ SENT: 30, QUEUED: 0 });
  });

  test("takes a call that failed on our side as one whose outcome is unknown", async () => {
    const { world, sender, heard, run } = sending(3, ({ n }) => {
      if (n === 2) throw new Error("our own fault");
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
    expect(heard.optOuts).toBe(1);
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
