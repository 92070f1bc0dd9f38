/** What headers and values of lists say, and which of their numbers are a person's. */
import { describe, expect, test } from "vitest";
import { readNumberList } from "./opt-out-list.ts";

const CELL = "+12125550101";
const OTHER = "+12125550102";
const THIRD = "+12125550103";

/** What a list with this column says of its second row: `ask` is asked about in both directions, `-` in none. */
function saysOf(header: string, value: string, elsewhere: string): "out" | "in" | "ask" | "-" {
  const text = `Phone,${header}\n2125550101,"${elsewhere}"\n2125550102,"${value}"`;
  const asks = [true, false].map((optedOut) => {
    const list = readNumberList(text, 1, optedOut);
    const isLeft = !list.cells.includes(OTHER);
    const left = readNumberList(text, 1, optedOut, "leave");
    // What is asked about and left is named.
    expect(left.problems.some(({ line }) => line === 3)).toBe(isLeft);
    return isLeft;
  });
  const [out = false, into = false] = asks;
  return out ? (into ? "ask" : "in") : into ? "out" : "-";
}

describe("a column says who still gets texts", () => {
  test.each<[header: string, out: string, into: string, ask?: string]>([
    [
      "Consent Status",
      "revoked|no|0|denied|opted out|not granted|withdrawn|expired",
      "granted|yes|1|given|active",
      "pending",
    ],
    [
      "Opt-Out Status",
      "Yes|1|1.0|true|confirmed|opted out|STOP",
      "No|0|0.0|false|opted in|Not opted out",
      "active|revoked",
    ],
    ["SMS Opt-Out Status", "1|Y", "0|N"],
    ["SMS Opt Out Status", "1", "0"],
    ["DNC Status", "Yes|DNC", "No|not on dnc|OK"],
    ["Don't Text", "Yes|x", "No"],
    ["Don’t Text", "Yes", "No"],
    ["DON'T CONTACT", "1", "0"],
    ["Dont text me", "y", "n"],
    ["Do Not Contact", "TRUE", "FALSE"],
    ["No Texts", "Yes", "No"],
    ["donottext", "1", "0"],
    [
      "Unsubscribed Date",
      "Jan 3 2024|3 Jan 2024|January 3, 2024|45293|45293.5|20240103|1/3/24|1704240000|2024",
      "|0000-00-00|NULL",
    ],
    [
      "Unsubscribed",
      "2024-01-01T10:00:00Z|Yes",
      "NULL|N/A|-||0000-00-00|0000-00-00 00:00:00|never|no|Not Unsubscribed",
    ],
    ["Opt-out reason", "unsubscribed by text|STOP", "never opted out"],
    ["Texts OK?", "No|not ok|don't text", "Yes|ok"],
    ["OK to text", "n", "y"],
    ["Wants texts", "No|does not want texts", "Yes|wants texts"],
    ["Does not want texts", "Yes", "No"],
    ["Accepts SMS", "no", "yes"],
    ["Receives text messages", "0", "1"],
    ["Texting allowed", "no|Not allowed", "yes|allowed"],
    ["SMS enabled", "false|disabled", "true|enabled"],
    ["Opt-In Status", "No|opted out|declined", "Yes|confirmed|opted in", "pending"],
    ["Opt-In Date", "unsubscribed", "Jan 3 2024|45293", "|N/A"],
    ["Opt In/Out", "out|Opted Out", "in|Opted In"],
    [
      "Subscribed",
      "no|unsubscribed|no longer subscribed|not subscribed",
      "yes|subscribed|re-subscribed|Not Unsubscribed",
      "pending||NULL",
    ],
    ["Not subscribed", "yes", "no"],
    ["Subscription Status", "no|0|Cancelled", "yes|1|Active", "pending"],
    ["SMS status", "No|off|Do not text", "Yes|on|Never opted out|OK to text"],
    [
      "Status",
      "Unsubscribed|No longer subscribed|removed|do not contact",
      "Subscribed|Not Unsubscribed|Never opted out|hasn't opted out",
      "Pending|subscribed, then unsubscribed",
    ],
    ["Text preference", "no texts|no", "yes"],
    ["Baja", "sí|si", "no"],
    ["Suscrito", "no", "sí"],
    ["Acepta mensajes", "no", "sí"],
    ["Désabonné", "oui", "non"],
    ["Never opted out", "no", "yes"],
    ["State", "opted out|unsubscribed", "opted in|subscribed"],
  ])("%s: out by %s; in by %s; asked about by %s", (header, out, into, ask) => {
    const split = (values: string | undefined) => (values === undefined ? [] : values.split("|"));
    const [outs, ins, asks] = [split(out), split(into), split(ask)];
    const read = (values: readonly string[], elsewhere: string) =>
      values.map((each) => [each, saysOf(header, each, elsewhere)]);
    const expected = (values: readonly string[], says: string) => values.map((each) => [each, says]);
    expect(read(outs, ins[0] ?? "")).toEqual(expected(outs, "out"));
    expect(read(ins, outs[0] ?? "")).toEqual(expected(ins, "in"));
    expect(read(asks, ins[0] ?? "")).toEqual(expected(asks, "ask"));
  });

  test.each([
    ["State", "IN|OK|Indiana|CA|out of state|NY"],
    ["Contact State", "IN|OK|OR"],
    ["Mobile State", "IN|OK"],
    ["Subscriber State", "IN|OK"],
    ["Home State", "IN"],
    ["Voter Status", "Active|Inactive|removed"],
    ["Active voter", "no|yes"],
    ["Last stop", "yes|no"],
    ["Photo consent", "no|yes"],
    ["Email unsubscribed", "yes|no"],
    ["Subscriber ID", "1|0"],
    ["Subscriber count", "1|0"],
    ["Spouse opt out", "yes|no"],
    ["Status", "gold|45293"],
    ["Opt-out", "maybe"],
    ["Note", "wants texts|unsubscribed"],
  ])("%s: %s says nothing of texts", (header, values) => {
    for (const value of values.split("|")) expect([value, saysOf(header, value, "")]).toEqual([value, "-"]);
  });
});

