/**
 * Carrying texts (docs/rules.md#sending-last-look): what is looked at once more, and what becomes of each answer of the
 * carrier.
 */
import type { DeliveryReport } from "../../rpc/campaign-queue.ts";
import { describe, expect, test } from "vitest";
import { accepted, ANA, LOOK_UP_AFTER_MS, NOON, queueWorld } from "../../testing/queue-world.ts";
import { applyOptOut, report } from "../conversations/inbound.ts";
import { beginWave, mayStillGo, sendingBecomesUnknown, settleWave, validitySeconds } from "./waves.ts";
import type { CarryOutcome } from "./waves.ts";
import { owedOptOuts } from "../opt-outs/owed-opt-outs.ts";

type World = ReturnType<typeof queueWorld>;
const HOUR_MS = 3_600_000;

/** `count` contacts of Ana, their first texts accepted. */
function queued(count = 3): World {
  const world = queueWorld({ contacts: count });
  for (const n of world.lease(ANA, count)) {
    world.clock.now += 1;
    world.send(n);
  }
  return world;
}

function optOut(world: World, n: number): void {
  world.store.block((change) => applyOptOut(world.store, change, { contacts: [n], optedOut: true, version: 1 }));
}

function reported(world: World, n: number, change: Partial<DeliveryReport>): void {
  const message = world.onlyText(n);
  world.store.block((block) =>
    report(world.store, block, { n, messageId: message.id, sid: "SM1", status: "SENT", errorCode: null, ...change }),
  );
}

const settle = (world: World, wave: ReturnType<typeof beginWave>, outcome: CarryOutcome) =>
  settleWave(
    world.store,
    wave.texts.map(({ message }) => ({ message, outcome })),
    LOOK_UP_AFTER_MS,
  );

describe("a wave", () => {
  test("marks its texts SENDING, and no other wave takes them", () => {
    const world = queued(3);
    const wave = beginWave(world.store, 2);
    expect(wave.texts.map(({ message }) => message.n)).toEqual([1, 2]);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENDING", attempts: 1, sending_at: world.clock.now });
    expect(beginWave(world.store, 9).texts.map(({ message }) => message.n)).toEqual([3]);
    expect(beginWave(world.store, 9).texts).toEqual([]);
  });

  test("takes replies before first texts", () => {
    const world = queued(2);
    world.wave();
    world.receive(1, "Yes");
    world.add([3, 4], "i2");
    for (const n of world.lease(ANA, 2, "more")) world.send(n);
    world.clock.now += 5;
    world.send(1);
    expect(beginWave(world.store, 9).texts.map(({ message }) => message.kind)).toEqual(["reply", "first", "first"]);
  });

  test("tells the carrier to give up when the window ends", () => {
    const world = queued(1);
    expect(validitySeconds(world.store, beginWave(world.store, 9).texts[0]!)).toBe(9 * 3600 - 1);
    const late = queued(1);
    late.configure({ window: { zone: "America/New_York", startHour: 0, endHour: 24 } });
    expect(validitySeconds(late.store, beginWave(late.store, 9).texts[0]!)).toBe(36_000);
  });

  test("goes to desks and Postgres only once it is over", () => {
    const world = queued(1);
    world.events.length = world.news.length = 0;
    const wave = beginWave(world.store, 9);
    expect([world.events, world.news]).toEqual([[], []]);
    settle(world, wave, accepted());
    expect(world.events).toMatchObject([{ kind: "message", payload: { sendStatus: "SENT" } }]);
    expect(world.news).toMatchObject([{ kind: "state", texter: ANA.personId }]);
  });
});

describe("what was accepted does not go any more", () => {
  test("when the contact opted out while it was queued: not attempted", () => {
    const world = queued(2);
    optOut(world, 1);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
    expect(world.wave().map((message) => message.n)).toEqual([2]);
  });

  test("when the flag came without the texts being dropped: the wave looks once more", () => {
    const world = queued(1);
    world.store.block((change) => change.saveContact(world.contact(1), { opted_out: 1 }));
    expect(beginWave(world.store, 9)).toMatchObject({ texts: [], dropped: 1 });
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });

  test("when the contact opts out during the wave, before its turn: withheld, then not attempted", () => {
    const world = queued(2);
    const wave = beginWave(world.store, 9);
    optOut(world, 1);
    expect(wave.texts.map(({ message }) => mayStillGo(world.store, message))).toEqual([false, true]);
    settle(world, { ...wave, texts: wave.texts.slice(0, 1) }, { kind: "withheld" });
    expect(world.onlyText(1)).toMatchObject({ send_status: "QUEUED", attempts: 0 });
    expect(beginWave(world.store, 9).texts).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });

  test("when the campaign is archived: not attempted", () => {
    const world = queued(1);
    world.configure({ status: "ARCHIVED" });
    expect(world.wave()).toEqual([]);
    expect(world.onlyText(1).send_status).toBe("NOT_ATTEMPTED");
  });
});

