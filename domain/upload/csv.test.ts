import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { findLayout, readRecords } from "./csv.ts";

const read = (text: string, windowCharacters?: number) => [...readRecords(text, findLayout(text), windowCharacters)];

describe("delimiters", () => {
  test.each([
    ["a,b\n1,2", ","],
    ["a;b;c\n1,5;2;3", ";"],
    ["a\tb\n1\t2", "\t"],
    ["a|b\n1|2", "|"],
    ["cell\n6172345678", ","],
    ['"a,b,c";d;e\n1;2;3', ";"],
    ["sep=;\na;b,c,d\n", ";"],
    ["\n\n\na;b\n", ";"],
  ])("%j is separated by %j", (text, delimiter) => {
    expect(findLayout(text).delimiter).toBe(delimiter);
  });
});

describe("records are named by the line of the file", () => {
  test("blank lines count as lines, not as records", () => {
    expect(read("a,b\n\n1,2\n , \n,,,\n3,4\n")).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 3, fields: ["1", "2"] },
      { line: 6, fields: ["3", "4"] },
    ]);
  });

  test("newlines in quoted values count as lines", () => {
    expect(read('a,b\n"1\n1\n1",2\n3,"4"\n')).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 2, fields: ["1\n1\n1", "2"] },
      { line: 5, fields: ["3", "4"] },
    ]);
  });

  test("blank lines and a separator line above the header count", () => {
    expect(read("\n \na,b\n1,2")).toEqual([
      { line: 3, fields: ["a", "b"] },
      { line: 4, fields: ["1", "2"] },
    ]);
    expect(read("sep=;\na;b\n")).toEqual([{ line: 2, fields: ["a", "b"] }]);
  });
});

describe("quotes", () => {
  test("doubled quotes, delimiters in quotes and quotes inside a bare value are read", () => {
    expect(read('a,b\n"say ""hi"", Bob",Bob "Bobby" Lee\n')[1]).toEqual({
      line: 2,
      fields: ['say "hi", Bob', 'Bob "Bobby" Lee'],
    });
  });

  test.each([
    ["never closed", 'a,b\n1,2\n3,"4\n5,6\n', 3],
    ["never closed, in the second value over two lines", 'a,b\n"1\n1","4\n5,6\n', 3],
    ["text after the closing quote", 'a,b\n1,2\n\n"Bob" Lee,4\n5,6\n', 4],
    ["closed by a later opening", 'a,b\n1,"2\n3,"4"\n', 2],
    ["alone at the end of the file", 'a,b\n1,"', 2],
  ])("a quote that is %s ends the records at its line", (_, text, line) => {
    for (const windowCharacters of [3, 8, undefined]) {
      const records = read(text, windowCharacters);
      expect(records.at(-1)).toEqual({ line });
      expect(records.slice(0, -1).every((record) => record.fields && record.line < line)).toBe(true);
    }
  });
});

describe("properties", () => {
  const value = fc.string({ unit: fc.constantFrom("a", "é", " ", '"', "\n", ",", ";", "😀"), maxLength: 6 });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 12 }).map((rows) => {
      const header = Array.from({ length: width }, (_, i) => `column${i}`);
      return [header].concat(rows);
    }),
  );

  test("what was written is read, each record on its line, whatever the windows", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), fc.constantFrom(",", ";", "\t"), (rows, size, delimiter) => {
        const text = Papa.unparse(rows, { delimiter, newline: "\n", quotes: true });
        const expected: unknown[] = [];
        let line = 1;
        for (const fields of rows) {
          if (fields.some((field) => field.trim() !== "")) expected.push({ line, fields });
          line += fields.join("").split("\n").length;
        }
        expect(read(text, size)).toEqual(expected);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test("windows never change what is read, also of broken files", () => {
    const text = fc.string({ unit: fc.constantFrom("a", '"', '"', "\n", ",", " "), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (broken, size) => {
        const whole = [...readRecords(broken, { delimiter: ",", offset: 0, line: 1 })];
        expect([...readRecords(broken, { delimiter: ",", offset: 0, line: 1 }, size)]).toEqual(whole);
      }),
      { seed: 12, numRuns: 2000 },
    );
  });
});
