import { expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { Numbers } from "../opt-outs/numbers.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";
import { Unmatched } from "./unmatched.ts";

const CELL = "+12125550101";
const TEXT = { sid: "SM1", from: CELL, to: "+16175550100", body: "Who is this?" };

function directory() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  const events: ObjectEvent[] = [];
  const clock = { ms: 1_000 };
  const deps = { sql, now: () => clock.ms, record: (recorded: ObjectEvent[]) => void events.push(...recorded) };
  const numbers = new Numbers(deps);
  numbers.rememberOrg("o1");
  const unmatched = new Unmatched({ ...deps, nextVersion: () => numbers.nextVersion() });
  const states = () => events.flatMap((event) => (event.kind === "unmatched" ? [event.payload] : []));
  return { sql, clock, unmatched, states };
}

test("an unmatched text is stored once and recorded once", () => {
  const { unmatched, states } = directory();
  expect(unmatched.has("SM1")).toBe(false);
  expect(unmatched.store(TEXT, { settled: false })).toBe(true);
  expect(unmatched.store({ ...TEXT, body: "again" }, { settled: false })).toBe(false);
  expect(unmatched.has("SM1")).toBe(true);
  expect(states()).toEqual([
    {
      sid: "SM1",
      cell: CELL,
      to: TEXT.to,
      body: "Who is this?",
      contactId: "",
      at: 1_000,
      handledAt: null,
      handledBy: null,
    },
  ]);
});

test("one that has opted its number out waits for nobody", () => {
  const { unmatched, states } = directory();
  unmatched.store({ ...TEXT, body: "STOP" }, { settled: true });
  expect(states()).toMatchObject([{ handledAt: 1_000, handledBy: null }]);
});

test("the first of two people who mark a text has handled it, and either may undo that", () => {
  const { unmatched, states, clock } = directory();
  unmatched.store(TEXT, { settled: false });
  const mark = (handled: boolean, personId: string) => unmatched.mark({ sid: "SM1", cell: CELL, handled, personId });
  clock.ms = 2_000;
  expect([mark(true, "p1"), mark(true, "p2"), mark(false, "p2"), mark(false, "p1")]).toEqual([true, true, true, true]);
  expect(states().map(({ handledAt, handledBy }) => [handledAt, handledBy])).toEqual([
    [null, null],
    [2_000, "p1"],
    [null, null],
  ]);
});

test("a text is only found with its own number", () => {
  const { unmatched } = directory();
  unmatched.store(TEXT, { settled: false });
  expect(unmatched.mark({ sid: "SM1", cell: "+12125550102", handled: true, personId: "p1" })).toBe(false);
  expect(unmatched.mark({ sid: "SM2", cell: CELL, handled: true, personId: "p1" })).toBe(false);
});

test("opting a number out handles all its texts, and nobody else's", () => {
  const { unmatched, sql } = directory();
  unmatched.store(TEXT, { settled: false });
  unmatched.store({ ...TEXT, sid: "SM2" }, { settled: false });
  unmatched.store({ ...TEXT, sid: "SM3", from: "+12125550102" }, { settled: false });
  unmatched.markAllOf(CELL, "p1");
  expect(sql.all("SELECT sid FROM unmatched WHERE handled_at IS NULL")).toEqual([{ sid: "SM3" }]);
});
