import * as fc from "fast-check";
import { expect, it } from "vitest";
import { storableJson } from "./storable-json.ts";

it("keeps every text that Postgres can store, and puts U+FFFD where it cannot", () => {
  expect(JSON.parse(storableJson(["\0", "\ud83d", "a\udde0b", "🗳️", "\\u0000", '\\\0\n\t"é']))).toEqual([
    "\uFFFD",
    "\uFFFD",
    "a\uFFFDb",
    "🗳️",
    "\\u0000",
    '\\\uFFFD\n\t"é',
  ]);
});

it("changes nothing else, in names and values of any depth", () => {
  // Code units one by one, so that halves of pairs are common.
  const unit = fc.oneof(
    fc.constantFrom("\0", "\\", "u", "0", '"', "\ud83d", "\ude00"),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCodePoint(code)),
  );
  const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
  const expected = (value: string) => value.toWellFormed().replaceAll("\0", "\uFFFD");
  fc.assert(
    fc.property(text, text, (name, value) => {
      expect(JSON.parse(storableJson([{ [name]: { deep: value } }]))).toEqual([
        { [expected(name)]: { deep: expected(value) } },
      ]);
    }),
    { seed: 20_261_103, numRuns: 2_000 },
  );
});
