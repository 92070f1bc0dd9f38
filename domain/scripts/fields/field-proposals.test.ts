import { describe, expect, test } from "vitest";
import { proposeFields, withField } from "./field-proposals.ts";

const COLUMNS = ["Polling_Place", "town", "Favorite Pie"];
const proposed = (typed: string) => proposeFields(`Hi {${typed}}`, COLUMNS)[0];

describe("a field that is spelt otherwise than its name", () => {
  test.each([
    ["FirstName", "firstName"],
    ["FIRSTNAME", "firstName"],
    ["first name", "firstName"],
    ["first_name", "firstName"],
    ["Last", "lastName"],
    ["texterfirstname", "texterFirstName"],
    ["polling place", "Polling_Place"],
    ["Town", "town"],
    ["favorite-pie", "Favorite Pie"],
    ["zip code", "zip"],
  ])("{%s} is found, and {%s} is proposed", (typed, field) => {
    expect(proposed(typed)).toEqual({ typed, field, isFound: true });
  });
});

describe("a field that nothing is named", () => {
  test.each([
    ["fristName", "firstName"],
    ["firstNme", "firstName"],
    ["lastNamee", "lastName"],
    ["polling", "Polling_Place"],
    ["towm", "town"],
    ["texterName", undefined],
    ["birthday", undefined],
    ["a", undefined],
  ])("{%s}: {%s} is proposed", (typed, field) => {
    expect(proposed(typed)).toEqual(field === undefined ? undefined : { typed, field, isFound: false });
  });
});

test("fields by their own names need no proposal", () => {
  expect(proposeFields("{firstName|friend} of {town}, {Favorite Pie}", COLUMNS)).toEqual([]);
});

test("a field gets its name wherever it is, with its fallback and without", () => {
  expect(withField("{FirstName}, {FirstName|friend}: {town} {", "FirstName", "firstName")).toBe(
    "{firstName}, {firstName|friend}: {town} {",
  );
  expect(withField("{town|}", "town", "Town")).toBe("{Town|}");
});
