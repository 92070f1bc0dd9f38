import { expect, it } from "vitest";
import { AlarmSchedule, type AlarmHandlers } from "./alarm-schedule.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { mortal, seededRandom, settlePromises, simulatedAlarm } from "../../testing/fake-clock.ts";

/** A wish that somebody has: a run of the name that starts at `fromMs` or later, and ends well. */
type Wish = { fromMs: number };

const NAMES = ["flush", "sweep", "sender", "leases"];

/** Random sets, clears, failures, slow handlers, rollbacks and deaths, held against a model of wishes. */
async function play(seed: number) {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const store = nodeSql();
  const alarm = simulatedAlarm(store);
  let now = 1_000_000;
  let calm = false;
  const wishes = new Map<string, Wish>();
  const open = new Set<() => void>();
  const counts = { runs: 0, failures: 0, deaths: 0, wishes: 0 };

  function wish(name: string, fromMs: number) {
    wishes.set(name, { fromMs });
    counts.wishes += 1;
  }

  function change(schedule: AlarmSchedule) {
    const name = pick(NAMES);
    const atMs = now + Math.floor(random() * 10_000) - 500;
    const kind = random();
    if (kind < 0.45) {
      schedule.setIfEarlier(name, atMs);
      wish(name, Math.min(atMs, wishes.get(name)?.fromMs ?? Infinity));
    } else if (kind < 0.85) {
      schedule.set(name, atMs);
      wish(name, atMs);
    } else {
      schedule.clear(name);
      wishes.delete(name);
    }
  }

  const handlers = (schedule: AlarmSchedule): AlarmHandlers =>
    Object.fromEntries(
      NAMES.map((name) => [
        name,
        async () => {
          const wished = wishes.get(name);
          const startedMs = now;
          counts.runs += 1;
          if (!calm && random() < 0.3) change(schedule);
          if (!calm && random() < 0.5) await new Promise<void>((resolve) => open.add(resolve));
          if (!calm && random() < 0.3) change(schedule);
          if (!calm && random() < 0.3) {
            counts.failures += 1;
            throw new Error("fault");
          }
          // Only a wish that was there when the run started, and that nobody replaced since, has come true.
          if (wished !== undefined && wishes.get(name) === wished && startedMs >= wished.fromMs) wishes.delete(name);
        },
      ]),
    );

  function start() {
    const process = mortal(store);
    const schedule = new AlarmSchedule({ sql: process.sql, storage: alarm, now: () => now, random, onError: () => {} });
    return { ...process, schedule, alarmRuns: null as Promise<void> | null };
  }

  let object = start();
  function fireIfDue() {
    const atMs = alarm.atMs();
    if (object.alarmRuns !== null || atMs === null || atMs > now) return;
    alarm.take();
    const process = object;
    const done = process.schedule.run(handlers(process.schedule)).then(
      () => void (process.alarmRuns = null),
      () => {},
    );
    process.alarmRuns = done;
  }
  function expectArmed() {
    if (object.alarmRuns !== null) return;
    const earliest = store.scalar<number>("SELECT min(due_at) FROM alarms");
    if (earliest !== null) expect(alarm.atMs() ?? Infinity).toBeLessThanOrEqual(Math.max(earliest, now));
  }

  for (let step = 0; step < 250; step++) {
    const kind = random();
    if (kind < 0.4) change(object.schedule);
    else if (kind < 0.5) {
      // A block that fails takes its changes back, the alarm included.
      const kept = new Map(wishes);
      expect(() =>
        object.sql.transaction(() => {
          change(object.schedule);
          throw new Error("rolled back");
        }),
      ).toThrow("rolled back");
      wishes.clear();
      for (const [name, before] of kept) wishes.set(name, before);
    } else if (kind < 0.75) now += Math.floor(random() * 3_000);
    else if (kind < 0.95) {
      for (const resolve of open) resolve();
      open.clear();
    } else {
      counts.deaths += 1;
      object.die();
      open.clear();
      // The platform repeats an alarm whose handler died with the process; sometimes it has given up.
      object = start();
      await object.schedule.arm();
    }
    fireIfDue();
    await settlePromises();
    expectArmed();
  }

  calm = true;
  for (let round = 0; round < 200 && (alarm.atMs() !== null || object.alarmRuns !== null); round++) {
    for (const resolve of open) resolve();
    open.clear();
    await settlePromises();
    if (object.alarmRuns === null) now = Math.max(now, alarm.atMs() ?? now);
    fireIfDue();
    await settlePromises();
  }
  return { unfulfilled: [...wishes.keys()], left: store.all("SELECT * FROM alarms"), counts };
}

it.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  "every time that was set is served in spite of failures and restarts (seed %i)",
  async (seed) => {
    const { unfulfilled, left, counts } = await play(seed);
    expect(unfulfilled).toEqual([]);
    expect(left).toEqual([]);
    expect(Math.min(counts.runs, counts.failures, counts.deaths, counts.wishes)).toBeGreaterThan(0);
  },
);
