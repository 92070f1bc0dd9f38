import * as fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { plainNanp } from "./phone-fast.ts";
import { normalizePhone } from "./phone.ts";

const seed = 20261120;
const numRuns = 30_000;

describe("the fast way", () => {
  const digits = (from: number, to: number, width: number) =>
    fc.integer({ min: from, max: to }).map((number) => String(number).padStart(width, "0"));
  const parts = fc.tuple(digits(0, 999, 3), digits(0, 999, 3), digits(0, 9999, 4));
  const shape = fc.constantFrom(
    ([a, b, c]: string[]) => `${a}${b}${c}`,
    ([a, b, c]: string[]) => `+1${a}${b}${c}`,
    ([a, b, c]: string[]) => `1${a}${b}${c}`,
    ([a, b, c]: string[]) => `(${a}) ${b}-${c}`,
    ([a, b, c]: string[]) => `1-${a}-${b}-${c}`,
    ([a, b, c]: string[]) => `+1 ${a}.${b}.${c}`,
  );

  test("accepts nothing that libphonenumber refuses, and says the same number and country", () => {
    let accepted = 0;
    fc.assert(
      fc.property(parts, shape, (number, write) => {
        const typed = write(number);
        const plain = plainNanp(typed);
        if (plain === null) return;
        accepted += 1;
        const parsed = parsePhoneNumberFromString(typed, "US");
        expect([parsed?.number, parsed?.country, parsed?.getType()]).toEqual([
          plain.cell,
          plain.country,
          "FIXED_LINE_OR_MOBILE",
        ]);
      }),
      { seed, numRuns },
    );
    // Were nearly nothing accepted, the property would say nothing.
    expect(accepted).toBeGreaterThan(numRuns / 10);
  });

  test("takes every ordinary area code of the United States", () => {
    let fast = 0;
    let slow = 0;
    for (let area = 200; area < 1000; area += 1) {
      const typed = `${area}2345678`;
      const isUs = parsePhoneNumberFromString(typed, "US")?.country === "US" && normalizePhone(typed).ok;
      if (isUs && plainNanp(typed)?.country === "US") fast += 1;
      else if (isUs) slow += 1;
    }
    expect([fast > 330, slow < 5]).toEqual([true, true]);
  });

  test.each(["911", "8002345678", "9002345678", "6172345678x5", "5002345678", "617234567", "61723456789", "", "n/a"])(
    "leaves %j to the long way",
    (typed) => {
      expect(plainNanp(typed)).toBeNull();
    },
  );
});
