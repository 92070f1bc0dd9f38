import { describe, expect, test } from "vitest";
import { previewUpload } from "../upload-preview.ts";
import { checkRow, hasPlaceholders, openUpload, readRows } from "../contact-upload.ts";
import { isMissingName, isPlaceholder } from "./placeholders.ts";

const PLACEHOLDERS = [
  ..."NULL null Null (null) \\N \\n None none nan NaN NAN N/A n/a NA #N/A #REF! #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL!".split(
    " ",
  ),
  ..."##### - -- — – undefined nil <null> [null] <NA> (blank) n.a. . ... ?".split(" "),
];

test.each(PLACEHOLDERS)("%s is a missing value", (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

test.each(["0", "No", "N", "Nancy", "Nilsson", "Nonesuch", "-5", "#1 fan", "A-1", "U", "None of these", "12-", "x"])(
  "%s is a value",
  (value) => {
    expect(isPlaceholder(value)).toBe(false);
  },
);

describe("a name that is also a placeholder", () => {
  test.each([
    ["Nan", "Goldin"],
    ["Null", "Smith"],
    ["Na", "Yoon"],
    ["Nil", ""],
    ["NAN", "GOLDIN"],
    ["nan", "goldin"],
  ])("%s beside %j is a name, where nothing else is a placeholder", (name, other) => {
    expect([isMissingName(name, other, false), isMissingName(name, other, true)]).toEqual([false, true]);
  });

  test.each([
    ["NULL", "Smith"],
    ["null", "Smith"],
    ["nan", ""],
    ["nan", "nan"],
    ["Null", "Null"],
    ["NaN", "Lee"],
    ["None", "Lee"],
    ["N/A", "Lee"],
    ["-", "Lee"],
    ["#N/A", ""],
    ["\\N", "Lee"],
    ["(null)", "Lee"],
    ["undefined", "undefined"],
    ["Unknown", "Lee"],
  ])("%s beside %j is none", (name, other) => {
    expect(isMissingName(name, other, false)).toBe(true);
  });
});

function names(text: string) {
  const bytes = new TextEncoder().encode(text);
  const opened = openUpload(bytes, { isWhole: true });
  if (!opened.ok) throw new Error(opened.problem.message);
  const { firstRow } = opened.upload;
  const { records } = readRows(opened.upload, bytes.subarray(firstRow.offset), firstRow, true);
  const upload = { ...opened.upload, hasPlaceholders: hasPlaceholders(opened.upload, records) };
  return records.map((record) => {
    const row = checkRow(upload, record, {});
    return row.ok ? row.contact.firstName : row.refused.reason;
  });
}

describe("evidence by file", () => {
  test("a NULL in another column, also far below, makes Nan a missing value; a dash or a spreadsheet's error does not", () => {
    const file = (value: string) => `first,last,cell,city\nNan,Goldin,6172345678,Lynn\nAna,Lee,6172345679,${value}\n`;
    expect(names(file("NULL"))).toEqual(["", "Ana"]);
    for (const value of ["Lynn", "-", "#N/A", ""]) expect(names(file(value))).toEqual(["Nan", "Ana"]);
  });

  test("names of other columns are names, too", () => {
    expect(names("first,middle name,last,cell\nNan,Nan,Lee,6172345678\n")).toEqual(["Nan"]);
  });

  test("a placeholder for the cell is a missing number", () => {
    expect(names("first,cell\nAna,NULL\nBen,-\nCy,#N/A\nDee,6172345678\n")).toEqual([
      "missing",
      "missing",
      "missing",
      "Dee",
    ]);
    expect(previewUpload(new TextEncoder().encode("cell\nNULL\n6172345678\n"))).toMatchObject({
      refusedBy: { missing: 1 },
    });
  });
});
