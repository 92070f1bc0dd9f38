import { describe, expect, it } from "vitest";
import { AlarmSchedule, type AlarmHandlers } from "./alarm-schedule.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { mortal, settlePromises, simulatedAlarm } from "../../testing/fake-clock.ts";

function object() {
  const store = nodeSql();
  const alarm = simulatedAlarm(store);
  const world = { now: 1_000_000, errors: [] as string[] };
  function start() {
    const process = mortal(store);
    const schedule = new AlarmSchedule({
      sql: process.sql,
      storage: alarm,
      now: () => world.now,
      onError: (name, error) => world.errors.push(`${name}: ${String(error)}`),
      random: () => 0.5,
    });
    return { ...process, schedule };
  }
  /** What the platform does when the alarm's time has come. */
  async function fire(schedule: AlarmSchedule, handlers: AlarmHandlers) {
    alarm.take();
    await schedule.run(handlers);
  }
  return { store, alarm, world, start, fire };
}

it("keeps the due time of a part that was given another name", () => {
  const { store, start } = object();
  start();
  store.run("DELETE FROM migrations WHERE owner = 'alarms' AND version = 2");
  store.run("INSERT INTO alarms (name, due_at, attempts) VALUES ('tell', 5, 2), ('words', 7, 0), ('outbox', 9, 0)");
  start();
  expect(store.all("SELECT name, due_at, attempts FROM alarms ORDER BY due_at")).toEqual([
    { name: "notify", due_at: 5, attempts: 2 },
    { name: "opt-outs", due_at: 7, attempts: 0 },
    { name: "outbox", due_at: 9, attempts: 0 },
  ]);
});

describe("many due times over one alarm", () => {
  it("fires at the earliest of all names and then at the next", async () => {
    const { alarm, world, start, fire } = object();
    const { schedule } = start();
    const ran: string[] = [];
    schedule.set("later", world.now + 500);
    schedule.set("sooner", world.now + 100);
    expect(alarm.atMs()).toBe(world.now + 100);
    world.now += 100;
    expect(schedule.due()).toEqual(["sooner"]);
    await fire(schedule, { sooner: () => void ran.push("sooner"), later: () => void ran.push("later") });
    expect(ran).toEqual(["sooner"]);
    expect(alarm.atMs()).toBe(world.now + 400);
  });

  it("moves a name to the time set last, and to the earlier one with setIfEarlier", () => {
    const { alarm, world, start } = object();
    const { schedule } = start();
    schedule.set("sweep", world.now + 100);
    schedule.set("sweep", world.now + 900);
    expect(schedule.dueAtMs("sweep")).toBe(world.now + 900);
    schedule.setIfEarlier("sweep", world.now + 2_000);
    expect(schedule.dueAtMs("sweep")).toBe(world.now + 900);
    schedule.setIfEarlier("sweep", world.now + 50);
    expect(schedule.dueAtMs("sweep")).toBe(world.now + 50);
    expect(alarm.atMs()).toBe(world.now + 50);
  });

  it("writes nothing when nothing changes, so that a hot path may ask per wave", () => {
    const { alarm, world, start } = object();
    const { schedule, writes } = start();
    schedule.set("flush", world.now + 100);
    const before = [writes(), alarm.writes()];
    for (let wave = 0; wave < 50; wave++) schedule.setIfEarlier("flush", world.now + 100 + wave);
    schedule.set("flush", world.now + 100);
    schedule.clear("never set");
    expect([writes(), alarm.writes()]).toEqual(before);
  });

  it("does not touch the alarm for a name that is later than the earliest", () => {
    const { alarm, world, start } = object();
    const { schedule } = start();
    schedule.set("first", world.now + 100);
    const before = alarm.writes();
    schedule.set("second", world.now + 200);
    schedule.clear("first");
    expect(alarm.writes()).toBe(before);
    schedule.clear("second");
    expect(alarm.atMs()).toBeNull();
  });

  it("takes part in the transaction around it", () => {
    const { alarm, world, start } = object();
    const { schedule, sql } = start();
    const failing = () =>
      sql.transaction(() => {
        schedule.set("flush", world.now + 100);
        throw new Error("taken back");
      });
    expect(failing).toThrow("taken back");
    expect(alarm.atMs()).toBeNull();
    schedule.setIfEarlier("flush", world.now + 200);
    expect(alarm.atMs()).toBe(world.now + 200);
  });

  it("does not run a name that another handler has just cleared or postponed", async () => {
    const { world, start, fire } = object();
    const { schedule } = start();
    for (const name of ["a", "b", "c"]) schedule.set(name, world.now);
    const ran: string[] = [];
    await fire(schedule, {
      a: () => {
        schedule.clear("b");
        schedule.set("c", world.now + 60);
      },
      b: () => void ran.push("b"),
      c: () => void ran.push("c"),
    });
    expect(ran).toEqual([]);
    expect([schedule.dueAtMs("b"), schedule.dueAtMs("c")]).toEqual([null, world.now + 60]);
  });

  it("accepts a time in the past as at once", () => {
    const { alarm, world, start } = object();
    const { schedule } = start();
    schedule.set("now", 0);
    expect(alarm.atMs()).toBe(world.now);
    expect(schedule.due()).toEqual(["now"]);
  });
});

