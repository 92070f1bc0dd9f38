import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkRow, MAX_ROW_CHARACTERS, openUpload, readRows } from "./contact-upload.ts";
import type { UploadedContact, RefusedRow } from "./contact-upload.ts";
import type { PhoneRules } from "../phone-numbers/phone.ts";
import { previewUpload } from "./upload-preview.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const check = (text: string, rules: PhoneRules = {}) => {
  const file = bytes(text);
  const opened = openUpload(file, { isWhole: true });
  if (!opened.ok) throw new Error(opened.problem.message);
  const { upload } = opened;
  const accepted: UploadedContact[] = [];
  const refused: RefusedRow[] = [];
  for (const record of readRows(upload, file.subarray(upload.firstRow.offset), upload.firstRow, true).records) {
    const row = checkRow(upload, record, rules);
    if (row.ok) accepted.push(row.contact);
    else refused.push(row.refused);
  }
  return { accepted, refused };
};
const problemOf = (text: string) => {
  const preview = previewUpload(bytes(text));
  expect(preview.ok).toBe(false);
  expect(preview.problems).toHaveLength(1);
  return preview.problems[0]!;
};

describe("a row becomes a contact", () => {
  test("with every known column and every custom one", () => {
    const text =
      "First Name,surname,Phone_Number,external_id,external_id_type,State,Zip Code,city,shirt size\n" +
      ' Ana  Maria ,Lee,(617) 234-5678,V-1,van,ma,02139-1234,"Lynn, MA", \n';
    expect(check(text).accepted).toEqual([
      {
        line: 2,
        cell: "+16172345678",
        firstName: "Ana Maria",
        lastName: "Lee",
        externalId: "V-1",
        externalIdType: "van",
        stateCode: "MA",
        zip: "02139",
        custom: { city: "Lynn, MA" },
      },
    ]);
  });

  test("zeros that a spreadsheet dropped from a zip code come back", () => {
    const rows = check("cell,zip\n6172345670,2139\n6172345671,601\n6172345672,K1A 0B1\n").accepted;
    expect(rows.map(({ zip }) => zip)).toEqual(["02139", "00601", "K1A 0B1"]);
  });

  test.each([
    ["semicolons", "firstName;cell;city\nAna;6172345678;Lynn\n"],
    ["tabs", "firstName\tcell\tcity\nAna\t6172345678\tLynn\n"],
    ["CRLF", "firstName,cell,city\r\nAna,6172345678,Lynn\r\n"],
    ["old Mac line ends", "firstName,cell,city\rAna,6172345678,Lynn\r"],
    ["a byte order mark", "\uFEFFfirstName,cell,city\nAna,6172345678,Lynn"],
    ["quotes around everything", '"firstName","cell","city"\n"Ana","6172345678","Lynn"\n'],
    ["blank lines and empty columns", "\n\nfirstName,cell,city,,\n\nAna,6172345678,Lynn,,\n,,,,\n\n"],
  ])("from a file with %s", (_, text) => {
    const { accepted, refused } = check(text);
    expect(refused).toEqual([]);
    expect(accepted).toMatchObject([{ firstName: "Ana", cell: "+16172345678", custom: { city: "Lynn" } }]);
  });
});

describe("a title above the header is left out", () => {
  const rows = "First,Last,Cell,Zip\nAna,Lee,6172345678,02139\n";
  test.each([
    ["padded by a spreadsheet", `"Voters of Lynn, cell phones",,,\n,,,\n${rows}`, 4],
    ["as plain text", `Cell phone list\nExported: 2026-11-01\n\n${rows}`, 5],
    ["of a file with semicolons", `Voters, of Lynn, all\n${rows.replaceAll(",", ";")}`, 3],
  ])("%s", (_, text, line) => {
    const preview = previewUpload(bytes(text));
    expect(preview).toMatchObject({ ok: true, acceptedCount: 1, refusedCount: 0 });
    expect(preview.problems.map(({ code }) => code)).toEqual(["title_rows"]);
    expect(check(text).accepted).toMatchObject([{ line, firstName: "Ana", zip: "02139" }]);
  });

  test("a row with a phone number is no header", () => {
    const text = "who,number,kind\nAna,6172345678,Cell\n";
    expect(problemOf(text).code).toBe("no_cell_column");
    expect(previewUpload(bytes(text), { mapping: { cell: 1 } })).toMatchObject({ ok: true, acceptedCount: 1 });
  });
});

