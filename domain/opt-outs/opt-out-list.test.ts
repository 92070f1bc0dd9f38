import { describe, expect, test } from "vitest";
import { BYTE_ORDER_MARK, csvLines } from "../contacts/file/write-csv.ts";
import { readNumberList } from "./opt-out-list.ts";

const CELL = "+12125550101";

describe("a list of numbers", () => {
  test.each([
    "2125550101",
    "(212) 555-0101",
    "212.555.0101",
    "+1 212 555 0101",
    "1-212-555-0101",
    "tel:+12125550101",
    '"212-555-0101"',
    "Ana, (212) 555-0101, 10001",
    "Ana;Alba;212 555 0101",
    "Ana\t2125550101",
    "\uFEFF2125550101\r\n",
  ])("reads %s", (text) => {
    expect(readNumberList(text)).toEqual({ cells: [CELL], repeated: 0, problems: [] });
  });

  test("has each number once, in its order", () => {
    const text = "2125550102\n(212) 555-0101, 212-555-0102\n\n+12125550101";
    expect(readNumberList(text)).toEqual({ cells: ["+12125550102", CELL], repeated: 2, problems: [] });
  });

  test("takes a CSV file's own column, and only that", () => {
    const text = "name,voter id,mobile\nAna,6175550100,2125550101\nBen,6175550199,";
    const list = readNumberList(text);
    expect(list.cells).toEqual([CELL]);
    expect(list.columns).toBeUndefined();
    expect(list.problems).toEqual([
      { line: 3, raw: "Ben,6175550199,", message: expect.stringContaining("no phone number") },
    ]);
  });

  test("opts out every phone of a person, in whichever columns they are", () => {
    const text = [
      "name,home_phone,Cell,Work Phone,Landline,Phone Type,Spouse Phone,Phone 2",
      "Ana,6175550100,2125550101,,,mobile,3125550100,N/A",
      "Ben,,,6175550102,6175550103,,,6175550104",
      "Cat,same,2125550105,,,,,",
      "Dan,61755501,2125550106,,,,,",
      "Eve,,,,,,3125550199,",
    ].join("\n");
    const list = readNumberList(text);
    expect(list.cells).toEqual([
      "+16175550100",
      CELL,
      "+16175550102",
      "+16175550103",
      "+16175550104",
      "+12125550105",
      "+12125550106",
    ]);
    expect(list.columns).toEqual(["home_phone", "Cell", "Work Phone", "Landline", "Phone 2"]);
    expect(list.problems).toMatchObject([
      { line: 5, message: expect.stringMatching(/^The other number of this line is read\. /) },
      { line: 6, message: "There is no phone number on this line." },
    ]);
    // Nobody opts in by a number that they did not name.
    expect(readNumberList(text, 1, false).cells).toEqual([CELL, "+12125550105", "+12125550106"]);
  });

  test.each([
    ["its own line", "Opt-outs 2026-11-30\n\nName;Phone;Date\nAna;2125550101;2026-01-02"],
    ["cells of a sheet", 'Opt-outs 2026,,\n,,\nExported by Ana,,\nname,phone,date\n"Alba, Ana",2125550101,2026-01-02'],
    ["a line that states the separator", "sep=;\nOpt-outs\nname;phone\nAna;2125550101"],
  ])("has its column below a title: %s", (_where, text) => {
    expect(readNumberList(text)).toEqual({ cells: [CELL], repeated: 0, problems: [] });
  });

  test("loses no number above a line that names a column", () => {
    const { cells } = readNumberList("2125550101\nphone\n2125550102");
    expect(cells).toEqual([CELL, "+12125550102"]);
  });

  test("names each line without a number", () => {
    const list = readNumberList("Ana\n212555\n18005550199\n2125550101 ext 5\n2125550101", 11);
    expect(list.cells).toEqual([CELL]);
    expect(list.problems.map(({ line }) => line)).toEqual([11, 12, 13, 14]);
    expect(list.problems[0]).toEqual({ line: 11, raw: "Ana", message: "There is no phone number on this line." });
  });

  test("keeps its columns where a name has commas, quotes and line breaks", () => {
    const text =
      'name,id,mobile\r\n"Lee, Ana (617) 555-0100",6175550199,2125550101\r\n' +
      '"Ana ""617-555-0100, home""\r\nLee",6175550199,(212) 555-0102\r\n"Ben" Lee,6175550199,2125550103\r\n';
    const list = readNumberList(text);
    expect(list.cells).toEqual([CELL, "+12125550102"]);
    expect(list.problems).toMatchObject([
      { line: 5, message: expect.stringContaining("quotes on this line do not match") },
    ]);
  });

  test.each([",", ";", "\t", "|"])("is separated by %j", (delimiter) => {
    const text = [
      ["Name", "Called at", "Cell"],
      ["Lee", "6175550199", "2125550101"],
    ]
      .map((row) => row.join(delimiter))
      .join("\n");
    expect(readNumberList(text)).toEqual({ cells: [CELL], repeated: 0, problems: [] });
  });

  test("takes a quoted note with a number in it for what it is", () => {
    const list = readNumberList('"Smith, John",2125550101\n"Lee, Ana, was 617-555-0199 before",2125550102');
    expect(list.cells).toEqual([CELL]);
    expect(list.problems).toMatchObject([{ line: 2 }]);
  });

  test("reads our own export back, guard and all, without the numbers that opted in again", () => {
    const text =
      BYTE_ORDER_MARK +
      csvLines([
        ["cell", "state", "reason", "note", "by", "campaign", "at"],
        [CELL, "opted out", "admin", "by mail, 617 555 0199", "Ana", "A", "2026-01-01T00:00:00.000Z"],
        ["+12125550102", "opted in", "admin", "", "Ana", "A", "2026-01-01T00:00:00.000Z"],
      ]);
    const asked = { rows: 1, values: [{ column: "state", value: "opted in", rows: 1 }] };
    expect(readNumberList(text)).toMatchObject({ cells: [CELL], problems: [], contrary: asked });
    expect(readNumberList(text, 1, true, "leave")).toMatchObject({ cells: [CELL], problems: [{ line: 3 }] });
    expect(readNumberList(text, 1, false, "include").cells).toEqual([CELL, "+12125550102"]);
  });
});

