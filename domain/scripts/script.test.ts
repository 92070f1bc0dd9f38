import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fieldsIn,
  hasStrayBrace,
  mergeValues,
  parseScript,
  renderScript,
  textTooLong,
  unknownFields,
} from "./script.ts";
import { knownField, STANDARD_FIELDS } from "./fields/merge-fields.ts";
import type { MergeValues } from "./script.ts";

const textOf = (script: string, values: MergeValues) => {
  const rendered = renderScript(script, values);
  return rendered.ok ? rendered.text : `missing ${rendered.field}`;
};

describe("filling in", () => {
  test("fields are replaced in every place", () => {
    expect(textOf("Hi {firstName}, {firstName}! {city}", { firstName: "Ana", city: "Boston" })).toBe(
      "Hi Ana, Ana! Boston",
    );
    expect(textOf("", {})).toBe("");
    expect(textOf("{a}{b}", { a: "1", b: "2" })).toBe("12");
  });

  test("values are never scanned again", () => {
    expect(textOf("{a} {b}", { a: "{b}", b: "{a}" })).toBe("{b} {a}");
    expect(textOf("{a}b}", { a: "{", b: "x" })).toBe("{b}");
    expect(textOf("{x|{a}}", { a: "1" })).toBe("{x|1}");
  });

  test("$ in a value is literal", () => {
    expect(textOf("{amount} now", { amount: "$& $1 $$ $' $`" })).toBe("$& $1 $$ $' $` now");
  });

  test("names of fields are not taken for regular expressions", () => {
    expect(textOf("{a.c} {a*} {(x} {$1}", { "a.c": "1", "a*": "2", "(x": "3", $1: "4" })).toBe("1 2 3 4");
  });

  test.each(["firstname", " firstName ", "First Name", "FIRST_NAME", "first-name", "fírst náme", "first"])(
    "{%s} finds the first name",
    (typed) => {
      expect(textOf(`{${typed}}`, { firstName: "ana" })).toBe("Ana");
    },
  );

  test("what is typed finds what was uploaded, the column of exactly this name first", () => {
    const values = { Polling_Place: "Library", "polling place": "School", "Añadido Por": "Eva", 投票所: "市役所" };
    expect(textOf("{polling place} {Polling_Place} {POLLINGPLACE} {anadido_por} {投票所}", values)).toBe(
      "School Library Library Eva 市役所",
    );
    expect(unknownFields("{anadido por} {zip code} {State} {polling}", Object.keys(values))).toEqual(["polling"]);
  });

  test("a column of its own comes before another name of a standard field", () => {
    expect(knownField("Phone", ["cell", "phone"])).toBe("phone");
    expect(textOf("{Phone|none}", { cell: "+16172345678", Phone: "" })).toBe("none");
  });

  test("names are capitalised, other values stay as typed", () => {
    const values = { firstName: "MARY-JANE", lastName: "o'neil", texterFirstName: "bob", city: "BOSTON" };
    expect(textOf("{firstName} {lastName} {texterFirstName} {city}", values)).toBe("Mary-Jane O'Neil Bob BOSTON");
  });
});

describe("a missing value", () => {
  test.each([[undefined], [null], [""], ["  "]])("%j holds the contact back with the field's name", (firstName) => {
    expect(renderScript("Hi {firstName}", { firstName })).toEqual({
      ok: false,
      reason: "missing_field",
      field: "firstName",
    });
  });

  test("is replaced by the fallback", () => {
    expect(textOf("Hi {firstName|friend}!", {})).toBe("Hi friend!");
    expect(textOf("Hi {firstName|my dear friend}!", { firstName: "" })).toBe("Hi my dear friend!");
    expect(textOf("Hi {firstName|friend}!", { firstName: "ana" })).toBe("Hi Ana!");
    expect(textOf("Hi{firstName|}!", {})).toBe("Hi!");
    expect(textOf("{a|b|c}", {})).toBe("b|c");
  });

  test("is not what an object inherits", () => {
    expect(textOf("{constructor}", {})).toBe("missing constructor");
    expect(textOf("{toString|ok}", {})).toBe("ok");
    expect(textOf("{__proto__}", {})).toBe("missing __proto__");
  });

  test("names the first missing field", () => {
    expect(textOf("{a} {b|x} {c}", { a: "1" })).toBe("missing c");
  });
});

test("parts of a script render as the script does", () => {
  const script = "Hi {firstName|friend}, vote in {city}.";
  expect(renderScript(parseScript(script), { city: "Lynn" })).toEqual(renderScript(script, { city: "Lynn" }));
});

