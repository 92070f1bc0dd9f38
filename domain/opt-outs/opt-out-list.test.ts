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
    const text = "name,landline,mobile\nAna,6175550100,2125550101\nBen,6175550199,";
    const list = readNumberList(text);
    expect(list.cells).toEqual([CELL]);
    expect(list.problems).toEqual([
      { line: 3, raw: "Ben,6175550199,", message: expect.stringContaining("no phone number") },
    ]);
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
      'name,landline,mobile\r\n"Lee, Ana (617) 555-0100",6175550199,2125550101\r\n' +
      '"Ana ""617-555-0100, home""\r\nLee",6175550199,(212) 555-0102\r\n"Ben" Lee,6175550199,2125550103\r\n';
    const list = readNumberList(text);
    expect(list.cells).toEqual([CELL, "+12125550102"]);
    expect(list.problems).toMatchObject([
      { line: 5, message: expect.stringContaining("quotes on this line do not match") },
    ]);
  });

  test.each([",", ";", "\t", "|"])("is separated by %j", (delimiter) => {
    const text = [
      ["Name", "Home Phone", "Cell"],
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
    expect(readNumberList(text)).toMatchObject({ cells: [CELL], problems: [{ line: 3 }] });
    expect(readNumberList(text, 1, false).cells).toEqual([CELL, "+12125550102"]);
  });
});
