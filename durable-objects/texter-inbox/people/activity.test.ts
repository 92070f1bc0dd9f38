import { expect, test } from "vitest";
import { migratedSql } from "../../testing/node-sql.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { Activity } from "./activity.ts";

function inbox() {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const clock = { now: 1_000_000 };
  return { clock, start: () => new Activity(sql, () => clock.now) };
}

test("what a person does counts, what an app reads does not", () => {
  const { start } = inbox();
  const activity = start();
  for (const op of ["campaigns", "next", "conversations", "contact", "changes", "requests"] as const) activity.note(op);
  expect(activity.atMs).toBeNull();
  activity.note("answer");
  expect(activity.atMs).toBe(1_000_000);
});

test("a restart forgets less than the pause that queues add", () => {
  const { clock, start } = inbox();
  const activity = start();
  for (let texts = 0; texts < 100; texts += 1) {
    clock.now += 700;
    activity.note("send");
    expect(clock.now - (start().atMs ?? 0)).toBeLessThan(10_000);
  }
  expect(activity.atMs).toBe(clock.now);
});

test("a clock that was set back takes nothing away", () => {
  const { clock, start } = inbox();
  const activity = start();
  activity.note("send");
  clock.now -= 3_600_000;
  activity.note("send");
  expect([activity.atMs, start().atMs]).toEqual([1_000_000, 1_000_000]);
});
