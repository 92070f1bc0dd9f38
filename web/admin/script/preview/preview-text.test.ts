import { expect, test } from "vitest";
import { STANDARD_FIELDS } from "../../../../domain/scripts/fields/merge-fields.ts";
import { stepText } from "../../../../domain/scripts/script-step.ts";
import { mergeValues } from "../../../../domain/scripts/script.ts";
import { previewText } from "./preview-text.ts";

const FIELDS = [...STANDARD_FIELDS, "Polling_Place", "town"];
const values = mergeValues({
  contact: {
    firstName: "ada",
    lastName: "LOVELACE",
    cell: "+16175550123",
    custom: { Polling_Place: "Town Hall", town: "" },
  },
  texter: { firstName: "Tess", lastName: "Okonkwo" },
});

const SPELLINGS = [
  "firstName",
  "FirstName",
  "FIRSTNAME",
  "first name",
  "First_Name",
  "first-name",
  "fname",
  "Last",
  "surname",
  "TexterFirstName",
  "polling place",
  "POLLING_PLACE",
  "Pólling Place",
  "phone",
  "Cell",
  "town",
  "Town",
  "zip code",
  "fristName",
  "birthday",
  "constructor",
];

test.each(SPELLINGS)("{%s} is shown as it goes out", (name) => {
  for (const text of [`Hi {${name}}!`, `Hi {${name}|friend}!`]) {
    const shown = previewText(text, FIELDS, values);
    const real = stepText({ id: "1", texts: [text] }, "c1.0.1", values);
    if (shown.is === "text") expect(real).toMatchObject({ ok: true, text: shown.text });
    // A script with such a field cannot be published (domain/scripts/script-check.ts).
    else if (shown.is === "unknown") expect([...shown.unknown]).toEqual([name]);
    else expect(real).toMatchObject({ ok: false, field: name });
  }
});

test("a field in other letters is the field, and one that is missing holds the text back", () => {
  expect(previewText("Hi {FirstName}, {polling place}", FIELDS, values)).toEqual({
    is: "text",
    text: "Hi Ada, Town Hall",
  });
  expect(previewText("in {Town}", FIELDS, values)).toEqual({ is: "held back", field: "Town" });
  expect(previewText("in {fristName}", FIELDS, values)).toMatchObject({ is: "unknown" });
  expect(previewText(" ", FIELDS, values)).toEqual({ is: "empty" });
});