describe("a list with a column that says who still gets texts", () => {
  const OTHER = "+12125550102";
  const listOf = (header: string, ...values: string[]) =>
    [`phone,${header}`, ...values.map((value, at) => `212555010${at + 1},"${value}"`)].join("\n");

  test.each([
    ["Status", "Unsubscribed", "Subscribed"],
    ["SMS Status", "opted out", "ACTIVE"],
    ["sms_subscription_status", "Opted-Out (STOP)", "Opted-In"],
    ["OptedOut", "TRUE", "FALSE"],
    ["opt_out", "yes", "no"],
    ["opt-out", "1", "0"],
    ["Unsubscribed", "x", ""],
    ["unsubscribed_at", "2026-01-02 10:00", ""],
    ["Do Not Text", "Y", "N"],
    ["dnc", "true", "false"],
    ["Subscribed", "No", "Yes"],
    ["sms_opt_in", "n", "y"],
    ["Consent", "revoked", "granted"],
    ["SMS consent", "No consent", "Yes"],
    ["text permission", "denied", "given 2026"],
    ["Active", "inactive", "active"],
  ])("%s: %j opts out, and %j is asked about", (header, out, into) => {
    const text = listOf(header, out, into);
    const list = readNumberList(text);
    expect(list).toMatchObject({ cells: [CELL], problems: [] });
    expect(list.contrary).toEqual({ rows: 1, values: [{ column: header, value: into, rows: 1 }] });
    expect(readNumberList(text, 1, true, "include")).toMatchObject({ cells: [CELL, OTHER], problems: [] });
    const left = readNumberList(text, 1, true, "leave");
    expect(left).toMatchObject({ cells: [CELL], problems: [{ line: 3, message: expect.stringContaining(header) }] });
    // The other way round as well: nobody opts in silently whom the file calls unsubscribed.
    expect(readNumberList(text, 1, false)).toMatchObject({ cells: [OTHER], contrary: { rows: 1 } });
  });

  test.each([
    ["State", "CA", "New York"],
    ["Voter Status", "Active", "Active"],
    ["Marital status", "active", "no"],
    ["Email opt out", "no", "false"],
    ["Status", "", "gold"],
    ["opted_out", "", ""],
    ["note", "subscribed since 2020", "yes"],
    ["Phone status", "", "unknown"],
  ])("%s: %j and %j say nothing clear, so both opt out", (header, one, two) => {
    expect(readNumberList(listOf(header, one, two))).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
  });

  test("says out by one column, or by another row with the same number, and nothing is asked then", () => {
    const two = "phone,opt_in_date,opt_out_date\n2125550101,2025-01-01,2026-01-01\n2125550102,,2026-01-01";
    expect(readNumberList(two)).toEqual({ cells: [CELL, OTHER], repeated: 0, problems: [] });
    const twice = listOf("Status", "subscribed", "unsubscribed") + "\n2125550101,unsubscribed";
    for (const choice of [null, "leave"] as const)
      expect(readNumberList(twice, 1, true, choice)).toEqual({ cells: [OTHER, CELL], repeated: 0, problems: [] });
  });

  test("is counted by what it says, the most frequent first", () => {
    const { contrary } = readNumberList(listOf("Status", "Active", "subscribed", "Subscribed", "STOP"));
    expect(contrary).toEqual({
      rows: 3,
      values: [
        { column: "Status", value: "subscribed", rows: 2 },
        { column: "Status", value: "Active", rows: 1 },
      ],
    });
  });
});
