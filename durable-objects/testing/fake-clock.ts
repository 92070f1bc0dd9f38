/**
 * A small world for tests: seeded randomness, a clock moved by hand, timers and an alarm on that clock, and processes
 * that die. Only tests import it.
 */
import type { AlarmStorage } from "../kit/time/alarm-schedule.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { SetTimer } from "../kit/time/timer.ts";

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The storage as one process sees it: once the process is dead, nothing that it left running can change it. */
export function mortal(sql: Sql): { sql: Sql; writes: () => number; die: () => void } {
  let dead = false;
  let writes = 0;
  function alive(query: string): Sql {
    if (dead) throw new Error("This process is dead.");
    if (/^\s*(insert|update|delete)/i.test(query)) writes += 1;
    return sql;
  }
  return {
    sql: {
      run: (query, ...params) => alive(query).run(query, ...params),
      all: (query, ...params) => alive(query).all(query, ...params),
      one: (query, ...params) => alive(query).one(query, ...params),
      scalar: (query, ...params) => alive(query).scalar(query, ...params),
      transaction: (body) => alive("").transaction(body),
    },
    writes: () => writes,
    die: () => {
      dead = true;
    },
  };
}

/** The platform's alarm: one time, kept in the store, so that a rolled-back transaction takes it back. */
export function simulatedAlarm(sql: Sql): AlarmStorage & { atMs(): number | null; take(): void; writes(): number } {
  let writes = 0;
  sql.run("CREATE TABLE IF NOT EXISTS platform_alarm (id INTEGER PRIMARY KEY, at INTEGER) STRICT");
  const atMs = (): number | null => sql.scalar<number>("SELECT at FROM platform_alarm");
  const store = (at: number | null): void => {
    writes += 1;
    sql.run("INSERT OR REPLACE INTO platform_alarm (id, at) VALUES (1, ?)", at);
  };
  return {
    atMs,
    /** Delivered: what the platform does before it calls `alarm()`. */
    take: () => store(null),
    writes: () => writes,
    setAlarm: async (at) => {
      if (at <= 0) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
      store(at);
    },
    deleteAlarm: async () => store(null),
    getAlarm: async () => atMs(),
  };
}

/** In-memory timers of one process: `fire` runs those whose time has come. */
export function simulatedTimers(now: () => number): { setTimer: SetTimer; fire(): void; nextAtMs(): number | null } {
  let waiting: { atMs: number; body: () => void }[] = [];
  return {
    setTimer: (body, afterMs) => {
      waiting.push({ atMs: now() + afterMs, body });
    },
    fire: () => {
      const ready = waiting.filter(({ atMs }) => atMs <= now());
      waiting = waiting.filter(({ atMs }) => atMs > now());
      for (const { body } of ready) body();
    },
    nextAtMs: () => (waiting.length === 0 ? null : Math.min(...waiting.map(({ atMs }) => atMs))),
  };
}

/** Lets everything run that waits only for other promises. */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
