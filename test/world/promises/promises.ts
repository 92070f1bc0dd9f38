/**
 * What the product relies on, as assertions about a probe (probe.ts). The same are made on workerd and on the stand-ins:
 * where they differ, the stand-in is wrong.
 */
import { expect } from "vitest";

export type ProbedSocket = { send: (data: string) => void; close: (code: number) => void; frames: string[] };

export type ProbedPlatform = {
  call: (object: string, method: string, ...args: unknown[]) => Promise<unknown>;
  /** Takes the object out of memory while nothing happens. */
  evict: (object: string) => Promise<void>;
  /** Until it is so; fails after a while. */
  until: (what: () => Promise<boolean> | boolean) => Promise<void>;
  socket: (object: string) => Promise<ProbedSocket>;
};

type PlatformPromise = { name: string; holds: (on: ProbedPlatform, object: string) => Promise<void> };

async function failureOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    const { message, name, retryable, remote, overloaded } = error as Error & Record<string, unknown>;
    return { message, name, retryable: retryable ?? false, remote: remote ?? false, overloaded: overloaded ?? false };
  }
  throw new Error("The call did not fail.");
}

export const PLATFORM_PROMISES: readonly PlatformPromise[] = [
  {
    name: "what a call has written is there for the next one, also after an eviction; memory is not",
    holds: async ({ call, evict }, object) => {
      await call(object, "write", "a", "b");
      expect(await call(object, "remember", 2)).toBe(2);
      await evict(object);
      expect(await call(object, "rows")).toEqual(["a", "b"]);
      expect(await call(object, "remember", 1)).toBe(1);
    },
  },
  {
    name: "an exception keeps what was written before it, and is marked as the object's own",
    holds: async ({ call }, object) => {
      expect(await failureOf(call(object, "writeThenThrow", "a"))).toEqual({
        message: "staged by this test",
        name: "RangeError",
        retryable: false,
        remote: true,
        overloaded: false,
      });
      expect(await call(object, "rows")).toEqual(["a"]);
    },
  },
  {
    name: "a transaction that throws takes back its writes and the alarm set in it",
    holds: async ({ call }, object) => {
      expect(await call(object, "inTransaction", "a", true)).toBe("rolled back");
      expect([await call(object, "rows"), await call(object, "alarmSet")]).toEqual([[], false]);
      expect(await call(object, "inTransaction", "b", false)).toBe("committed");
      expect([await call(object, "rows"), await call(object, "alarmSet")]).toEqual([["b"], true]);
      await call(object, "clearAlarm");
    },
  },
  {
    name: "a reset takes back what was written in its turn, forgets the memory, and fails the call",
    holds: async ({ call }, object) => {
      await call(object, "write", "a");
      await call(object, "remember", 5);
      expect(await failureOf(call(object, "writeThenReset", "b"))).toMatchObject({ overloaded: false });
      expect(await call(object, "rows")).toEqual(["a"]);
      expect(await call(object, "remember", 1)).toBe(1);
    },
  },
  {
    name: "other events come in between while an object awaits, unless it blocks",
    holds: async ({ call }, object) => {
      const held = call(object, "hold");
      await call(object, "remember", 3);
      await call(object, "letGo");
      expect(await held).toBe(3);
      const blocked = call(object, "block");
      const others = [1, 2, 3].map(() => call(object, "remember", 1));
      expect(await blocked).toBe(0);
      await Promise.all(others);
      expect(await call(object, "remember", 0)).toBe(6);
    },
  },
  {
    name: "arguments and results are copies, with their types",
    holds: async ({ call }, object) => {
      const given = { list: [1], at: new Date(5), map: new Map([["a", 1]]), nothing: undefined };
      const answer = (await call(object, "mirror", given)) as { value: typeof given; keys: string[] };
      expect(given.list).toEqual([1]);
      expect(answer).toMatchObject({ isDate: true, isMap: true, value: { list: [1, 99] } });
      expect(answer.value.map.get("a")).toBe(1);
    },
  },
  {
    name: "SQL: rows in order, several statements at once, errors that name SQLite",
    holds: async ({ call }, object) => {
      const query = (text: string, ...params: unknown[]) => call(object, "query", text, ...params);
      expect(await query("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT; CREATE TABLE u (a INTEGER) STRICT")).toEqual(
        [],
      );
      expect(await query("INSERT INTO t (a) VALUES (1), (2)")).toEqual([]);
      expect(await query("SELECT a, a + ? FROM t ORDER BY a", 1)).toEqual([
        [1, 2],
        [2, 3],
      ]);
      expect(await query("INSERT INTO t (a) VALUES (1)")).toMatch(/UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT/);
      expect(await query("SELECT * FROM missing")).toMatch(/no such table: missing.*: SQLITE_ERROR/);
      expect(await query("PRAGMA user_version")).toMatch(/Error/);
      const marks = Array.from({ length: 101 }, () => "?").join(", ");
      expect(await query(`SELECT ${marks}`, ...Array.from({ length: 101 }, () => 1))).toMatch(/too many SQL variables/);
    },
  },
  {
    name: "an alarm rings once and is gone when its handler runs",
    holds: async ({ call, until }, object) => {
      expect(await call(object, "setAlarm", 20)).toEqual(expect.any(Number));
      await until(async () => ((await call(object, "rows")) as string[]).length > 0);
      expect(await call(object, "rows")).toEqual(["rang 0 null"]);
      expect(await call(object, "alarmSet")).toBe(false);
    },
  },
  {
    name: "an alarm whose handler throws rings again",
    holds: async ({ call, until }, object) => {
      await call(object, "write", "fail");
      await call(object, "setAlarm", 10);
      await until(async () => ((await call(object, "rows")) as string[]).length > 2);
      expect(await call(object, "rows")).toEqual(["fail", "rang 0 null", "rang 1 null"]);
    },
  },
  {
    name: "a socket's frames keep their order; it and its attachment outlive the memory",
    holds: async ({ socket, evict, until }, object) => {
      const { send, frames, close } = await socket(object);
      send("a b");
      await until(() => frames.length === 2);
      expect(frames).toEqual(["a 1 1 1", "b 1 1 1"]);
      await evict(object);
      send("c d");
      await until(() => frames.length === 4);
      expect(frames.slice(2)).toEqual(["c 2 1 1", "d 2 1 1"]);
      close(1000);
    },
  },
  {
    name: "a ping is answered without the object, and a close is told to it",
    holds: async ({ call, socket, until }, object) => {
      const { send, frames, close } = await socket(object);
      send("ping");
      await until(() => frames.length === 1);
      expect(frames).toEqual(["pong"]);
      expect(await call(object, "remember", 0)).toBe(0);
      close(4001);
      await until(async () => ((await call(object, "rows")) as string[]).length > 0);
      expect(await call(object, "rows")).toEqual(["closed 4001"]);
    },
  },
];
