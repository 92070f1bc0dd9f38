import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { properName } from "./person-name.ts";

describe("names typed all-upper or all-lower are capitalised", () => {
  test.each([
    ["maria", "Maria"],
    ["MARIA", "Maria"],
    ["m", "M"],
    ["mary ann", "Mary Ann"],
    ["MARY-JANE", "Mary-Jane"],
    ["o'neil", "O'Neil"],
    ["D’ANGELO", "D’Angelo"],
    ["mcdonald", "McDonald"],
    ["MCDONALD", "McDonald"],
    ["anne mccarthy-o'hara", "Anne McCarthy-O'Hara"],
    ["mc", "Mc"],
    ["mack", "Mack"],
    ["ÉLODIE", "Élodie"],
    ["josé maría", "José María"],
    ["J.R.", "J.R."],
    ["HENRY FORD III", "Henry Ford III"],
    ["vi", "Vi"],
  ])("%s → %s", (typed, printed) => {
    expect(properName(typed)).toBe(printed);
  });
});

describe("names with mixed case stay as typed", () => {
  test.each(["DeShawn", "McDonald", "van der Berg", "LaToya", "Mary ANN", "eLLa"])("%s", (name) => {
    expect(properName(name)).toBe(name);
  });
});

test("names without letter case stay as typed", () => {
  expect(properName("李小龍")).toBe("李小龍");
  expect(properName("محمد")).toBe("محمد");
});

test("spaces around a name go, runs of spaces become one", () => {
  expect(properName("  MARY \t ANN ")).toBe("Mary Ann");
});

test("capitalising twice changes nothing, and no letter is lost", () => {
  const latin = fc.string({ unit: fc.constantFrom(..."abcMCXYéÑ' -.’"), maxLength: 16 });
  fc.assert(
    fc.property(latin, (typed) => {
      const once = properName(typed);
      expect(properName(once)).toBe(once);
      expect(once.toLowerCase()).toBe(typed.trim().replace(/\s+/gu, " ").toLowerCase());
    }),
    { seed: 7, numRuns: 1000 },
  );
});