describe("what was accepted waits", () => {
  test("for the end of a pause, also when the pause came during the wave", () => {
    const world = queued(2);
    const wave = beginWave(world.store, 1);
    world.configure({ paused: true });
    expect(mayStillGo(world.store, world.onlyText(1))).toBe(false);
    settle(world, wave, { kind: "withheld" });
    expect(beginWave(world.store, 9)).toEqual({ texts: [], dropped: 0, againAtMs: null });
    world.configure({ paused: false });
    expect(world.wave().map((message) => message.n)).toEqual([1, 2]);
  });

  test("for the hours, and says when they begin", () => {
    const world = queued(1);
    world.clock.now = NOON + 10 * HOUR_MS;
    expect(beginWave(world.store, 9)).toEqual({ texts: [], dropped: 1, againAtMs: NOON + 21 * HOUR_MS });
    expect(beginWave(world.store, 9)).toEqual({ texts: [], dropped: 0, againAtMs: NOON + 21 * HOUR_MS });
    world.clock.now = NOON + 21 * HOUR_MS;
    expect(world.wave()).toHaveLength(1);
  });

  test("in the last minutes of the window first texts only, replies go", () => {
    const world = queued(2);
    world.wave();
    world.receive(1, "Yes");
    world.add([3], "i2");
    for (const n of world.lease(ANA, 1, "more")) world.send(n);
    world.send(1);
    world.clock.now = NOON + 9 * HOUR_MS - 5 * 60_000;
    const wave = beginWave(world.store, 9);
    expect(wave.texts.map(({ message }) => message.kind)).toEqual(["reply"]);
    expect(wave.againAtMs).toBe(NOON + 21 * HOUR_MS);
  });

  test("not for the campaign's closing: it was accepted before", () => {
    const world = queued(1);
    world.configure({ status: "CLOSED" });
    expect(world.wave()).toHaveLength(1);
  });
});

describe("the carrier's answer", () => {
  test("429: was never processed, goes back to the queue without counting as an attempt", () => {
    const world = queued(1);
    const settled = settle(world, beginWave(world.store, 9), { kind: "throttled", retryAfterMs: 3000 });
    expect(settled.throttledMs).toBe(3000);
    expect(world.onlyText(1)).toMatchObject({ send_status: "QUEUED", attempts: 0, sending_at: null });
    expect(world.wave()).toHaveLength(1);
    expect(world.onlyText(1)).toMatchObject({ send_status: "SENT", attempts: 1 });
  });

  test("refused: ERROR with its code, and never again", () => {
    const world = queued(1);
    world.wave({ kind: "rejected", code: 21211, message: "not a number" });
    expect(world.onlyText(1)).toMatchObject({ send_status: "ERROR", error_code: 21211 });
    expect(world.wave()).toEqual([]);
    expect(owedOptOuts(world.store)).toEqual([]);
  });

  test("21610: the directory is owed an opt-out, also after a restart", () => {
    const world = queued(1);
    const settled = settle(world, beginWave(world.store, 9), { kind: "rejected", code: 21610, message: "stop" });
    expect(settled.owesOptOuts).toBe(true);
    world.restart();
    expect(owedOptOuts(world.store)).toMatchObject([
      { n: 1, optedOut: true, reason: "carrier_21610", messageId: world.onlyText(1).id },
    ]);
  });

  test("30007 is never an opt-out", () => {
    const world = queued(1);
    world.wave();
    reported(world, 1, { status: "ERROR", errorCode: 30007 });
    expect(owedOptOuts(world.store)).toEqual([]);
  });

  test("none: UNKNOWN, to be looked up later, not sent again", () => {
    const world = queued(1);
    world.wave({ kind: "unknown", detail: "timed out" });
    expect(world.onlyText(1)).toMatchObject({
      send_status: "UNKNOWN",
      look_up_at: world.clock.now + LOOK_UP_AFTER_MS,
    });
    expect(world.wave()).toEqual([]);
  });

  test.each([
    ["accepted", accepted(), "SM1"],
    ["none", { kind: "unknown", detail: "" } as const, "SM1"],
    ["429", { kind: "throttled", retryAfterMs: 1 } as const, "SM1"],
  ])("%s, overtaken by a delivery report: the report has proved more", (_, outcome, sid) => {
    const world = queued(1);
    const wave = beginWave(world.store, 9);
    reported(world, 1, { status: "DELIVERED" });
    settle(world, wave, outcome);
    expect(world.onlyText(1)).toMatchObject({ send_status: "DELIVERED", sid });
    expect(world.wave()).toEqual([]);
  });
});

test("after a restart every text that was SENDING is UNKNOWN, and no other is", () => {
  const world = queued(3);
  beginWave(world.store, 2);
  world.restart();
  expect(sendingBecomesUnknown(world.store, LOOK_UP_AFTER_MS)).toBe(2);
  expect(sendingBecomesUnknown(world.store, LOOK_UP_AFTER_MS)).toBe(0);
  expect([1, 2, 3].map((n) => world.onlyText(n).send_status)).toEqual(["UNKNOWN", "UNKNOWN", "QUEUED"]);
  expect(world.store.counters).toMatchObject({ SENDING: 0, UNKNOWN: 2, QUEUED: 1 });
});
