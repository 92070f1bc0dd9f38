/** The exports of test/corpus/files, as each system writes them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXPECTED } from "../../test/corpus/files/expected.ts";
import { mergeValues, renderScript } from "../scripts/script.ts";
import { checkRow, fieldNames, hasPlaceholders, openUpload, readRows, storedFields } from "./contact-upload.ts";
import type { UploadedContact } from "./contact-upload.ts";
import { isPlaceholder } from "./file/placeholders.ts";
import { previewUpload } from "./upload-preview.ts";

const FOLDER = join(import.meta.dirname, "../../test/corpus/files");
const RULES = { allowTestNumbers: true };

function contactsOf(bytes: Uint8Array): UploadedContact[] {
  const opened = openUpload(bytes, { isWhole: true });
  if (!opened.ok) throw new Error(opened.problem.message);
  const { firstRow } = opened.upload;
  const { records } = readRows(opened.upload, bytes.subarray(firstRow.offset), firstRow, true);
  const upload = { ...opened.upload, hasPlaceholders: hasPlaceholders(opened.upload, records) };
  return records.flatMap((record) => {
    const row = checkRow(upload, record, RULES);
    return row.ok ? [row.contact] : [];
  });
}

test("every file of the corpus has its expectation", () => {
  const files = readdirSync(FOLDER).filter((name) => /\.(csv|txt)$/.test(name));
  expect(files.sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(Object.entries(EXPECTED))("%s", (name, expected) => {
  const bytes = new Uint8Array(readFileSync(join(FOLDER, name)));

  test("becomes the contacts that it has", () => {
    const contacts = contactsOf(bytes);
    expect(contacts.map(({ cell }) => cell)).toEqual(expected.map(({ cell }) => cell));
    for (const [
      index,
      { cell, first = "", last, zip = "", state = "", id, fields = {}, without = [] },
    ] of expected.entries()) {
      const contact = contacts[index];
      if (!contact) throw new Error(`no contact ${index}`);
      expect(contact).toMatchObject({ cell, firstName: first, zip, stateCode: state });
      if (last !== undefined) expect(contact.lastName).toBe(last);
      if (id !== undefined) expect(contact.externalId).toBe(id);
      expect(contact.custom).toMatchObject(fields);
      for (const field of without) expect(contact.custom).not.toHaveProperty(field);
    }
  });

  test("can be texted by every one of its headers", () => {
    const preview = previewUpload(bytes, RULES);
    const [contact] = contactsOf(bytes);
    if (!contact) throw new Error("no contact");
    const texter = { firstName: "Tess", lastName: "Ter" };
    const values = mergeValues({ contact, texter });
    for (const [index, header] of preview.headers.entries()) {
      const written = preview.sampleRows[0]?.[index]?.trim() ?? "";
      if (header === "" || written === "" || isPlaceholder(written)) continue;
      for (const typed of [header, header.toUpperCase(), header.replace(/[ _]/g, "").toLowerCase()]) {
        expect([typed, renderScript(`{${typed}}`, values)]).toEqual([
          typed,
          { ok: true, text: expect.stringMatching(/./) },
        ]);
      }
    }
  });
});

test("the preview counts places that could not be used, before the import", () => {
  const bytes = new Uint8Array(readFileSync(join(FOLDER, "spreadsheet-exports.csv")));
  expect(previewUpload(bytes, RULES)).toMatchObject({
    acceptedCount: 4,
    placeNotes: { zip_unread: { count: 1, line: 5, typed: "99999" } },
    filled: { cell: 4, firstName: 4, lastName: 2, zip: 4, state_code: 3, external_id: 4 },
  });
});

test("and why rows are left out", () => {
  const bytes = new Uint8Array(readFileSync(join(FOLDER, "van-my-voters.txt")));
  expect(previewUpload(bytes, RULES)).toMatchObject({
    acceptedCount: 2,
    refusedCount: 1,
    refusedBy: { missing: 1 },
    mapping: { cell: 9, firstName: 2, lastName: 1, zip: 13, state_code: 12, external_id: 0 },
    instead: { zip: [18], state_code: [17] },
  });
});

test("zip, state and the id's type are stored under their names, and are merge fields", () => {
  const bytes = new TextEncoder().encode(
    "cell,zip,State,external_id,external_id_type\n6172345678,2139,Mass.,7,van\n6172345679,,,,\n",
  );
  const [contact, bare] = contactsOf(bytes);
  const opened = openUpload(bytes, { isWhole: true });
  if (!contact || !bare || !opened.ok) throw new Error("no contact");
  expect(storedFields(contact)).toEqual({ zip: "02139", state_code: "MA", external_id_type: "van" });
  expect([storedFields(bare), fieldNames(opened.upload)]).toEqual([{}, ["zip", "state_code", "external_id_type"]]);
  // As the queue has it: by its stored fields alone.
  const { cell, firstName, lastName } = contact;
  const stored = { cell, firstName, lastName, custom: storedFields(contact) };
  const values = mergeValues({ contact: stored, texter: { firstName: "Tess", lastName: "Ter" } });
  expect(renderScript("{Zip} {state} {External ID Type}", values)).toEqual({ ok: true, text: "02139 MA van" });
});
