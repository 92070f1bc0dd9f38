import { describe, expect, test } from "vitest";
import { migratedSql } from "../../testing/node-sql.ts";
import { BadNumbers } from "../opt-outs/bad-numbers.ts";
import { Numbers } from "../opt-outs/numbers.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";
import { byQueue, RegisteredContacts } from "./registered-contacts.ts";

const CELL = "+12125550101";
const OTHER = "+12125550102";
const SPRING = "c000000000000001";
const AUTUMN = "c000000000000002";

function directory() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  const numbers = new Numbers({ sql, now: () => 1_000, record: () => {} });
  const contacts = new RegisteredContacts(sql);
  const badNumbers = new BadNumbers({ sql, now: () => 1_000, nextVersion: () => 1, record: () => {} });
  const optOut = () =>
    numbers.write({
      cell: CELL,
      optedOut: true,
      reason: "stop_word",
      contactId: null,
      messageId: null,
      personId: null,
    });
  return { contacts, badNumbers, optOut };
}

const contact = (id: string, cell = CELL): [string, string] => [cell, id];
const gone = (contactId: string, cell = CELL) => ({ contactId, cell });

describe("registering", () => {
  test("twice is once", () => {
    const { contacts } = directory();
    const list = [contact(`${SPRING}.1.1`), contact(`${SPRING}.1.2`, OTHER)];
    expect(contacts.register(list)).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(contacts.register(list)).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(contacts.ids(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("names the twin from an earlier import of the same campaign, and does not store the newcomer", () => {
    const { contacts } = directory();
    contacts.register([contact(`${SPRING}.1.1`)]);
    expect(contacts.register([contact(`${SPRING}.2.7`)]).twins).toEqual([
      { contactId: `${SPRING}.2.7`, twinId: `${SPRING}.1.1` },
    ]);
    expect(contacts.ids(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("stores the first of a number in one list, and names it to the others", () => {
    const { contacts } = directory();
    const list = [contact(`${SPRING}.1.1`), contact(`${SPRING}.2.1`, OTHER), contact(`${SPRING}.1.2`)];
    const twins = [{ contactId: `${SPRING}.1.2`, twinId: `${SPRING}.1.1` }];
    expect(contacts.register(list)).toEqual({ optedOut: [], twins, badNumbers: [] });
    expect(contacts.register(list)).toEqual({ optedOut: [], twins, badNumbers: [] });
    expect(contacts.ids(CELL)).toEqual([`${SPRING}.1.1`]);
  });

  test("knows a number in several campaigns", () => {
    const { contacts } = directory();
    contacts.register([contact(`${SPRING}.1.1`)]);
    expect(contacts.register([contact(`${AUTUMN}.1.1`)]).twins).toEqual([]);
    expect(contacts.ids(CELL)).toEqual([`${SPRING}.1.1`, `${AUTUMN}.1.1`]);
  });

  test("answers with opted-out contacts, and does not store them", () => {
    const { contacts, optOut } = directory();
    optOut();
    const answer = contacts.register([contact(`${SPRING}.1.1`), contact(`${SPRING}.1.2`, OTHER)]);
    expect(answer.optedOut).toEqual([`${SPRING}.1.1`]);
    expect([contacts.ids(CELL), contacts.ids(OTHER)]).toEqual([[], [`${SPRING}.1.2`]]);
  });

  test("repeated after a stop, forgets a contact that has opted out in between", () => {
    const { contacts, optOut } = directory();
    contacts.register([contact(`${SPRING}.1.1`)]);
    optOut();
    expect(contacts.register([contact(`${SPRING}.1.1`)]).optedOut).toEqual([`${SPRING}.1.1`]);
    expect(contacts.ids(CELL)).toEqual([]);
  });

  test("five thousand at once is one call", () => {
    const { contacts } = directory();
    const many = (queue: number) =>
      Array.from({ length: 5000 }, (_, i) => contact(`${SPRING}.${queue}.${i + 1}`, `+1212${5550000 + i}`));
    expect(contacts.register(many(1))).toEqual({ optedOut: [], twins: [], badNumbers: [] });
    expect(contacts.register(many(2)).twins).toHaveLength(5000);
  });

  test("can be undone, for contacts that an import replaces", () => {
    const { contacts } = directory();
    contacts.register([contact(`${SPRING}.1.1`), contact(`${AUTUMN}.1.1`)]);
    contacts.unregister([gone(`${SPRING}.1.1`), gone(`${AUTUMN}.1.1`, OTHER)]);
    expect(contacts.ids(CELL)).toEqual([`${AUTUMN}.1.1`]);
  });
});

test("a bad number is not registered, until it answers", () => {
  const { contacts, badNumbers } = directory();
  badNumbers.set(CELL, 30003);
  const newcomer = contact(`${SPRING}.1.1`);
  expect(contacts.register([newcomer])).toEqual({ optedOut: [], twins: [], badNumbers: [newcomer[1]] });
  expect(contacts.ids(CELL)).toEqual([]);
  badNumbers.set(CELL, null);
  expect(contacts.register([newcomer]).badNumbers).toEqual([]);
});

test("contacts are grouped by the queue that owns them; malformed ids are ignored", () => {
  expect(byQueue([`${SPRING}.1.4`, `${AUTUMN}.2.1`, "nonsense", `${SPRING}.1.9`])).toEqual([
    { queueKey: `${SPRING}.1`, contacts: [4, 9] },
    { queueKey: `${AUTUMN}.2`, contacts: [1] },
  ]);
});
