import { describe, expect, test } from "vitest";
import { contactRecord, differencesOf, archiveLinesOf, messageRecord } from "./archive.ts";
import type { ArchivedContact, ArchivedPart } from "./archive.ts";
import type { MessageState } from "../record/events.ts";

const contact = (change: Partial<ArchivedContact["state"]> = {}, custom = { a: "1", b: "2" }): ArchivedContact => ({
  imported: { id: "c.1.1", cell: "+16175550101", firstName: "Ann", lastName: "Lee", externalId: "", custom },
  state: { id: "c.1.1", texterId: "p1", status: "convo", optedOut: false, answers: {}, ...change },
});
const message: MessageState = {
  id: "m1",
  contactId: "c.1.1",
  direction: "out",
  body: 'Hi, "Ann"',
  texterId: "p1",
  sendStatus: "DELIVERED",
  sid: "SM1",
  errorCode: null,
  at: Date.UTC(2026, 10, 5),
  scriptVersion: 1,
};
const part = (change: Partial<ArchivedPart> = {}): ArchivedPart => ({
  contacts: [contact()],
  messages: [message],
  ...change,
});
const differences = (objects: ArchivedPart, postgres: ArchivedPart, most = 20) =>
  differencesOf(archiveLinesOf(objects), archiveLinesOf(postgres), most);

describe("the lines of an archive", () => {
  test("are equal in any order of columns, and with or without written defaults", () => {
    const other = part({
      contacts: [contact({ labels: [] }, { b: "2", a: "1" })],
      messages: [{ ...message, scriptStep: null, scriptVariant: null }],
    });
    expect([...archiveLinesOf(part())]).toEqual([...archiveLinesOf(other)]);
    expect(differences(part(), other)).toEqual([]);
  });

  test("name what differs, what is missing and what nobody knows", () => {
    expect(differences(part(), part({ contacts: [contact({ status: "closed", optedOut: true })] }))).toEqual([
      { what: "c.1.1", message: "differs in status, opt-out" },
    ]);
    expect(differences(part(), part({ messages: [{ ...message, sendStatus: "SENT" }] }))).toEqual([
      { what: "c.1.1/m1", message: "differs in delivery" },
    ]);
    expect(differences(part(), part({ messages: [] }))).toEqual([
      { what: "c.1.1/m1", message: "is not in the database" },
    ]);
    expect(differences(part({ contacts: [] }), part())).toEqual([
      { what: "c.1.1", message: "is in the database only" },
    ]);
    expect(differences(part(), { contacts: [], messages: [] }, 1)).toHaveLength(1);
  });
});

test("the files have every custom column of the campaign, also those that a contact lacks", () => {
  expect(contactRecord(contact({ answers: { s1: "Yes" } }), ["b", "c"])).toEqual([
    "c.1.1",
    "+16175550101",
    "Ann",
    "Lee",
    "",
    "convo",
    "no",
    "p1",
    '{"s1":"Yes"}',
    "",
    "2",
    "",
  ]);
  const reactions = [
    { sid: "SM2", emoji: "👍", removed: false, text: "Liked “Hi”", at: 1 },
    { sid: "SM3", emoji: "👍", removed: true, text: "Removed a like from “Hi”", at: 2 },
  ];
  expect(messageRecord({ ...message, reactions }).at(-1)).toBe("👍, removed 👍");
  expect(differences(part({ messages: [{ ...message, reactions }] }), part())).toEqual([
    { what: "c.1.1/m1", message: "differs in reactions" },
  ]);
  expect(messageRecord(message).slice(0, 5)).toEqual(["c.1.1", "m1", "2026-11-05T00:00:00.000Z", "out", 'Hi, "Ann"']);
});
