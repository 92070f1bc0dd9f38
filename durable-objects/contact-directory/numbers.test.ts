import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../domain/record/events.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { nodeSql } from "../testing/node-sql.ts";
import { BadNumbers } from "./bad-numbers.ts";
import { byQueue, Numbers } from "./numbers.ts";
import type { OptOutWord } from "./numbers.ts";
import { MIGRATIONS } from "./schema.ts";

const CELL = "+12125550101";
const OTHER = "+12125550102";
const SPRING = "c000000000000001";
const AUTUMN = "c000000000000002";

function directory() {
  const sql = nodeSql();
  migrate(sql, MIGRATIONS);
  const events: ObjectEvent[] = [];
  const numbers = new Numbers({ sql, now: () => 1_000, record: (recorded) => void events.push(...recorded) });
  numbers.rememberOrg("o1");
  const word = (optedOut: boolean, change: Partial<OptOutWord> = {}): OptOutWord => ({
    cell: CELL,
    optedOut,
    reason: optedOut ? "stop_word" : "start_word",
    contactId: null,
    messageId: null,
    personId: null,
    ...change,
  });
  return { sql, numbers, events, word };
}

const contact = (id: string, cell = CELL): [string, string] => [cell, id];
const gone = (contactId: string, cell = CELL) => ({ contactId, cell });