describe("a column “Status” of yes and no", () => {
  const list = (...values: string[]) =>
    `Phone,Status\n${values.map((value, at) => `212555010${at + 1},${value}`).join("\n")}`;

  test.each([
    ["yes", "no"],
    ["1", "0"],
    ["Y", ""],
    ["TRUE", "FALSE"],
    ["1.0", "N/A"],
  ])("with “%s” and “%s” does not say which of them gets texts, so it is asked", (one, other) => {
    for (const optedOut of [true, false]) {
      const { cells, contrary } = readNumberList(list(one, other), 1, optedOut);
      expect([cells, contrary?.rows, contrary?.values.map(({ column }) => column)]).toEqual([
        [],
        2,
        ["Status", "Status"],
      ]);
    }
    expect(readNumberList(list(one, other), 1, true, "include").cells).toEqual([CELL, OTHER]);
    expect(readNumberList(list(one, other), 1, true, "leave").problems).toMatchObject([
      { line: 2, message: expect.stringContaining("leaves open whether this number gets texts") },
      { line: 3 },
    ]);
  });

  test("with one of them on every row tells nobody apart, and the list is believed", () => {
    for (const value of ["yes", "1", "no"])
      expect(readNumberList(list(value, value))).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
  });

  test("beside a column that says it is not asked about", () => {
    const text = "Phone,Status,Opted out\n2125550101,1,yes\n2125550102,0,yes";
    expect(readNumberList(text)).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
  });
});

describe("the phones of a row's person", () => {
  test.each([
    "Office Phone",
    "Company Phone",
    "Fax",
    "Fax Number",
    "Caller Phone",
    "Agent Phone",
    "Assigned To Phone",
    "Organization Phone",
    "Campaign Phone",
    "Spouse Cell",
    "Volunteer Phone",
    "Mobile State",
    "Phone Type",
  ])("are not in %s", (header) => {
    const list = readNumberList(`Name,Phone,${header}\nAna,2125550101,6175550100\nBen,2125550102,6175550199`);
    expect(list).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
  });

  test("are in the only column of phones, whatever it is called", () => {
    expect(readNumberList("Name,Office Phone\nAna,2125550101").cells).toEqual([CELL]);
  });

  test.each([
    ["From,To,Body", ""],
    ["From Phone,To Phone,Body", ""],
    ["Sender,Recipient,Message", ""],
    ["From Number,To Number,Body", ""],
  ])("are the other side's in an export of texts (%s), in both directions", (header) => {
    const text = `${header}\n2125550101,6175550100,STOP\n6175550100,2125550102,"Hi, STOP to end"\n2125550103,6175550100,stop`;
    const list = readNumberList(text);
    expect(list.cells).toEqual([CELL, OTHER, THIRD]);
    expect(list.problems).toEqual([
      { line: 1, raw: "", message: expect.stringContaining("+16175550100 is on every line") },
    ]);
    expect(readNumberList(text, 1, false).cells).toEqual([CELL, OTHER, THIRD]);
  });

  test("are not the number that fills a column on every one of several rows", () => {
    const rows = ["2125550101", "2125550102", "2125550103"].map((cell) => `${cell},6175550100`);
    const list = readNumberList(["Phone,Home Phone", ...rows].join("\n"));
    expect(list.cells).toEqual([CELL, OTHER, THIRD]);
    expect(list.problems).toMatchObject([{ line: 1, message: expect.stringContaining("left out") }]);
    // Two of a household may share one.
    expect(readNumberList(["Phone,Home Phone", ...rows.slice(1)].join("\n")).cells).toContain("+16175550100");
  });

  test("are both where all texts of an export are between two numbers, and the list says so", () => {
    for (const rows of ["2125550101,2125550102,STOP", "2125550101,2125550102,STOP\n2125550102,2125550101,Hi"]) {
      const list = readNumberList(`From,To,Body\n${rows}`);
      expect([...list.cells].sort()).toEqual([CELL, OTHER]);
      expect(list.problems).toEqual([
        {
          line: 1,
          raw: "",
          message: expect.stringMatching(/between \+12125550101 and \+12125550102.*which one is yours/),
        },
      ]);
    }
  });

  test.each([
    ["2026-11-30", "2026-11-30"],
    ["2026-11-01", "2026-11-30"],
    ["11/30/2026", "11/30/2026"],
    ["2026-11-30T00:00:00Z", "2026-11-30 23:59"],
  ])("are not in the columns From and To of a report from %s to %s", (from, to) => {
    const text = `Phone,From,To,Unsubscribed\n2125550101,${from},${to},yes\n2125550102,${from},${to},yes`;
    expect(readNumberList(text)).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
    expect(readNumberList(`From,To,Phone\n${from},${to},2125550101`)).toEqual({
      cells: [CELL],
      repeated: 0,
      problems: [],
    });
  });
});
