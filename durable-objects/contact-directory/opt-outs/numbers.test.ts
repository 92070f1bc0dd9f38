import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { Numbers } from "./numbers.ts";
import type { OptOutEntry } from "../../rpc/contact-directory.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";

const CELL = "+12125550101";
const OTHER = "+12125550102";
const CONTACT = "c000000000000001.1.1";

function directory() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  const events: ObjectEvent[] = [];
  const numbers = new Numbers({ sql, now: () => 1_000, record: (recorded) => void events.push(...recorded) });
  numbers.rememberOrg("o1");
  const entry = (optedOut: boolean, change: Partial<OptOutEntry> = {}): OptOutEntry => ({
    cell: CELL,
    optedOut,
    reason: optedOut ? "stop_word" : "start_word",
    contactId: null,
    messageId: null,
    personId: null,
    ...change,
  });
  return { sql, numbers, events, entry };
}

describe("an opt-out", () => {
  test("is written once, with reason and source, and recorded", () => {
    const { numbers, events, entry, sql } = directory();
    const said = entry(true, { contactId: CONTACT, messageId: "SM1" });
    expect(numbers.write(said)).toEqual({ optedOut: true, version: 1 });
    expect(numbers.write(said)).toEqual({ optedOut: true, version: 1 });
    expect(numbers.flag(CELL)).toEqual({ optedOut: true, version: 1 });
    expect(events).toEqual([
      {
        kind: "opt_out",
        version: 1,
        at: 1_000,
        payload: {
          cell: CELL,
          optedOut: true,
          reason: "stop_word",
          sourceContactId: CONTACT,
          sourceMessageId: "SM1",
          byPersonId: null,
          changed: true,
          note: "",
        },
      },
    ]);
    expect(sql.scalar("SELECT count(*) FROM history")).toBe(1);
  });

  test("can be taken back, and its history is kept", () => {
    const { numbers, entry, sql } = directory();
    numbers.write(entry(true));
    numbers.write(entry(false));
    expect(numbers.write(entry(true, { reason: "texter", personId: "p1" })).version).toBe(3);
    expect(sql.all("SELECT opted_out, reason, person_id FROM history ORDER BY id")).toEqual([
      { opted_out: 1, reason: "stop_word", person_id: null },
      { opted_out: 0, reason: "start_word", person_id: null },
      { opted_out: 1, reason: "texter", person_id: "p1" },
    ]);
  });

  test("keeps every entry once, also one that changes nothing", () => {
    const { numbers, entry, sql, events } = directory();
    const stop = entry(true, { messageId: "SM1" });
    for (const said of [stop, entry(true, { messageId: "SM2" }), stop, entry(true, { messageId: "SM2" })]) {
      expect(numbers.write(said)).toEqual({ optedOut: true, version: 1 });
    }
    expect(sql.all("SELECT message_id, changed FROM history ORDER BY id")).toEqual([
      { message_id: "SM1", changed: 1 },
      { message_id: "SM2", changed: 0 },
    ]);
    expect(events.map(({ payload }) => payload)).toMatchObject([{ changed: true }, { changed: false }]);
    expect(numbers.decidingEntry(CELL)).toMatchObject({ messageId: "SM1" });
    expect(numbers.lastEntry(CELL)).toMatchObject({ messageId: "SM2" });
  });

  test("outweighs a START that was stored before and is repeated", () => {
    const { numbers, entry } = directory();
    numbers.write(entry(true, { messageId: "SM1" }));
    numbers.write(entry(false, { messageId: "SM2" }));
    numbers.write(entry(true, { messageId: "SM3" }));
    expect(numbers.write(entry(false, { messageId: "SM2" }))).toMatchObject({ optedOut: true });
  });

  test("the last word counts, in whatever order the calls arrive", () => {
    const { numbers, entry, sql } = directory();
    // UNSTOP, lost on its way; then STOP; then the lost call arrives after all.
    numbers.write(entry(true, { messageId: "SM2", saidAt: 200 }));
    expect(numbers.write(entry(false, { messageId: "SM1", saidAt: 100 }))).toMatchObject({ optedOut: true });
    // An admin's opt-in that was given up before the contact said STOP.
    const byAdmin = { reason: "admin", contactId: null, messageId: null, personId: "p1", optedOut: false };
    expect(numbers.writeMany([CELL], { ...byAdmin, saidAt: 150 }).changed).toEqual([]);
    expect(numbers.write(entry(false, { messageId: "SM3", saidAt: 300 }))).toMatchObject({ optedOut: false });
    // The first STOP is delivered again, and a tap arrives late.
    expect(numbers.write(entry(true, { messageId: "SM2" }))).toMatchObject({ optedOut: false });
    const tap = entry(true, { reason: "texter", personId: "p2", saidAt: 250 });
    expect(numbers.write(tap)).toMatchObject({ optedOut: false });
    expect(sql.all("SELECT opted_out, changed, said_at FROM history ORDER BY id")).toEqual([
      { opted_out: 1, changed: 1, said_at: 200 },
      { opted_out: 0, changed: 0, said_at: 100 },
      { opted_out: 0, changed: 0, said_at: 150 },
      { opted_out: 0, changed: 1, said_at: 300 },
      { opted_out: 1, changed: 0, said_at: 250 },
    ]);
  });

  test("of many numbers by an admin's hand is one version, and counts what changed", () => {
    const { numbers, entry, events } = directory();
    numbers.write(entry(true));
    const by = { reason: "admin", contactId: null, messageId: null, personId: "p1", note: "asked by mail" };
    expect(numbers.writeMany([CELL, OTHER], { ...by, optedOut: true })).toEqual({ changed: [OTHER], version: 2 });
    expect(events.slice(1).map(({ version, payload }) => ({ version, payload }))).toMatchObject([
      { version: 2, payload: { cell: CELL, changed: false, note: "asked by mail" } },
      { version: 2, payload: { cell: OTHER, changed: true } },
    ]);
    expect(numbers.pending()).toEqual([CELL, OTHER]);
    // Somebody who never opted out cannot opt in: nothing is written.
    expect(numbers.writeMany(["+12125550103"], { ...by, optedOut: false }).changed).toEqual([]);
    expect(numbers.flag("+12125550103")).toBeNull();
  });

  test("a START from a number that never opted out changes nothing", () => {
    const { numbers, events, entry } = directory();
    expect(numbers.write(entry(false))).toEqual({ optedOut: false, version: 0 });
    expect([numbers.flag(CELL), numbers.pending(), events]).toEqual([null, [], []]);
  });

  test("is pending until the contacts have its newest version", () => {
    const { numbers, entry } = directory();
    const { version } = numbers.write(entry(true));
    numbers.write(entry(false));
    numbers.isDone(CELL, version);
    expect(numbers.pending()).toEqual([CELL]);
    numbers.isDone(CELL, version + 1);
    expect(numbers.pending()).toEqual([]);
  });

  test("versions grow over all numbers of the directory", () => {
    const { numbers, entry } = directory();
    expect([numbers.write(entry(true)).version, numbers.write(entry(true, { cell: OTHER })).version]).toEqual([1, 2]);
  });
});

test("whether a number has asked to stop since comes from its history, which has also decisions that changed nothing", () => {
  const { numbers, entry } = directory();
  expect(numbers.stoppedSince(CELL, 0)).toBe(false);
  numbers.write(entry(true, { messageId: "SM1" }));
  expect([numbers.stoppedSince(CELL, 999), numbers.stoppedSince(CELL, 1_000)]).toEqual([true, false]);
  expect(numbers.stoppedSince(OTHER, 0)).toBe(false);
});
