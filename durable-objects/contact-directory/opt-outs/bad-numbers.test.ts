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

describe("a number that its holder gave up", () => {
  const DAY_MS = 86_400_000;
  const GIVEN_UP_AT = 99 * DAY_MS;
  function world() {
    const sql = directorySql();
    const clock = { now: 100 * DAY_MS };
    const bad = new BadNumbers({ sql, now: () => clock.now, nextVersion: () => 1, record: () => {} });
    return { clock, bad };
  }

  test("is bad; marking it again says so again, and leaves the carrier's own code", () => {
    const { bad } = world();
    bad.set(OTHER, 30006);
    expect(bad.giveUp([CELL, OTHER], GIVEN_UP_AT)).toEqual([CELL]);
    expect(bad.giveUp([CELL, OTHER], GIVEN_UP_AT)).toEqual([CELL]);
    expect([bad.codeOf(CELL), bad.codeOf(OTHER)]).toEqual([1, 30006]);
  });

  test("is somebody's once it has answered, whatever an older list says", () => {
    const { bad } = world();
    bad.giveUp([CELL], GIVEN_UP_AT);
    bad.set(CELL, null);
    expect(bad.giveUp([CELL], GIVEN_UP_AT)).toEqual([]);
    expect(bad.giveUp([CELL], 110 * DAY_MS)).toEqual([CELL]);
  });

  test("on a new list counts as its new holder's after 45 days", () => {
    const { bad, clock } = world();
    bad.giveUp([CELL], GIVEN_UP_AT);
    clock.now = GIVEN_UP_AT + 45 * DAY_MS - 1;
    expect(bad.hasLapsed()).toBe(false);
    bad.forgetGivenUp([CELL]);
    expect(bad.codeOf(CELL)).toBe(1);
    clock.now += 1;
    expect(bad.hasLapsed()).toBe(true);
    bad.forgetGivenUp([OTHER]);
    expect(bad.codeOf(CELL)).toBe(1);
    bad.forgetGivenUp([CELL]);
    expect(bad.codeOf(CELL)).toBeNull();
  });
});
