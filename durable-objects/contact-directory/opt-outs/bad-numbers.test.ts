import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";
import { BadNumbers } from "./bad-numbers.ts";

const CELL = "+12125550101";
const OTHER = "+12125550102";

function directorySql() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  return sql;
}

test("a bad number and its end are recorded once each", () => {
  const events: ObjectEvent[] = [];
  const bad = new BadNumbers({
    sql: directorySql(),
    now: () => 1_000,
    nextVersion: () => events.length + 1,
    record: (recorded) => void events.push(...recorded),
  });
  bad.set(CELL, null);
  bad.set(CELL, 30003);
  bad.set(CELL, 30003);
  bad.set(CELL, null);
  bad.set(CELL, null);
  expect(events.map(({ version, payload }) => ({ version, payload }))).toEqual([
    { version: 1, payload: { cell: CELL, code: 30003 } },
    { version: 2, payload: { cell: CELL, code: null } },
  ]);
});

test("an older report that arrives late changes nothing", () => {
  const bad = new BadNumbers({ sql: directorySql(), now: () => 1_000, nextVersion: () => 1, record: () => {} });
  expect(bad.set(CELL, 30006, 500)).toEqual({ code: 30006, at: 500 });
  expect(bad.set(CELL, null, 700)).toEqual({ code: null, at: 700 });
  expect(bad.set(CELL, 30006, 600)).toEqual({ code: null, at: 700 });
  expect(bad.codeOf(CELL)).toBeNull();
});

describe("a phone that cannot be reached", () => {
  const DAY_MS = 86_400_000;
  function strikes() {
    const sql = directorySql();
    const clock = { now: 100 * DAY_MS };
    const bad = new BadNumbers({ sql, now: () => clock.now, nextVersion: () => 1, record: () => {} });
    return { clock, bad, strike: (text: string, cell = CELL) => bad.isBadNow(cell, text, clock.now) };
  }

  test("is a bad number by the third text within 30 days, each counted once", () => {
    const { strike } = strikes();
    expect([strike("c1/m1"), strike("c1/m1"), strike("c1/m2"), strike("c2/m1", OTHER), strike("c2/m1")]).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test("is none when the first was longer ago, or when it answered in between", () => {
    const late = strikes();
    late.strike("m1");
    late.clock.now += 30 * DAY_MS;
    expect([late.strike("m2"), late.strike("m3"), late.strike("m4")]).toEqual([false, false, true]);
    const answered = strikes();
    answered.strike("m1");
    answered.strike("m2");
    answered.bad.set(CELL, null);
    expect(answered.strike("m3")).toBe(false);
  });
});
