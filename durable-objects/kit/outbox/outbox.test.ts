import { describe, expect, it } from "vitest";
import type { EventPacket, ObjectEvent } from "../../../domain/record/events.ts";
import { AlarmSchedule } from "../time/alarm-schedule.ts";
import { brokenLink, CHAIN_START } from "./hash-chain.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { EventOutbox, type EventOutboxDeps } from "./outbox.ts";
import { mortal, settlePromises, simulatedAlarm, simulatedTimers } from "../../testing/fake-clock.ts";

function object(settings: Partial<EventOutboxDeps> = {}) {
  const store = nodeSql();
  const alarm = simulatedAlarm(store);
  const world = { now: 1_000_000, queueWorks: true, errors: [] as string[] };
  const sent: { consumer: string; packet: EventPacket }[] = [];
  function start(more: Partial<EventOutboxDeps> = {}) {
    const process = mortal(store);
    const timers = simulatedTimers(() => world.now);
    const schedule = new AlarmSchedule({ sql: process.sql, storage: alarm, now: () => world.now, random: () => 0.5 });
    const outbox = new EventOutbox({
      sql: process.sql,
      source: () => ({ object: "CampaignQueue", key: "c1.0", orgId: "o1", campaignId: "c1" }),
      now: () => world.now,
      consumers: ["postgres"],
      send: async (consumer, packet) => {
        if (!world.queueWorks) throw new Error("queue unavailable");
        sent.push({ consumer, packet });
      },
      schedule,
      onError: (error) => world.errors.push(String(error)),
      setTimer: timers.setTimer,
      random: () => 0.5,
      ...settings,
      ...more,
    });
    return { ...process, schedule, outbox, timers };
  }
  const spans = (): string[] => sent.splice(0).map(({ packet }) => `${packet.fromSeq}..${packet.toSeq}`);
  return { store, alarm, world, sent, spans, start };
}

let version = 0;
function dropped(size = 10): ObjectEvent {
  version += 1;
  return { kind: "contacts_dropped", version, at: 1, payload: { ids: ["x".repeat(size)] } };
}

