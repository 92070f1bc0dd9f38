import Papa from "papaparse";
import { expect, test } from "vitest";
import { toCsv } from "./csv-download.ts";

const read = (csv: string) => Papa.parse(csv.replace("\uFEFF", ""), { skipEmptyLines: true }).data;

test("what was written is what a spreadsheet reads", () => {
  const records = [
    ["line", "message", "row"],
    ["7", 'The cell is "n/a", mend it.', "Ann,n/a"],
    ["8", "two\r\nlines", " spaced "],
    ["9", "Zoë 🛑", "+1 617 555 0123"],
  ];
  expect(read(toCsv(records))).toEqual(records);
});

test.each(['=HYPERLINK("x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1"])(
  "%j does not become a formula",
  (value) => {
    expect(read(toCsv([["x", value]]))).toEqual([["x", `'${value}`]]);
  },
);
