import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sameJson } from "./same-json.ts";

test("a value that was stored and read is the same, in any order of its keys", () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, each]) => [key, reversed(each)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(sameJson(value, reversed(JSON.parse(JSON.stringify(value))))).toBe(true);
    }),
  );
});

test.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { a: 1, b: null }],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [null, {}],
  ["1", 1],
])("%j is not %j", (a, b) => {
  expect(sameJson(a, b)).toBe(false);
  expect(sameJson(b, a)).toBe(false);
});

test("an undefined field is an absent one", () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
});