describe("recording", () => {
  it("costs one INSERT per call and nothing else", () => {
    const { alarm, start } = object();
    const { outbox, writes } = start();
    const before = [writes(), alarm.writes()];
    outbox.record([dropped(), dropped(), dropped()]);
    outbox.record([]);
    expect([writes(), alarm.writes()]).toEqual([before[0]! + 1, before[1]]);
    expect(outbox.pending()).toEqual({ rows: 1, oldestAtMs: 1_000_000 });
  });

  it("asks for a flush by one timer and one alarm, however often a hot path asks", () => {
    const { alarm, world, start } = object();
    const { outbox, timers, writes } = start();
    outbox.record([dropped()]);
    outbox.flushSoon();
    const before = [writes(), alarm.writes()];
    for (let wave = 0; wave < 100; wave++) {
      world.now += 4;
      outbox.flushSoon();
    }
    expect([writes(), alarm.writes()]).toEqual(before);
    expect(timers.nextAtMs()).toBe(1_001_000);
    expect(alarm.atMs()).toBe(1_010_000);
  });

  it("leaves what comes while packets are handed over to its timer, so that a busy object does not flush without rest", async () => {
    const { alarm, world, start } = object();
    const { outbox } = start({
      send: async () => {
        outbox.record([dropped()]);
        outbox.flushSoon();
      },
    });
    outbox.record([dropped()]);
    outbox.flushSoon();
    await outbox.flush();
    expect(outbox.pending().rows).toBe(2);
    expect(alarm.atMs()).toBe(world.now + 10_000);
  });

  it("splits a large call into batches that a queue's message can carry", async () => {
    const { sent, start } = object();
    const { outbox } = start();
    const events = Array.from({ length: 30 }, () => dropped(20_000));
    outbox.record(events);
    await outbox.flush();
    expect(sent.flatMap(({ packet }) => packet.batches.flatMap((batch) => batch.events))).toEqual(events);
    for (const { packet } of sent) expect(Buffer.byteLength(JSON.stringify(packet))).toBeLessThan(101_000);
  });

  it("refuses an event that no message can carry, and records nothing of its call", () => {
    const { start } = object();
    const { outbox } = start();
    expect(() => outbox.record([dropped(), dropped(96_000)])).toThrow(/contacts_dropped.*Spread its entries/);
    expect(outbox.pending().rows).toBe(0);
  });

  it("goes on in the chain after a block that was rolled back", async () => {
    const { sent, start } = object();
    const { outbox, sql } = start();
    outbox.record([dropped()]);
    const failing = () =>
      sql.transaction(() => {
        outbox.record([dropped()]);
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    outbox.record([dropped()]);
    await outbox.flush();
    const { batches } = sent[0]!.packet;
    expect(batches.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(brokenLink(batches, CHAIN_START)).toBeNull();
  });
});

describe("sending", () => {
  it("packs consecutive batches into one packet of the source", async () => {
    const { sent, start } = object();
    const { outbox } = start();
    for (let call = 0; call < 50; call++) outbox.record([dropped()]);
    await outbox.flush();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      consumer: "postgres",
      packet: { source: { object: "CampaignQueue", key: "c1.0" }, fromSeq: 1, toSeq: 50 },
    });
  });

  it("sends nothing twice while its confirmation may still come", async () => {
    const { world, spans, start } = object();
    const { outbox } = start();
    outbox.record([dropped()]);
    await Promise.all([outbox.flush(), outbox.flush()]);
    outbox.record([dropped()]);
    world.now += 29_000;
    await outbox.flush();
    expect(spans()).toEqual(["1..1", "2..2"]);
  });

  it("sends again, ever rarer, what is not confirmed", async () => {
    const { world, spans, start } = object();
    const { outbox } = start();
    outbox.record([dropped()]);
    await outbox.flush();
    const waits = [];
    for (let round = 0; round < 6; round++) {
      waits.push(outbox.nextDueAtMs()! - world.now);
      world.now = outbox.nextDueAtMs()!;
      await outbox.flush();
    }
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    expect(spans()).toHaveLength(7);
  });

  it("does not make a consumer that comes back wait for the pauses of its absence", async () => {
    const { world, spans, start } = object();
    const { outbox } = start();
    outbox.record([dropped(90_000)]);
    outbox.record([dropped(90_000)]);
    for (let round = 0; round < 5; round++) {
      await outbox.flush();
      world.now = outbox.nextDueAtMs()!;
    }
    await outbox.flush();
    spans();
    outbox.confirm("postgres", 1, 1);
    expect(outbox.nextDueAtMs()).toBe(world.now + 30_000);
  });

  it("has only so many packets in flight to a consumer that does not answer", async () => {
    const { world, spans, start } = object({ maxInFlight: 3 });
    const { outbox, timers } = start();
    for (let call = 0; call < 10; call++) outbox.record([dropped(90_000)]);
    await outbox.flush();
    expect(spans()).toEqual(["1..1", "2..2", "3..3"]);
    world.now += 40_000;
    await outbox.flush();
    expect(spans()).toEqual(["1..1", "2..2", "3..3"]);
    outbox.confirm("postgres", 2, 2);
    world.now += 1_000;
    timers.fire();
    await settlePromises();
    expect(spans()).toEqual(["4..4"]);
  });

  it("tries a failed hand-over again after a second", async () => {
    const { world, spans, start } = object();
    const { outbox } = start();
    world.queueWorks = false;
    outbox.record([dropped()]);
    await outbox.flush();
    expect(world.errors).toEqual(["Error: queue unavailable"]);
    expect(outbox.nextDueAtMs()).toBe(world.now + 1_000);
    world.queueWorks = true;
    world.now += 1_000;
    await outbox.flush();
    expect(spans()).toEqual(["1..1"]);
  });

  it("does not hold up one consumer because of another", async () => {
    const { sent, start } = object({
      consumers: ["postgres", "archive"],
      send: async (consumer, packet) => {
        if (consumer === "postgres") throw new Error("down");
        sent.push({ consumer, packet });
      },
    });
    const { outbox } = start();
    outbox.record([dropped()]);
    await outbox.flush();
    expect(sent.map(({ consumer }) => consumer)).toEqual(["archive"]);
  });
});

describe("confirming", () => {
  it("lets rows leave with one DELETE, and never uses a seq again", async () => {
    const { spans, start } = object();
    const first = start();
    for (let call = 0; call < 3; call++) first.outbox.record([dropped()]);
    const before = first.writes();
    first.outbox.confirm("postgres", 1, 2);
    expect(first.outbox.pending().rows).toBe(1);
    expect(first.writes() - before).toBeLessThanOrEqual(2);
    first.outbox.confirm("postgres", 3, 3);
    expect(first.outbox.pending()).toEqual({ rows: 0, oldestAtMs: null });
    first.die();
    const second = start();
    second.outbox.record([dropped()]);
    await second.outbox.flush();
    expect(spans()).toEqual(["4..4"]);
  });

  it("keeps the newest seq when the newest batch leaves before older ones", async () => {
    const { spans, start } = object();
    const { outbox } = start();
    for (let call = 0; call < 3; call++) outbox.record([dropped(90_000)]);
    outbox.confirm("postgres", 3, 3);
    outbox.record([dropped()]);
    await outbox.flush();
    expect(spans()).toEqual(["1..1", "2..2", "4..4"]);
  });

  it("lets rows leave only when all consumers have them, also across a restart", () => {
    const { store, start } = object({ consumers: ["postgres", "archive"] });
    const { outbox, die } = start();
    for (let call = 0; call < 4; call++) outbox.record([dropped()]);
    outbox.confirm("postgres", 3, 4);
    outbox.confirm("postgres", 1, 2);
    outbox.confirm("archive", 2, 3);
    expect(store.all("SELECT seq FROM outbox")).toEqual([{ seq: 1 }, { seq: 4 }]);
    die();
    start().outbox.confirm("archive", 1, 4);
    expect(store.all("SELECT seq FROM outbox")).toEqual([]);
    expect(store.all("SELECT * FROM outbox_confirmed")).toEqual([]);
  });

  it("lets rows leave that were kept only for a consumer that is no longer there", () => {
    const { store, start } = object();
    const before = start({ consumers: ["postgres", "archive"] });
    before.outbox.record([dropped()]);
    before.outbox.confirm("postgres", 1, 1);
    before.die();
    expect(start({ consumers: ["postgres"] }).outbox.pending().rows).toBe(0);
    expect(store.all("SELECT * FROM outbox_confirmed")).toEqual([]);
  });

  it("does not confirm what does not exist yet", async () => {
    const { spans, start } = object();
    const { outbox } = start();
    outbox.record([dropped()]);
    outbox.confirm("postgres", 1, 9);
    outbox.confirm("postgres", 5, 9);
    outbox.record([dropped()]);
    await outbox.flush();
    expect(spans()).toEqual(["2..2"]);
  });

  it("sends the rest of a packet of which only the middle was confirmed", async () => {
    const { world, spans, start } = object();
    const { outbox } = start();
    for (let call = 0; call < 5; call++) outbox.record([dropped()]);
    await outbox.flush();
    outbox.confirm("postgres", 3, 3);
    world.now += 60_000;
    await outbox.flush();
    expect(spans()).toEqual(["1..5", "1..2", "4..5"]);
  });

  it.each([
    ["an unknown consumer", "postgre", 1, 1, /"postgre" is not a consumer.*postgres/],
    ["a span that ends before it begins", "postgres", 2, 1, /not 2\.\.1/],
    ["a seq that is not a whole number", "postgres", Number.NaN, 1, /not NaN\.\.1/],
  ])("refuses %s", (_, consumer, from, to, message) => {
    const { start } = object();
    expect(() => start().outbox.confirm(consumer, from, to)).toThrow(message);
  });
});

describe("a restart", () => {
  it("sends everything unconfirmed again soon, and by the alarm if the process dies once more", async () => {
    const { alarm, world, spans, start } = object();
    const first = start();
    first.outbox.record([dropped()]);
    first.outbox.flushSoon();
    await first.outbox.flush();
    first.die();
    const second = start();
    world.now += 1_000;
    second.timers.fire();
    await settlePromises();
    expect(spans()).toEqual(["1..1", "1..1"]);
    second.die();
    world.now = alarm.atMs()!;
    alarm.take();
    const third = start();
    await third.schedule.run({ outbox: () => third.outbox.flush() });
    expect(spans()).toEqual(["1..1"]);
  });

  it("of an object that has nothing to tell sets no timer and writes nothing", () => {
    const { start } = object();
    const first = start();
    first.outbox.record([dropped()]);
    first.outbox.confirm("postgres", 1, 1);
    first.die();
    const second = start();
    expect(second.timers.nextAtMs()).toBeNull();
    expect(second.writes()).toBe(0);
  });
});
