import * as fc from "fast-check";
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

  test.each([
    ["no-break spaces", "\u00A0,\u00A0"],
    ["one no-break space", "\u00A0"],
    ["blanks of any width", "\u2003,\u2009,\u202F,\u3000\t"],
    ["marks that nobody sees", "\u200B,\uFEFF,\u2060\u00AD,\u200E"],
    ["characters that show nothing", "\u2800,\u3164"],
  ])("a row of %s is blank", (_, row) => {
    expect(read(`a,b\n${row}\n3,4\n`)).toEqual([
      { line: 1, fields: ["a", "b"] },
      { line: 3, fields: ["3", "4"] },
    ]);
    expect(read(`a,b\n${row},x\n`)).toHaveLength(2);
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
    ["never closed", 'a,b\n1,2\n3,"4\n5,6\n', 3, [1, 2, 4]],
    ["never closed, behind a value over two lines", 'a,b\n"1\n1","4\n5,6\n', 3, [1, 4]],
    ["followed by text", 'a,b\n1,2\n\n"Bob" Lee,4\n5,6\n', 4, [1, 2, 5]],
    ["closed by a later opening", 'a,b\n1,"2\n3,"4"\n', 2, [1, 3]],
    ["alone at the end of the file", 'a,b\n1,"', 2, [1]],
    ["closed after more than a row can hold", `a,b\n1,"${"x\n".repeat(20_000)}"\n3,4\n`, 2, null],
  ])("a quote that is %s breaks its row alone, named by its line", (_, text, line, others) => {
    for (const windowCharacters of [3, 8, undefined]) {
      const records = read(text, windowCharacters);
      expect(records.find((record) => record.line === line)).toMatchObject({ line, broken: expect.any(String) });
      const whole = records.filter((record) => record.fields).map((record) => record.line);
      if (others) expect(whole.filter((each) => each !== line)).toEqual(others);
      else expect(records.at(-1)).toEqual({ line: 20_003, fields: ["3", "4"] });
    }
  });

  test("a broken row keeps its line unchanged", () => {
    expect(read('a,b\n"Dwayne "The Rock" J.",2\n')[1]).toEqual({ line: 2, broken: '"Dwayne "The Rock" J.",2' });
  });

  test("blanks between a closing quote and the delimiter are passed over", () => {
    expect(read('a,b\n"1" ,"2" \n')[1]).toEqual({ line: 2, fields: ["1", "2"] });
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

  test("what was written is read, each record on its line, for any chunk size", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), fc.constantFrom(",", ";", "\t"), (rows, size, delimiter) => {
        const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quoted).join(delimiter)).join("\n");
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
