import { describe, expect, test } from "vitest";
import { findColumns } from "./columns.ts";

const found = (headers: string[], chosen = {}) => {
  const columns = findColumns(headers, 1, chosen);
  if (!columns.ok) throw new Error(columns.problem.message);
  return columns;
};
const codes = (headers: string[], chosen = {}) => found(headers, chosen).notes.map(({ code }) => code);

describe("header aliases", () => {
  test.each([
    ["firstName", ["firstName", "first", "First Name", "FIRST_NAME", "f_name", "given name", "Given-Name"]],
    ["lastName", ["lastName", "last", "l_name", "Last Name", "surname", "Family name"]],
    ["external_id", ["external_id", "External ID", "externalId"]],
    ["external_id_type", ["external_id_type"]],
    ["state_code", ["state_code", "State", "STATE CODE"]],
    ["zip", ["zip", "ZIP", "zipcode", "Zip Code", "postal code", "postal_code", "postcode"]],
  ] as const)("%s", (known, aliases) => {
    for (const alias of aliases) expect(found(["cell", alias]).mapping).toHaveProperty(known, 1);
  });

  test.each([
    "cell",
    "Cell",
    "mobile",
    "phone",
    "phone_number",
    "cell_phone",
    "Mobile Phone",
    "PHONE NUMBER",
    "Téléphone",
  ])("%s holds the cell", (alias) => {
    expect(found(["name", alias]).mapping.cell).toBe(1);
  });

  test("the better name wins, the other stays a custom column", () => {
    const { mapping, custom } = found(["phone", "firstName", "cell", "mobile"]);
    expect(mapping).toEqual({ firstName: 1, cell: 2 });
    expect(custom).toEqual([
      { name: "phone", index: 0 },
      { name: "mobile", index: 3 },
    ]);
  });
});

describe("a missing cell column", () => {
  test("is named, with the columns that were found", () => {
    const columns = findColumns(["firstName", "email", "", "city"], 3);
    expect(columns).toMatchObject({ ok: false, problem: { code: "no_cell_column", line: 3, severity: "file" } });
    if (columns.ok) throw new Error("unreachable");
    expect(columns.problem.message).toContain("Choose it under “Cell phone”");
    expect(columns.problem.message).toContain("Columns in this file: “firstName”, “email”, “city”.");
    expect(columns.problem.message).not.toContain("looks like a contact");
  });

  test("is explained when the file has no header at all", () => {
    expect(findColumns(["Ana", "Lee", "6172345678"], 1)).toMatchObject({
      problem: { message: expect.stringContaining("looks like a contact") },
    });
  });

  test("is solved by choosing a column", () => {
    expect(found(["name", "contact"], { cell: 1 }).mapping).toEqual({ cell: 1 });
  });
});

describe("chosen columns", () => {
  test("win over headers, and null means none", () => {
    const { mapping, custom } = found(["first", "nickname", "cell", "zip"], { firstName: 1, zip: null });
    expect(mapping).toEqual({ firstName: 1, cell: 2 });
    expect(custom.map(({ name }) => name)).toEqual(["first", "zip"]);
  });

  test("that do not exist or are chosen twice are named", () => {
    expect(findColumns(["cell", "x"], 1, { zip: 2 })).toMatchObject({
      problem: { code: "bad_mapping", message: expect.stringContaining("“Zip code” is set to column 3") },
    });
    expect(findColumns(["cell", "x"], 1, { zip: 1, state_code: 1 })).toMatchObject({
      problem: { code: "bad_mapping" },
    });
  });
});

describe("endless headers", () => {
  test("as names are left out, as columns are refused, and are never quoted whole", () => {
    const long = "x".repeat(50_000);
    const columns = findColumns(["cell", long], 1);
    expect(columns).toMatchObject({
      ok: true,
      custom: [],
      notes: [{ code: "unusable_header" }, { code: "no_first_name_column" }],
    });
    const many = findColumns(["cell", ...Array.from({ length: 2_000 }, (_, i) => `c${i}`)], 1);
    expect(many).toMatchObject({ ok: false, problem: { code: "too_many_columns" } });
    const missing = findColumns([long, "b"], 1);
    expect(JSON.stringify([columns, missing]).length).toBeLessThan(2_000);
  });
});

describe("notes about headers", () => {
  test("a blank header is named unless it ends the line", () => {
    expect(codes(["firstName", "", "cell", "", ""])).toEqual(["blank_header"]);
    expect(codes(["firstName", "cell"])).toEqual([]);
  });

  test("of two equal headers the first counts", () => {
    const { notes, custom } = found(["firstName", "cell", "city", "cell", "city "]);
    expect(notes.map(({ code }) => code)).toEqual(["duplicate_header", "duplicate_header"]);
    expect(notes[1]?.message).toContain("“city” (3 and 5)");
    expect(custom).toEqual([{ name: "city", index: 2 }]);
  });

  test("custom columns cannot take the names of standard fields or break merge fields", () => {
    expect(codes(["firstName", "cell", "texterFirstName", "a|b", "{x}", "__proto__"])).toEqual([
      "reserved_header",
      "unusable_header",
      "unusable_header",
      "unusable_header",
    ]);
    expect(codes(["firstName", "cell", "nick"], { firstName: 2 })).toEqual(["reserved_header"]);
  });

  test("a file without first names gets a warning", () => {
    expect(codes(["cell"])).toEqual(["no_first_name_column"]);
  });
});