describe("a refused row is kept with its line and reason", () => {
  test("bad cells, ragged rows, damaged characters and endless rows", () => {
    const text = [
      "firstName,cell,city",
      "Ana,6172345678,Lynn",
      '"Ben\nny",617-FLOWERS,Lynn',
      "Cat,,Lynn",
      "",
      "Dee,6172345679,Lynn,MA",
      "Eve",
      "Fa\uFFFD,6172345670,Lynn",
      `Guy,6172345671,${"x".repeat(MAX_ROW_CHARACTERS)}`,
      "Hal,8002345678,Lynn",
      `Ida,6172345672,${"\u0001".repeat(MAX_ROW_CHARACTERS - 100)}`,
    ].join("\n");
    const { accepted, refused } = check(text);
    expect(accepted.map(({ line }) => line)).toEqual([2]);
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "words"],
      [5, "missing"],
      [7, "ragged_row"],
      [8, "ragged_row"],
      [9, "bad_character"],
      [10, "row_too_long"],
      [11, "toll_free"],
      [12, "row_too_long"],
    ]);
    expect(refused[0]!.raw).toEqual(["Ben\nny", "617-FLOWERS", "Lynn"]);
    for (const { message } of refused) expect(message).toMatch(/\.$/);
  });

  test("a contact's column names count to its size", () => {
    const columns = Array.from({ length: 900 }, (_, i) => `${"a name that is rather long ".repeat(3)}${i}`);
    const text = `cell,${columns.join(",")}\n6172345678,${columns.map(() => "x").join(",")}\n6172345679,x\n`;
    const { accepted, refused } = check(text);
    expect([accepted.map(({ line }) => line), refused.map(({ line, reason }) => [line, reason])]).toEqual([
      [3],
      [[2, "row_too_long"]],
    ]);
  });

  test("countries and test numbers are as the organization set them", () => {
    const text = "cell\n4162345678\n6175550123\n";
    expect(check(text).accepted).toEqual([]);
    expect(check(text, { countries: ["US", "CA"], allowTestNumbers: true }).accepted).toHaveLength(2);
  });
});

describe("a file that cannot be imported names what is wrong", () => {
  test("no cell column", () => {
    expect(problemOf("firstName,email\nAna,a@b.org\n")).toMatchObject({ code: "no_cell_column", line: 1 });
  });

  test("a header with a broken quote, by its line", () => {
    expect(problemOf('\n"first"name,cell\nAna,6172345678\n')).toMatchObject({ code: "broken_header", line: 2 });
  });

  test("empty, only a header", () => {
    expect(problemOf("")).toMatchObject({ code: "empty" });
    expect(problemOf("firstName,cell\n\n,\n")).toMatchObject({ code: "no_rows" });
  });
});

describe("the preview", () => {
  const text = [
    "first,phone,city,city",
    "Ana,6172345678,Lynn,x",
    "Ben,617,Lynn,x",
    "Cat,6172345679",
    "Dee,6172345678,Lynn,x",
  ].join("\n");

  test("tells what an import would do", () => {
    const preview = previewUpload(bytes(text), { sampleCount: 2 });
    expect(preview).toMatchObject({
      ok: true,
      headers: ["first", "phone", "city", "city"],
      mapping: { firstName: 0, cell: 1 },
      customColumns: ["city"],
      sampleRows: [
        ["Ana", "6172345678", "Lynn", "x"],
        ["Ben", "617", "Lynn", "x"],
      ],
      rowCount: 4,
      acceptedCount: 2,
      refusedCount: 2,
      problemCount: 4,
    });
    expect(preview.problems.map(({ line, code, severity }) => [line, code, severity])).toEqual([
      [1, "duplicate_header", "note"],
      [3, "short_number", "row"],
      [4, "short_row", "note"],
      [5, "duplicate", "row"],
    ]);
  });

  test("shows the values as the import reads them", () => {
    const lines = [
      "first,cell,id,town",
      'Ana,6172345678,"=""1001""",NULL',
      "Null,6172345679,'1002,N/A",
      'Cat,617,"=""3""",x',
    ];
    expect(previewUpload(bytes(lines.join("\n"))).sampleRows).toEqual([
      ["Ana", "6172345678", "1001", ""],
      [expect.stringMatching(/^(Null)?$/), "6172345679", "1002", ""],
      ["Cat", "617", "3", "x"],
    ]);
  });

  test("lists so many problems and counts them all", () => {
    const preview = previewUpload(bytes(`first,cell\n${"x,1\n".repeat(50)}`), { maxProblems: 10 });
    expect(preview.problems).toHaveLength(10);
    expect(preview.problemCount).toBe(50);
  });

  test("follows a corrected mapping", () => {
    const file = bytes("who,number\nAna,6172345678\n");
    expect(previewUpload(file).ok).toBe(false);
    expect(previewUpload(file, { mapping: { firstName: 0, cell: 1 } })).toMatchObject({ ok: true, acceptedCount: 1 });
  });
});

test("every row of any file is either accepted or refused", () => {
  const cell = fc.oneof(
    fc.integer({ min: 6172345670, max: 6172345676 }).map(String),
    fc.constantFrom("", "911", "x", "8002345678"),
  );
  const row = fc.tuple(fc.constantFrom("Ana", '"Lee, Jr"', '"a\nb"', ""), cell, fc.constantFrom("", ",", ",x", ",x,y"));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
      const text = `first,cell,city\n${rows.map(([name, phone, rest]) => `${name},${phone}${rest}\n`).join("")}`;
      const preview = previewUpload(bytes(text), { maxProblems: 1000 });
      if (!preview.ok) return expect(preview.problems[0]?.code).toBe("no_rows");
      const left = preview.problems.filter(({ severity }) => severity === "row").map(({ line }) => line);
      expect(preview.acceptedCount + preview.refusedCount).toBe(preview.rowCount);
      expect(new Set(left).size).toBe(preview.refusedCount);
      return undefined;
    }),
    { seed: 5, numRuns: 500 },
  );
});
