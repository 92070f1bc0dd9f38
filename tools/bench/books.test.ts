import { expect, test } from "vitest";
import { disagreements } from "./books.ts";
import type { LedgerEntry, PostgresRow } from "./books.ts";

const CONTACT = "c000000000000000.0.1";
const key = (id: string) => `${CONTACT}/${id}`;
const entry = (id: string, sid = `SM-${id}`): LedgerEntry => ({
  sid,
  statusCallback: `http://localhost:1/webhooks/twilio/o1/status/${CONTACT}/${id}`,
  status: "delivered",
  to: "+12015550100",
});
const row = (id: string, change: Partial<PostgresRow> = {}): PostgresRow => ({
  contactId: CONTACT,
  id,
  direction: "out",
  sendStatus: "DELIVERED",
  sid: `SM-${id}`,
  ...change,
});
const reply = (id: string) => row(id, { direction: "in", sendStatus: null, sid: id });
const promised = (texts: string[], replies: string[] = []) => ({
  texts: new Set(texts.map(key)),
  replies: new Set(replies),
});

test("books that agree leave nothing to say", () => {
  const rows = [row("a"), row("b"), reply("SM-in")];
  expect(disagreements(promised(["a", "b"], ["SM-in"]), [entry("a"), entry("b")], rows)).toEqual([]);
});

test.each<[string, string[]]>([
  ["accepted and not in the carrier's ledger", disagreements(promised(["a", "b"]), [entry("a")], [row("a")])],
  ["in the ledger twice", disagreements(promised(["a"]), [entry("a"), entry("a")], [row("a")])],
  ["in the ledger and never accepted", disagreements(promised([]), [entry("a")], [row("a")])],
  ["without a final status", disagreements(promised(["a"]), [{ ...entry("a"), status: "sent" }], [row("a")])],
  ["in the ledger and not in Postgres", disagreements(promised(["a"]), [entry("a")], [])],
  ["in Postgres and not in the ledger", disagreements(promised(["a"]), [entry("a")], [row("a"), row("b")])],
  ["not delivered in Postgres", disagreements(promised(["a"]), [entry("a")], [row("a", { sendStatus: "SENT" })])],
  ["with another sid", disagreements(promised(["a"]), [entry("a", "SM-x")], [row("a")])],
  ["answered with 200 and not in Postgres", disagreements(promised([], ["SM-in"]), [], [])],
  ["inbound in Postgres and never sent", disagreements(promised([]), [], [reply("SM-in")])],
])("a text %s is reported", (what, sentences) => {
  expect(sentences.join("\n")).toContain(what);
  expect(sentences.join("\n")).toMatch(/1 text .*(c000|SM-in)/);
});

test("of many texts some are named and all are counted", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const [sentence] = disagreements(promised(ids), [], []);
  expect(sentence).toBe(`5 texts accepted and not in the carrier's ledger: ${key("a")}, ${key("b")}, ${key("c")}, …`);
});
