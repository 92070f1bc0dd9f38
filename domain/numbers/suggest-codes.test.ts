import * as fc from "fast-check";
import { expect, test } from "vitest";
import { areaCodeOf, isAreaCode, statesOf } from "./area-codes.ts";
import { suggestCodes } from "./suggest-codes.ts";

const counts = (some: Record<string, number>) => new Map(Object.entries(some));

test("the contacts' own codes, in proportion", () => {
  const codes = suggestCodes(4, counts({ "212": 300, "718": 300 }), counts({ "212": 50, "718": 50, "305": 50 }));
  expect(codes.toSorted((a, b) => a.areaCode.localeCompare(b.areaCode))).toEqual([
    { areaCode: "212", count: 2 },
    { areaCode: "718", count: 2 },
  ]);
});

test("what is missing comes from the same state before any other", () => {
  expect(suggestCodes(5, counts({ "212": 700 }), counts({ "212": 2, "305": 90, "718": 10 }))).toEqual([
    { areaCode: "718", count: 3 },
    { areaCode: "212", count: 2 },
  ]);
});

test("a pool that has too few gives all it has", () => {
  expect(suggestCodes(10, counts({ "212": 700 }), counts({ "212": 2, "305": 1 }))).toEqual([
    { areaCode: "212", count: 2 },
    { areaCode: "305", count: 1 },
  ]);
});

test("never more than needed, never more than a code has, and all that is needed when the pool has it", () => {
  const some = fc.dictionary(fc.constantFrom("212", "718", "305", "415", "613"), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), some, some, (needed, contacts, available) => {
      const wishes = suggestCodes(needed, counts(contacts), counts(available));
      const sum = wishes.reduce((all, { count }) => all + count, 0);
      const there = Object.values(available).reduce((all, count) => all + count, 0);
      expect(sum).toBe(Math.min(needed, there));
      for (const { areaCode, count } of wishes) {
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(available[areaCode] ?? 0);
      }
    }),
  );
});

test("area codes", () => {
  expect(areaCodeOf("+16135550123")).toBe("613");
  expect(areaCodeOf("+442071838750")).toBeNull();
  expect(areaCodeOf("+1613555012")).toBeNull();
  expect(isAreaCode("613")).toBe(true);
  expect(isAreaCode("800")).toBe(true);
  expect(isAreaCode("000")).toBe(false);
  expect(isAreaCode("__proto__")).toBe(false);
  expect(statesOf("212")).toBe("NY");
});
