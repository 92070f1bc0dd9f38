import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded, unguarded } from "./guard.ts";
import { readTable } from "./table.ts";
import { BYTE_ORDER_MARK, csvLines } from "./write-csv.ts";

describe("a value that a spreadsheet would run, round or shorten is written as text", () => {
  test.each([
    "=1+1",
    '=HYPERLINK("x")',
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "-1+2",
    "+1-617-234-5678",
    "+16172345678",
    "-71.0589",
    "\t=1",
    "\tx",
    "\rx",
    "\n=1",
    "  =1",
    "\u00A0=1",
    "\u200B=1",
    "\uFEFF@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "−1",
    "'=1",
    "''=1",
    "' =1",
    "6172345678",
    "123456789012345678",
    "02139",
    "'02139",
  ])("%j", (value) => {
    expect(guarded(value)).toBe(`'${value}`);
    expect(unguarded(guarded(value))).toBe(value);
  });

  test.each([
    "Ana",
    "'Ofa",
    "O'Neil",
    "1-617-234-5678",
    "94110",
    "0",
    "0.5",
    "a=b",
    "",
    "\t",
    "2026-11-03",
    "'tis",
    "'",
  ])("%j stays as it is", (value) => {
    expect([guarded(value), unguarded(value)]).toEqual([value, value]);
  });
});

test("a person's own apostrophe before a number or a sign is no part of the value", () => {
  expect(["'02139", "'+16172345678", "'6172345678", "'=1"].map(unguarded)).toEqual([
    "02139",
    "+16172345678",
    "6172345678",
    "=1",
  ]);
});

test("whatever is written is what is read", () => {
  const value = fc.oneof(
    fc.string({
      unit: fc.constantFrom("'", "=", "+", "-", "@", " ", "\t", "\n", '"', ",", ";", "0", "1", "a", "＝"),
      maxLength: 8,
    }),
    fc.string({ unit: "grapheme", maxLength: 6 }),
    fc.stringMatching(/^\d{1,20}$/),
  );
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
  fc.assert(
    fc.property(table, (rows) => {
      // Every line end becomes one sign; a line of nothing is no record.
      const expected = rows
        .map((row) => row.map((field) => field.replace(/\r\n?/g, "\n")))
        .filter((row) => row.some((field) => field.trim() !== ""));
      const header = rows[0]?.map(() => "column") ?? [];
      const text = BYTE_ORDER_MARK + csvLines([header, ...rows]);
      expect(
        readTable(text)
          .records.slice(1)
          .map(({ fields }) => fields?.map(unguarded)),
      ).toEqual(expected);
      // And no field of the written file begins as a formula does.
      for (const { fields } of readTable(text).records) {
        for (const field of fields ?? []) expect(field).not.toMatch(/^[\s\u200B\uFEFF]*[=+\-@＝＋－＠]/u);
      }
    }),
    { seed: 9, numRuns: 2000 },
  );
});
