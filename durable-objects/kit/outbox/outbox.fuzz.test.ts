import { expect, it } from "vitest";
import type { EventPacket, ObjectEvent } from "../../../domain/record/events.ts";
import { AlarmSchedule } from "../time/alarm-schedule.ts";
import { brokenLink, CHAIN_START } from "./hash-chain.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { EventOutbox } from "./outbox.ts";
import { mortal, seededRandom, settlePromises, simulatedAlarm, simulatedTimers } from "../../testing/fake-clock.ts";

const MAX_IN_FLIGHT = 5;

/**
 * An object records at random, while sends fail, queues lose, repeat and reorder packets, confirmations do the same, blocks
 * are rolled back and the process dies. Then the weather turns calm.
 */
async function play(seed: number) {
  const random = seededRandom(seed);
  const consumers = random() < 0.5 ? ["postgres"] : ["postgres", "archive"];
  const store = nodeSql();
  const alarm = simulatedAlarm(store);
  let now = 1_000_000;
  let calm = false;
  let version = 0;
  const chance = (share: number): boolean => !calm && random() < share;

  const recorded: ObjectEvent[] = [];
  const queue: { consumer: string; packet: EventPacket }[] = [];
  const confirmations: { consumer: string; from: number; to: number }[] = [];
  const stored = new Map(consumers.map((consumer) => [consumer, new Map<number, EventPacket["batches"][number]>()]));
  const counts = { deaths: 0, lost: 0, repeated: 0, rolledBack: 0, failed: 0, largestPacket: 0 };

  function event(): ObjectEvent {
    version += 1;
    const id = random() < 0.1 ? "é".repeat(Math.floor(random() * 40_000)) : `c.${version}`;
    return { kind: "contacts_dropped", version, at: now, payload: { ids: [id] } };
  }

  async function send(consumer: string, packet: EventPacket) {
    counts.largestPacket = Math.max(counts.largestPacket, Buffer.byteLength(JSON.stringify(packet)));
    if (chance(0.3)) await settlePromises();
    if (chance(0.1)) {
      counts.failed += 1;
      throw new Error("queue unavailable");
    }
    queue.push({ consumer, packet });
    if (chance(0.1)) throw new Error("handed over, but the answer was lost");
  }

  function start() {
    const process = mortal(store);
    const timers = simulatedTimers(() => now);
    const quiet = { now: () => now, random, onError: () => {} };
    const schedule = new AlarmSchedule({ ...quiet, sql: process.sql, storage: alarm });
    const outbox = new EventOutbox({
      ...quiet,
      sql: process.sql,
      source: () => ({ object: "CampaignQueue", key: "c1.0", orgId: "o1", campaignId: "c1" }),
      consumers,
      send,
      schedule,
      setTimer: timers.setTimer,
      maxInFlight: MAX_IN_FLIGHT,
    });
    return { ...process, timers, schedule, outbox, alarmRuns: false };
  }

  let object = start();

  function record() {
    const events = Array.from({ length: 1 + Math.floor(random() * 4) }, event);
    if (chance(0.15)) {
      counts.rolledBack += 1;
      expect(() =>
        object.sql.transaction(() => {
          object.outbox.record(events);
          object.outbox.flushSoon();
          throw new Error("rolled back");
        }),
      ).toThrow("rolled back");
      return;
    }
    object.outbox.record(events);
    object.outbox.flushSoon();
    recorded.push(...events);
  }

  /** One packet, not the oldest one, reaches its consumer or is lost. */
  function deliver() {
    const [taken] = queue.splice(Math.floor(random() * queue.length), 1);
    if (taken === undefined) return;
    if (chance(0.2)) {
      counts.lost += 1;
      return;
    }
    if (chance(0.15)) {
      counts.repeated += 1;
      queue.push(taken);
    }
    const { consumer, packet } = taken;
    expect(packet.batches.map(({ seq }) => seq)).toEqual(
      Array.from({ length: packet.toSeq - packet.fromSeq + 1 }, (_, index) => packet.fromSeq + index),
    );
    for (const batch of packet.batches) {
      const before = stored.get(consumer)!.get(batch.seq);
      if (before !== undefined) expect(batch.hash).toBe(before.hash);
      stored.get(consumer)!.set(batch.seq, batch);
    }
    confirmations.push({ consumer, from: packet.fromSeq, to: packet.toSeq });
  }

  function confirm() {
    const [taken] = confirmations.splice(Math.floor(random() * confirmations.length), 1);
    if (taken === undefined || chance(0.15)) return;
    if (chance(0.2)) confirmations.push(taken);
    object.outbox.confirm(taken.consumer, taken.from, taken.to);
  }

  function turnClock() {
    now += Math.floor(random() * (calm ? 40_000 : 4_000));
    object.timers.fire();
    const atMs = alarm.atMs();
    if (object.alarmRuns || atMs === null || atMs > now) return;
    alarm.take();
    const process = object;
    process.alarmRuns = true;
    process.schedule.run({ outbox: () => process.outbox.flush() }).then(
      () => (process.alarmRuns = false),
      () => {},
    );
  }

  function expectNothingLeftUnconfirmed() {
    const head = store.scalar<number>(
      "SELECT max(seq) FROM (SELECT seq FROM outbox UNION SELECT seq FROM outbox_head)",
    );
    const here = new Set(store.all<{ seq: number }>("SELECT seq FROM outbox").map(({ seq }) => seq));
    for (let seq = 1; seq <= (head ?? 0); seq++) {
      if (!here.has(seq)) for (const has of stored.values()) expect(has.has(seq)).toBe(true);
    }
  }

  for (let step = 0; step < 300; step++) {
    const kind = random();
    if (kind < 0.3) record();
    else if (kind < 0.5) turnClock();
    else if (kind < 0.75) deliver();
    else if (kind < 0.95) confirm();
    else if (kind < 0.97) void object.outbox.flush().catch(() => {});
    else {
      counts.deaths += 1;
      object.die();
      object = start();
      await object.schedule.arm();
    }
    await settlePromises();
    if (step % 10 === 0) expectNothingLeftUnconfirmed();
  }
  expectNothingLeftUnconfirmed();

  calm = true;
  for (let round = 0; round < 300 && object.outbox.pending().rows > 0; round++) {
    turnClock();
    await settlePromises();
    while (queue.length > 0) deliver();
    while (confirmations.length > 0) confirm();
  }
  return { object, store, recorded, stored, counts };
}

it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  "every event reaches every consumer once the weather is calm, in an unbroken chain (seed %i)",
  async (seed) => {
    const { object, store, recorded, stored, counts } = await play(seed);
    expect(object.outbox.pending()).toEqual({ rows: 0, oldestAtMs: null });
    expect(object.outbox.nextDueAtMs()).toBeNull();
    expect(store.all("SELECT * FROM outbox_confirmed")).toEqual([]);
    for (const has of stored.values()) {
      const batches = [...has.values()].sort((a, b) => a.seq - b.seq);
      expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, index) => index + 1));
      expect(brokenLink(batches, CHAIN_START)).toBeNull();
      expect(batches.flatMap(({ events }) => events)).toEqual(recorded);
    }
    expect(counts.largestPacket).toBeLessThan(128_000);
    expect(Math.min(counts.deaths, counts.lost, counts.repeated, counts.rolledBack)).toBeGreaterThan(0);
  },
);