describe("a handler that fails", () => {
  it("is reported, does not keep the others from running, and comes back later each time", async () => {
    const { alarm, world, start, fire } = object();
    const { schedule } = start();
    schedule.set("broken", world.now);
    schedule.set("fine", world.now);
    let fine = 0;
    const handlers = {
      broken: () => {
        throw new Error("no carrier");
      },
      fine: () => void (fine += 1),
    };
    await fire(schedule, handlers);
    expect(fine).toBe(1);
    expect(world.errors).toEqual(["broken: Error: no carrier"]);
    expect(alarm.atMs()).toBe(world.now + 1_000);
    const waits = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      world.now = alarm.atMs()!;
      await fire(schedule, handlers);
      waits.push(alarm.atMs()! - world.now);
    }
    expect(waits.slice(0, 3)).toEqual([2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(300_000);
    world.now = alarm.atMs()!;
    await fire(schedule, { broken: () => {} });
    expect(schedule.dueAtMs("broken")).toBeNull();
  });

  it("keeps its backoff against setIfEarlier, not against set", async () => {
    const { world, start, fire } = object();
    const { schedule } = start();
    schedule.set("flush", world.now);
    await fire(schedule, {
      flush: async () => {
        throw new Error("no");
      },
    });
    schedule.setIfEarlier("flush", world.now + 1);
    expect(schedule.dueAtMs("flush")).toBe(world.now + 1_000);
    schedule.set("flush", world.now + 5_000);
    schedule.setIfEarlier("flush", world.now + 1);
    expect(schedule.dueAtMs("flush")).toBe(world.now + 1);
  });

  it("without a handler is reported and kept for a version that has one", async () => {
    const { world, start, fire } = object();
    const { schedule } = start();
    schedule.set("toString", world.now);
    await fire(schedule, {});
    expect(world.errors[0]).toContain('No handler for the alarm "toString"');
    expect(schedule.dueAtMs("toString")).toBe(world.now + 1_000);
  });
});

describe("a name that is set while its handler runs", () => {
  it("runs again, however late the handler's end", async () => {
    const { alarm, world, start, fire } = object();
    const { schedule } = start();
    schedule.set("flush", world.now);
    const gate = Promise.withResolvers<void>();
    const running = fire(schedule, { flush: () => gate.promise });
    schedule.setIfEarlier("flush", world.now + 500);
    expect(schedule.due()).toEqual([]);
    gate.resolve();
    await running;
    expect(alarm.atMs()).toBe(world.now + 500);
  });

  it("runs at once again when the process dies in between, and then at the time set", async () => {
    const { alarm, world, start, fire } = object();
    const first = start();
    first.schedule.set("daily", world.now);
    void fire(first.schedule, {
      daily: () => {
        first.schedule.set("daily", world.now + 86_400_000);
        return new Promise(() => {});
      },
    });
    await settlePromises();
    first.die();
    const second = start();
    await second.schedule.arm();
    expect(alarm.atMs()).toBe(world.now);
    await fire(second.schedule, { daily: () => {} });
    expect(alarm.atMs()).toBe(world.now + 86_400_000);
  });

  it("does not come back when it is cleared, even if the handler fails", async () => {
    const { world, start, fire } = object();
    const { schedule } = start();
    schedule.set("flush", world.now);
    await fire(schedule, {
      flush: () => {
        schedule.clear("flush");
        throw new Error("no");
      },
    });
    expect(schedule.dueAtMs("flush")).toBeNull();
  });

  it("survives being cleared and set anew", async () => {
    const { world, start, fire } = object();
    const { schedule } = start();
    schedule.set("flush", world.now);
    await fire(schedule, {
      flush: () => {
        schedule.clear("flush");
        schedule.set("flush", world.now + 70);
      },
    });
    expect(schedule.dueAtMs("flush")).toBe(world.now + 70);
  });
});

describe("a restart", () => {
  it.each([
    ["missing", null],
    ["too late", 5_000],
    ["past due for long", -180_000],
  ])("sets an alarm that is %s", async (_, offsetMs) => {
    const { alarm, world, start } = object();
    start().schedule.set("sweep", world.now + 100);
    await (offsetMs === null ? alarm.deleteAlarm() : alarm.setAlarm(world.now + offsetMs));
    await start().schedule.arm();
    expect(alarm.atMs()).toBe(world.now + 100);
  });

  it("leaves an alarm that has just woken the object", async () => {
    const { alarm, world, start } = object();
    start().schedule.set("sweep", world.now + 100);
    world.now += 150;
    const before = alarm.writes();
    await start().schedule.arm();
    expect([alarm.writes(), alarm.atMs()]).toEqual([before, world.now - 50]);
  });

  it("writes nothing when the alarm is right, or nothing is due ever", async () => {
    const { alarm, world, start } = object();
    const empty = start();
    const atStart = empty.writes();
    await empty.schedule.arm();
    expect([empty.writes(), alarm.writes()]).toEqual([atStart, 0]);
    empty.schedule.set("sweep", world.now + 100);
    const before = alarm.writes();
    const again = start();
    await again.schedule.arm();
    expect([again.writes(), alarm.writes()]).toEqual([0, before]);
  });
});