test("the fields of a script, each once", () => {
  expect(fieldsIn("{b} {a|x} {b} {} { x")).toEqual(["b", "a"]);
});

test("unknown fields are named, also those with a fallback", () => {
  expect(unknownFields("{firstName} {fristName|friend} {city} {zap}", ["city"])).toEqual(["fristName", "zap"]);
  expect(unknownFields(STANDARD_FIELDS.map((field) => `{${field}}`).join(" "), [])).toEqual([]);
});

test("a stray brace is seen", () => {
  expect(hasStrayBrace("Hi {firstName|friend}")).toBe(false);
  for (const script of ["Hi {firstName", "Hi firstName}", "{}", "{{firstName}}", "{|friend}"]) {
    expect(hasStrayBrace(script)).toBe(true);
  }
});

test("over 1,600 characters is too long", () => {
  expect(textTooLong("x".repeat(1600))).toBe(false);
  expect(textTooLong("x".repeat(1601))).toBe(true);
});

describe("the values of a contact and a texter", () => {
  const contact = {
    firstName: "ana",
    lastName: "",
    cell: "+16175550123",
    externalId: "V1",
    custom: { city: "Lynn", firstName: "X" },
  };

  test("cover every standard field and every custom column", () => {
    const values = mergeValues({ contact, texter: { firstName: "Bob", lastName: "Lee", alias: "Bobby" } });
    expect(textOf("{firstName} {cell} {external_id} {city} {texterLastName}", values)).toBe(
      "Ana +16175550123 V1 Lynn Lee",
    );
    expect(textOf("{texterAliasOrFirstName} {texterFirstName}", values)).toBe("Bobby Bob");
    expect(textOf("{lastName}", values)).toBe("missing lastName");
  });

  test("a texter without an alias goes by the first name", () => {
    const values = mergeValues({ contact, texter: { firstName: "Bob", lastName: "Lee", alias: " " } });
    expect(textOf("{texterAliasOrFirstName}", values)).toBe("Bob");
  });
});

describe("properties", () => {
  const seed = 42;
  const name = fc
    .string({ unit: fc.constantFrom(..."abcXYZ_.*+?$( )[]\\^é1"), minLength: 1, maxLength: 8 })
    .filter((field) => !(STANDARD_FIELDS as readonly string[]).includes(field));
  const value = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.trim() !== "");
  const words = fc.string({ unit: "binary" }).map((text) => text.replace(/[{}]/g, ""));

  test("any value of any field appears exactly as it is, between exactly the words of the script", () => {
    fc.assert(
      fc.property(words, name, value, words, (before, field, content, after) => {
        expect(renderScript(`${before}{${field}}${after}`, { [field]: content })).toEqual({
          ok: true,
          text: before + content + after,
        });
      }),
      { seed, numRuns: 500 },
    );
  });

  test("rendering equals filling in the parts one by one", () => {
    const piece = fc.oneof(
      words.map((text) => ({ source: text, text })),
      fc.tuple(name, value).map(([field, content]) => ({ source: `{${field}}`, field, content, text: content })),
      fc.tuple(name, words).map(([field, fallback]) => ({ source: `{${field}q|${fallback}}`, text: fallback })),
    );
    fc.assert(
      fc.property(fc.uniqueArray(piece, { selector: (p) => ("field" in p ? p.field : p.source) }), (pieces) => {
        const values = Object.fromEntries(pieces.flatMap((p) => ("field" in p ? [[p.field, p.content]] : [])));
        const rendered = renderScript(pieces.map((p) => p.source).join(""), values);
        expect(rendered).toEqual({ ok: true, text: pieces.map((p) => p.text).join("") });
      }),
      { seed, numRuns: 500 },
    );
  });

  test("a rendered text never shows a field, undefined or null, even if values are missing", () => {
    const script = fc
      .array(fc.constantFrom("{firstName}", "{lastName|friend}", "{city}", "{zip|}", " hello ", ", "), { maxLength: 8 })
      .map((parts) => parts.join(""));
    const some = fc.constantFrom("Ana", "Lynn", "", null, undefined, " ");
    fc.assert(
      fc.property(script, fc.record({ firstName: some, lastName: some, city: some, zip: some }), (text, values) => {
        const rendered = renderScript(text, values);
        if (rendered.ok) expect(rendered.text).not.toMatch(/[{}]|undefined|null/);
        else expect(values[rendered.field as keyof typeof values]?.trim() ?? "").toBe("");
      }),
      { seed, numRuns: 500 },
    );
  });
});
