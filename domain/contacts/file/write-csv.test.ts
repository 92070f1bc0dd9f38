import Papa from "papaparse";
import { expect, test } from "vitest";
import { BYTE_ORDER_MARK, csvLines } from "./write-csv.ts";

const read = (csv: string) => Papa.parse(csv.replace("\uFEFF", ""), { skipEmptyLines: true }).data;

test("what was written is what a spreadsheet reads", () => {
  const records = [
    ["line", "message", "row"],
    ["7", 'The cell is "n/a", mend it.', "Ann,n/a"],
    ["8", "two\r\nlines", " spaced "],
    ["9", "Zoë 🛑", "x;y|z"],
  ];
  expect(read(BYTE_ORDER_MARK + csvLines(records))).toEqual(records);
});

test("formulas and phones are text, numbers stay numbers", () => {
  expect(csvLines([["+16172345678", '=HYPERLINK("x")', -5, 7]])).toBe(`'+16172345678,"'=HYPERLINK(""x"")",-5,7\r\n`);
});
