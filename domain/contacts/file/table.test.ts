import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { openTable, readTable } from "./table.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const opened = (text: string) => {
  const table = openTable(utf8(text), { isWhole: true, isHeader: () => true });
  if (!table.ok) throw new Error(table.problem.message);
  return table.table;
};

describe("a table is opened", () => {
  test("by its header, whatever line states the separator", () => {
    for (const stated of ["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "sep=;;;\n"]) {
      expect(opened(`${stated}cell;a,b\n6172345678;x\n`)).toMatchObject({ headers: ["cell", "a,b"], line: 2 });
    }
  });

  test("without the columns of our own download of refused rows", () => {
    expect(opened("line,reason,message,first,cell\n7,words,x,Ana,6172345678\n")).toMatchObject({
      headers: ["first", "cell"],
      ownColumns: 3,
    });
    // A file's own column of such a name is a column of the file.
    expect(opened("first,cell,line,reason,message\nAna,6172345678,a,b,c\n")).toMatchObject({ ownColumns: 0 });
    expect(opened("line,first,cell\n7,Ana,6172345678\n").headers).toEqual(["line", "first", "cell"]);
  });

  test("in the encoding that a person chose, also where nothing speaks for it", () => {
    const file = Uint8Array.from("first,cell\nPe\x96a,6172345678\n", (sign) => sign.charCodeAt(0));
    const table = openTable(file, { isWhole: true, encoding: "windows-1252", isHeader: () => true });
    expect(table).toMatchObject({ ok: true, table: { encoding: "windows-1252", notes: [] } });
  });
});

describe("papaparse reads the same", () => {
  const value = fc.string({
    unit: fc.constantFrom("a", "é", " ", '"', "\n", ",", ";", "\t", "'", "0", "😀"),
    maxLength: 6,
  });
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 10 }),
    );

  test("of files that it wrote", () => {
    fc.assert(
      fc.property(table, fc.constantFrom(",", ";", "\t", "|"), fc.boolean(), (rows, delimiter, quotes) => {
        const header = rows[0]?.map((_, index) => `column ${index}`) ?? [];
        const text = Papa.unparse([header, ...rows], { delimiter, quotes, newline: "\n" });
        const theirs = Papa.parse<string[]>(text, { delimiter, newline: "\n", skipEmptyLines: "greedy" }).data;
        expect(readTable(text).records.map(({ fields }) => fields)).toEqual(theirs);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test("of any text in which neither finds a fault", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", '"', '"', "\n", ",", ",", "1"), maxLength: 40 });
    let compared = 0;
    fc.assert(
      fc.property(text, (body) => {
        const whole = `x,y\n${body}`;
        const theirs = Papa.parse<string[]>(whole, { delimiter: ",", newline: "\n", skipEmptyLines: "greedy" });
        const ours = readTable(whole).records;
        if (theirs.errors.length > 0 || ours.some(({ fields }) => fields === undefined)) return;
        compared += 1;
        expect(ours.map(({ fields }) => fields)).toEqual(theirs.data);
      }),
      { seed: 4, numRuns: 5000 },
    );
    expect(compared).toBeGreaterThan(500);
  });
});
