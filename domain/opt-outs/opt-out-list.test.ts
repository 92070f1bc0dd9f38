import { describe, expect, test } from "vitest";
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
    expect(list.problems).toEqual([{ line: 3, raw: "Ben,6175550199,", message: expect.stringContaining("no cell") }]);
  });

  test("names each line without a number", () => {
    const list = readNumberList("Ana\n212555\n18005550199\n2125550101 ext 5\n2125550101", 11);
    expect(list.cells).toEqual([CELL]);
    expect(list.problems.map(({ line }) => line)).toEqual([11, 12, 13, 14]);
    expect(list.problems[0]).toEqual({ line: 11, raw: "Ana", message: "There is no phone number on this line." });
  });
});
