import { expect, test } from "vitest";
import { cleanKnown, cleanValue, wholeNumber } from "./clean.ts";

test.each([
  ['="94110"', "94110"],
  ['="say ""hi"""', 'say "hi"'],
  ['= "007"', "007"],
  ["'94110", "94110"],
  ["'+16172345678", "+16172345678"],
  ["'=1+1", "=1+1"],
  ["\u00A0Ana\u00A0", "Ana"],
  ["Ana\u00A0Maria", "Ana Maria"],
  ["\u200BAna\u200D\uFEFF", "Ana"],
  ["\u202AAna\u202C", "Ana"],
  ["Ana\u3000", "Ana"],
  ["a\u000Bb", "a b"],
  ["  x\t", "x"],
])("%j is %j", (written, value) => {
  expect(cleanValue(written)).toBe(value);
});

test.each(["Ana", "O'Neil", "'Ofa", "می‌خواهم", "👩‍👧", "two\nlines", '=IF(A1,"x","y")', "", '"Bobby" Lee'])(
  "%j stays as it is",
  (value) => {
    expect(cleanValue(value)).toBe(value);
  },
);

test("quotes around a known value go, quotes within it stay", () => {
  expect(["'Ana'", "“Ana”", '"Ana"', "«Ana»", "'Ofa", '"A" and "B"', "''"].map(cleanKnown)).toEqual([
    "Ana",
    "Ana",
    "Ana",
    "Ana",
    "'Ofa",
    '"A" and "B"',
    "''",
  ]);
});

test("a program's .0 goes, a fraction stays", () => {
  expect(["123.0", "0.00", "1.50", "a.0", "12.", "7"].map(wholeNumber)).toEqual([
    "123",
    "0",
    "1.50",
    "a.0",
    "12.",
    "7",
  ]);
});
