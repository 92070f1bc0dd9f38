/** What the objects have in common: events that leave, an alarm that goes on after a stop, parts that it wakes. */
import { expect, it } from "vitest";
import type { EventPacket, ObjectEvent } from "../../../domain/record/events.ts";
import { mortal, settlePromises, simulatedAlarm, simulatedTimers } from "../../testing/fake-clock.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { createLogger } from "../log/log.ts";
import type { ObjectPart } from "../time/object-part.ts";
import { Recorder } from "./recorder.ts";

const EVENT: ObjectEvent = { kind: "contacts_dropped", version: 1, at: 1, payload: { ids: ["c1.1.1"] } };

function object() {
  const store = nodeSql();
  const storage = simulatedAlarm(store);
  const world = { now: 1_000_000, queueWorks: true };
  const sent: EventPacket[] = [];
  const lines: string[] = [];
  function start() {
    const process = mortal(store);
    const timers = simulatedTimers(() => world.now);
    const recorder = new Recorder({
      object: "Campaign",
      key: "c1",
      sql: process.sql,
      storage,
      now: () => world.now,
      owner: () => ({ orgId: "o1", campaignId: "c1" }),
      events: {
        send: async (packet) => {
          if (!world.queueWorks) throw new Error("the queue is away");
          sent.push(packet);
        },
      },
      log: createLogger({ object: "Campaign" }, (_, line) => lines.push(line)),
      setTimer: timers.setTimer,
    });
    recorder.arm();
    return { ...process, recorder, timers };
  }
  /** The platform calls `alarm()` when its time has come. */
  async function ring(recorder: Recorder, parts: readonly ObjectPart[] = []): Promise<void> {
    world.now = Math.max(world.now, storage.atMs() ?? world.now);
    storage.take();
    await recorder.wake(parts);
  }
  return { store, storage, world, sent, lines, start, ring };
}

it("sends what was recorded within a second, in the name of its owner", async () => {
  const { world, sent, start } = object();
  const { recorder, timers } = start();
  recorder.record([EVENT]);
  expect(recorder.unconfirmed).toBe(1);
  world.now += 1_000;
  timers.fire();
  await settlePromises();
  const [packet] = sent;
  expect(packet?.source).toEqual({ object: "Campaign", key: "c1", orgId: "o1", campaignId: "c1" });
  expect(packet?.batches.flatMap(({ events }) => events)).toEqual([EVENT]);
  recorder.confirm({ consumer: "postgres", fromSeq: packet!.fromSeq, toSeq: packet!.toSeq });
  expect(recorder.unconfirmed).toBe(0);
});

it("sends it by the alarm when the process died before, also when that was in the first second", async () => {
  const { sent, start, ring } = object();
  const first = start();
  first.recorder.record([EVENT]);
  first.die();
  await ring(start().recorder);
  expect(sent).toHaveLength(1);
});

it("takes back alarm and events with a transaction that fails", () => {
  const { storage, start } = object();
  const { recorder, sql } = start();
  const failing = () =>
    sql.transaction(() => {
      recorder.record([EVENT]);
      throw new Error("no");
    });
  expect(failing).toThrow("no");
  expect([recorder.unconfirmed, storage.atMs()]).toEqual([0, null]);
});

it("wakes each part by its own alarm, and logs one that fails without keeping the others from their work", async () => {
  const { lines, start, ring, world } = object();
  const { recorder } = start();
  const woken: string[] = [];
  const part = (alarm: string, fails = false): ObjectPart => ({
    alarm,
    wake: () => {
      woken.push(alarm);
      if (fails) throw new Error("no contact with +16175550123");
    },
  });
  const parts = [part("import", true), part("archive"), part("uploads")];
  recorder.schedule.set("import", world.now);
  recorder.schedule.set("archive", world.now);
  await ring(recorder, parts);
  expect(woken).toEqual(["archive", "import"]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: "error", event: "alarm_failed", object: "Campaign", alarm: "import" },
  ]);
  expect(lines.join()).not.toContain("6175550123");
  await ring(recorder, parts);
  expect(woken).toEqual(["archive", "import", "import"]);
});

it("refuses two parts with one alarm", async () => {
  const { recorder } = object().start();
  const part: ObjectPart = { alarm: "import", wake: () => {} };
  await expect(recorder.wake([part, part])).rejects.toThrow('Two parts answer the alarm "import"');
});

it("logs a packet that the queue does not take, and sends it again", async () => {
  const { world, sent, lines, start, ring } = object();
  const { recorder, timers } = start();
  world.queueWorks = false;
  recorder.record([EVENT]);
  world.now += 1_000;
  timers.fire();
  await settlePromises();
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(["packet_not_handed_over"]);
  world.queueWorks = true;
  await ring(recorder);
  expect(sent).toHaveLength(1);
});
