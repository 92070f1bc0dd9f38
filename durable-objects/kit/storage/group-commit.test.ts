import { expect, it } from "vitest";
import { GroupCommit } from "./group-commit.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";

function group(apply: (items: number[]) => (string | Error)[], maxBatch = 100) {
  const clock = { now: 0 };
  const timers = simulatedTimers(() => clock.now);
  const batches: number[][] = [];
  const commit = new GroupCommit<number, string>({
    windowMs: 4,
    maxBatch,
    apply: (items) => {
      batches.push(items);
      return apply(items);
    },
    setTimer: timers.setTimer,
  });
  const endWindow = () => {
    clock.now += 4;
    timers.fire();
  };
  return { commit, batches, endWindow, timers };
}

const say = (items: number[]) => items.map((item) => `did ${item}`);

it("applies what arrives within the window in one block, in order, and answers each with its own outcome", async () => {
  const { commit, batches, endWindow } = group(say);
  const answers = Promise.all([1, 2, 3].map((item) => commit.add(item)));
  expect(batches).toEqual([]);
  endWindow();
  expect(await answers).toEqual(["did 1", "did 2", "did 3"]);
  const next = commit.add(4);
  endWindow();
  expect(await next).toBe("did 4");
  expect(batches).toEqual([[1, 2, 3], [4]]);
});

it("does not let a full batch wait, nor its timer cut the next one short", async () => {
  const { commit, batches, endWindow } = group(say, 2);
  const answers = [1, 2, 3].map((item) => commit.add(item));
  expect(batches).toEqual([[1, 2]]);
  endWindow();
  expect(await Promise.all(answers)).toEqual(["did 1", "did 2", "did 3"]);
  expect(batches).toEqual([[1, 2], [3]]);
});

it("leaves a batch its own window when the one before went early", () => {
  const { commit, batches, endWindow, timers } = group(say, 2);
  void commit.add(1);
  void commit.add(2);
  endWindow();
  void commit.add(3);
  timers.fire();
  expect(batches).toEqual([[1, 2]]);
  endWindow();
  expect(batches).toEqual([[1, 2], [3]]);
});

it("does not let one bad item poison the others", async () => {
  const { commit, endWindow } = group((items) => items.map((item) => (item === 2 ? new Error("bad") : `did ${item}`)));
  const answers = Promise.allSettled([1, 2, 3].map((item) => commit.add(item)));
  endWindow();
  expect((await answers).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it.each([
  [
    "throws",
    () => {
      throw new Error("storage is full");
    },
    /storage is full/,
  ],
  ["forgets an outcome", () => ["only one"], /1 outcomes for 2 items/],
])("rejects all when apply %s, and goes on with the next batch", async (_, broken, message) => {
  let works = false;
  const { commit, endWindow } = group((items) => (works ? say(items) : broken()));
  const answers = Promise.allSettled([commit.add(1), commit.add(2)]);
  endWindow();
  for (const answer of await answers) {
    expect(answer.status).toBe("rejected");
    if (answer.status === "rejected") expect(String(answer.reason)).toMatch(message);
  }
  works = true;
  const next = commit.add(3);
  endWindow();
  expect(await next).toBe("did 3");
});

it("takes items that arrive while a batch is applied into the next one", async () => {
  let inner: Promise<string> | undefined;
  const { commit, endWindow } = group((items) => {
    if (items[0] === 1) inner = commit.add(2);
    return say(items);
  });
  const outer = commit.add(1);
  endWindow();
  await settlePromises();
  endWindow();
  expect(await Promise.all([outer, inner])).toEqual(["did 1", "did 2"]);
});

it("makes twenty calls one transaction", async () => {
  const sql = nodeSql();
  sql.run("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT");
  let transactions = 0;
  const { commit, endWindow } = group((items) => {
    transactions += 1;
    return sql.transaction(() =>
      items.map((item) => {
        sql.run("INSERT INTO t VALUES (?)", item);
        return "stored";
      }),
    );
  });
  const answers = Promise.all(Array.from({ length: 20 }, (_, n) => commit.add(n)));
  endWindow();
  await answers;
  expect([transactions, sql.scalar("SELECT count(*) FROM t")]).toEqual([1, 20]);
});

it("answers a lone caller after the window every time, and lets many share batches with longer and longer rests", async () => {
  const clock = { now: 1000 };
  const timers = simulatedTimers(() => clock.now);
  const batches: number[][] = [];
  const commit = new GroupCommit<number, number>({
    windowMs: 1,
    restMs: 16,
    now: () => clock.now,
    apply: (items) => {
      batches.push(items);
      return items;
    },
    setTimer: timers.setTimer,
  });
  const pass = (ms: number) => {
    clock.now += ms;
    timers.fire();
  };
  for (const item of [1, 2, 3]) {
    const alone = commit.add(item);
    pass(1);
    expect(await alone).toBe(item);
  }
  const waits: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const together = [commit.add(10), commit.add(11)];
    const before = batches.length;
    let waited = 0;
    for (; batches.length === before; waited += 1) pass(1);
    waits.push(waited);
    await Promise.all(together);
  }
  expect(waits).toEqual([1, 4, 8, 16, 16]);
  pass(100);
  const late = commit.add(4);
  pass(1);
  expect(await late).toBe(4);
});