describe("registering", () => {
  test("twice is once", () => {
    const { numbers } = directory();
    const contacts = [contact(`${SPRING}.1.1`), contact(`${SPRING}.1.2`, OTHER)];
    expect(numbers.register(contacts)).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(numbers.register(contacts)).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(numbers.contactIds(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("tells the twin from an earlier import of the same campaign, and does not keep the newcomer", () => {
    const { numbers } = directory();
    numbers.register([contact(`${SPRING}.1.1`)]);
    expect(numbers.register([contact(`${SPRING}.2.7`)]).twins).toEqual([
      { contactId: `${SPRING}.2.7`, twinId: `${SPRING}.1.1` },
    ]);
    expect(numbers.contactIds(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("keeps the first of a number in one list, and names it to the others", () => {
    const { numbers } = directory();
    const list = [contact(`${SPRING}.1.1`), contact(`${SPRING}.2.1`, OTHER), contact(`${SPRING}.1.2`)];
    const twins = [{ contactId: `${SPRING}.1.2`, twinId: `${SPRING}.1.1` }];
    expect(numbers.register(list)).toEqual({ optedOut: [], twins, badNumbers: [] });
    expect(numbers.register(list)).toEqual({ optedOut: [], twins, badNumbers: [] });
    expect(numbers.contactIds(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("knows a number in several campaigns", () => {
    const { numbers } = directory();
    numbers.register([contact(`${SPRING}.1.1`)]);
    expect(numbers.register([contact(`${AUTUMN}.1.1`)]).twins).toEqual([]);
    expect(numbers.contactIds(CELL)).toEqual([`${SPRING}.1.1`, `${AUTUMN}.1.1`]);
  });

  test("answers with opted-out contacts, and does not store them", () => {
    const { numbers, word } = directory();
    numbers.write(word(true));
    const answer = numbers.register([contact(`${SPRING}.1.1`), contact(`${SPRING}.1.2`, OTHER)]);
    expect(answer.optedOut).toEqual([`${SPRING}.1.1`]);
    expect([numbers.contactIds(CELL), numbers.contactIds(OTHER)]).toEqual([[], [`${SPRING}.1.2`]]);
  });

  test("repeated after a stop, forgets a contact that has opted out in between", () => {
    const { numbers, word } = directory();
    numbers.register([contact(`${SPRING}.1.1`)]);
    numbers.write(word(true));
    expect(numbers.register([contact(`${SPRING}.1.1`)]).optedOut).toEqual([`${SPRING}.1.1`]);
    expect(numbers.contactIds(CELL)).toEqual([]);
  });

  test("five thousand at once is one call", () => {
    const { numbers } = directory();
    const many = (queue: number) =>
      Array.from({ length: 5000 }, (_, i) => contact(`${SPRING}.${queue}.${i + 1}`, `+1212${5550000 + i}`));
    expect(numbers.register(many(1))).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(numbers.register(many(2)).twins).toHaveLength(5000);
  });

  test("can be undone, for contacts that an import replaces", () => {
    const { numbers } = directory();
    numbers.register([contact(`${SPRING}.1.1`), contact(`${AUTUMN}.1.1`)]);
    numbers.unregister([gone(`${SPRING}.1.1`), gone(`${AUTUMN}.1.1`, OTHER)]);
    expect(numbers.contactIds(CELL)).toEqual([`${AUTUMN}.1.1`]);
  });
});

test("a bad number is not registered, until it answers", () => {
  const { sql, numbers, events } = directory();
  const bad = new BadNumbers({
    sql,
    now: () => 1_000,
    nextVersion: () => numbers.nextVersion(),
    record: (recorded) => void events.push(...recorded),
  });
  bad.note(CELL, 30003);
  bad.note(CELL, 30003);
  const newcomer = contact(`${SPRING}.1.1`);
  expect(numbers.register([newcomer])).toEqual({ optedOut: [], twins: [], badNumbers: [newcomer[1]] });
  expect(numbers.contactIds(CELL)).toEqual([]);
  bad.note(CELL, 0);
  expect(numbers.register([newcomer]).badNumbers).toEqual([]);
  expect(events.map(({ version, payload }) => ({ version, payload }))).toEqual([
    { version: 1, payload: { cell: CELL, code: 30003 } },
    { version: 2, payload: { cell: CELL, code: 0 } },
  ]);
});

describe("a phone that cannot be reached", () => {
  const DAY_MS = 86_400_000;
  function strikes() {
    const { sql } = directory();
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
    answered.bad.note(CELL, 0);
    expect(answered.strike("m3")).toBe(false);
  });
});

describe("an opt-out", () => {
  test("is written once, with reason and source, and recorded", () => {
    const { numbers, events, word, sql } = directory();
    const said = word(true, { contactId: `${SPRING}.1.1`, messageId: "SM1" });
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
          sourceContactId: `${SPRING}.1.1`,
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
    const { numbers, word, sql } = directory();
    numbers.write(word(true));
    numbers.write(word(false));
    expect(numbers.write(word(true, { reason: "texter", personId: "p1" })).version).toBe(3);
    expect(sql.all("SELECT opted_out, reason, person_id FROM history ORDER BY id")).toEqual([
      { opted_out: 1, reason: "stop_word", person_id: null },
      { opted_out: 0, reason: "start_word", person_id: null },
      { opted_out: 1, reason: "texter", person_id: "p1" },
    ]);
  });

  test("keeps every word once, also one that says what was known", () => {
    const { numbers, word, sql, events } = directory();
    const stop = word(true, { messageId: "SM1" });
    for (const said of [stop, word(true, { messageId: "SM2" }), stop, word(true, { messageId: "SM2" })]) {
      expect(numbers.write(said)).toEqual({ optedOut: true, version: 1 });
    }
    expect(sql.all("SELECT message_id, changed FROM history ORDER BY id")).toEqual([
      { message_id: "SM1", changed: 1 },
      { message_id: "SM2", changed: 0 },
    ]);
    expect(events.map(({ payload }) => payload)).toMatchObject([{ changed: true }, { changed: false }]);
    expect(numbers.decidingWord(CELL)).toMatchObject({ messageId: "SM1" });
    expect(numbers.lastWord(CELL)).toMatchObject({ messageId: "SM2" });
  });

  test("outweighs a START that was stored before and is repeated", () => {
    const { numbers, word } = directory();
    numbers.write(word(true, { messageId: "SM1" }));
    numbers.write(word(false, { messageId: "SM2" }));
    numbers.write(word(true, { messageId: "SM3" }));
    expect(numbers.write(word(false, { messageId: "SM2" }))).toMatchObject({ optedOut: true });
  });

  test("of many numbers by an admin's hand is one version, and counts what changed", () => {
    const { numbers, word, events } = directory();
    numbers.write(word(true));
    const by = { reason: "admin", contactId: null, messageId: null, personId: "p1", note: "asked by mail" };
    expect(numbers.writeMany([CELL, OTHER], { ...by, optedOut: true })).toEqual({ changed: [OTHER], version: 2 });
    expect(events.slice(1).map(({ version, payload }) => ({ version, payload }))).toMatchObject([
      { version: 2, payload: { cell: CELL, changed: false, note: "asked by mail" } },
      { version: 2, payload: { cell: OTHER, changed: true } },
    ]);
    expect(numbers.untold()).toEqual([CELL, OTHER]);
    // Somebody who never opted out cannot opt in: nothing is written.
    expect(numbers.writeMany(["+12125550103"], { ...by, optedOut: false }).changed).toEqual([]);
    expect(numbers.flag("+12125550103")).toBeNull();
  });

  test("a START from a number that never opted out changes nothing", () => {
    const { numbers, events, word } = directory();
    expect(numbers.write(word(false))).toEqual({ optedOut: false, version: 0 });
    expect([numbers.flag(CELL), numbers.untold(), events]).toEqual([null, [], []]);
  });

  test("stays owed until its newest version was sent", () => {
    const { numbers, word } = directory();
    const { version } = numbers.write(word(true));
    numbers.write(word(false));
    numbers.told(CELL, version);
    expect(numbers.untold()).toEqual([CELL]);
    numbers.told(CELL, version + 1);
    expect(numbers.untold()).toEqual([]);
  });

  test("versions grow over all numbers of the directory", () => {
    const { numbers, word } = directory();
    expect([numbers.write(word(true)).version, numbers.write(word(true, { cell: OTHER })).version]).toEqual([1, 2]);
  });
});

test("whether a number has asked to stop since comes from its history, which has also decisions that changed nothing", () => {
  const { numbers, word } = directory();
  expect(numbers.stoppedSince(CELL, 0)).toBe(false);
  numbers.write(word(true, { messageId: "SM1" }));
  expect([numbers.stoppedSince(CELL, 999), numbers.stoppedSince(CELL, 1_000)]).toEqual([true, false]);
  expect(numbers.stoppedSince(OTHER, 0)).toBe(false);
});

test("contacts are grouped by the queue that owns them; malformed ids are ignored", () => {
  expect(byQueue([`${SPRING}.1.4`, `${AUTUMN}.2.1`, "nonsense", `${SPRING}.1.9`])).toEqual([
    { queueKey: `${SPRING}.1`, contacts: [4, 9] },
    { queueKey: `${AUTUMN}.2`, contacts: [1] },
  ]);
});
