import { describe, expect, test } from "vitest";
import { readState, readZip } from "./read-place.ts";
import { STATES } from "./area-table.ts";

const code = (read: ReturnType<typeof readZip>) => (read.kind === "read" ? read.code : read.kind);

describe("zip codes", () => {
  test.each([
    "94110",
    "94110-1234",
    "94110 1234",
    "941101234",
    "94110123456",
    "94110-",
    "94110–1234",
    "94110 - 1234",
    "94110.0",
    "94110.00",
    "94,110",
    "941101234.0",
    '="94110"',
    "='94110'",
    "'94110",
    '"94110"',
    "“94110”",
    " 94110 ",
    "\u00a094110\u00a0",
    "94110\u200b",
    "9\u20604110",
    "９４１１０",
    "94110;",
    "CA 94110",
    "CA, 94110-1234",
    "San Francisco, CA 94110",
    "94110 USA",
    "US-94110",
    "zip: 94110",
  ])("%j is San Francisco's 94110", (typed) => {
    expect(readZip(typed)).toMatchObject({ kind: "read", code: "94110", place: { states: ["CA"], zones: "la" } });
  });

  test.each(["2139-1234", "2139-", "02139-1234", "2139", "21391234"])("%j is Cambridge's 02139", (typed) => {
    expect(readZip(typed)).toMatchObject({ kind: "read", code: "02139", place: { states: ["MA"] } });
  });

  test.each([
    ["2139", "02139", "MA"],
    ["2139.0", "02139", "MA"],
    ["2,139", "02139", "MA"],
    ["21391234", "02139", "MA"],
    ["7030", "07030", "NJ"],
    ["6011234", "00601", "PR"],
  ])("the zeros that a spreadsheet took from %s come back", (typed, zip, state) => {
    expect(readZip(typed)).toMatchObject({ kind: "read", code: zip, place: { states: [state] } });
  });

  test("three digits are the last of Puerto Rico's or the first of others', so both places count", () => {
    expect(readZip("601")).toEqual({ kind: "read", code: "00601", place: { states: ["PR", "IL"], zones: "prch" } });
    expect(readZip("941")).toMatchObject({ place: { states: ["PR", "CA"], zones: "prla" } });
  });

  test.each([
    ["K1A 0B1", "K1A 0B1", "to"],
    ["k1a0b1", "K1A 0B1", "to"],
    ["K1A-0B1", "K1A 0B1", "to"],
    ["K1A OB1", "K1A 0B1", "to"],
    ["V5K", "V5K", "dcva"],
    ["P9N 1A1", "P9N 1A1", "wp"],
    ["S9V 0A1", "S9V 0A1", "rged"],
    ["G4T 1A1", "G4T 1A1", "hx"],
  ])("%s is Canadian", (typed, zip, zones) => {
    expect(readZip(typed)).toMatchObject({ kind: "read", code: zip, place: { zones } });
  });

  test.each(["", " ", "\u00a0", "\u200b", "''", '=""'])("%j is none", (typed) => {
    expect(readZip(typed)).toEqual({ kind: "none" });
  });

  test.each([
    "SW1A 1AA",
    "D02 X285",
    "W1A 0B1",
    "9411",
    "94110.5",
    "9.411E4",
    "94110 94112",
    "94110/94112",
    "94110-12345",
    "Apt 5, 94110",
    "twelve",
    "7",
    "123456",
    "1234567890",
    "00000",
    "11111",
    "12345",
    "99999",
  ])("%j cannot be read, or names no known place", (typed) => {
    const read = readZip(typed);
    expect(read.kind === "unread" || (read.kind === "read" && read.place === null)).toBe(true);
  });

  test.each(["09012", "34012", "96201"])("%s is military mail: a code without a known place", (typed) => {
    expect(readZip(typed)).toEqual({ kind: "read", code: typed, place: null });
  });

  test("a hostile value is read in the time of its length", () => {
    for (const sign of ["=", "'", " ", "9", "9 ", "-", "K1", ",0", "\u200b", "A-"]) {
      // As long as values that are read at all, and far longer.
      for (const times of [49, 200_000]) {
        const typed = `${sign.repeat(times)}x`;
        expect([readZip(typed).kind, readState(typed).kind]).toEqual(["unread", "unread"]);
      }
    }
  });
});

describe("states", () => {
  test.each(Object.keys(STATES))("%s is itself, in any case", (state) => {
    expect([state, state.toLowerCase(), ` ${state}. `].map((typed) => code(readState(typed)))).toEqual([
      state,
      state,
      state,
    ]);
  });

  test.each([
    ["CA", "California", "CALIFORNIA", "Calif.", "Calif", "Cal.", "State of California", "US-CA", "CA - California"],
    ["TX", "Texas (TX)", "Tex.", "TX, USA", "Texas, United States"],
    ["NY", "N.Y.", "N. Y.", "New York, NY", "new york state", "Nueva York", "New York City, NY"],
    ["NM", "N. Mex.", "New Mexico", "Nuevo México", "N.M."],
    ["NC", "N. Carolina", "No. Carolina", "North Carolina"],
    ["DC", "D.C.", "Washington, D.C.", "Washington DC", "District of Columbia", "Washington, DC"],
    ["WA", "Washington", "Wash.", "Washington State"],
    ["MA", "Mass.", "Commonwealth of Massachusetts"],
    ["PA", "Penna.", "Penn.", "Pa."],
    ["MO", "Kansas City, MO", "Mo."],
    ["WV", "W. Va.", "West Virginia"],
    ["HI", "Hawaiʻi", "Hawai'i"],
    ["PR", "Puerto Rico", "P.R.", "Porto Rico"],
    ["VI", "U.S. Virgin Islands", "USVI", "Virgin Islands"],
    ["MP", "CNMI", "Northern Mariana Islands"],
    ["AS", "American Samoa"],
    ["QC", "Québec", "Quebec", "Que.", "PQ", "CA-QC"],
    ["ON", "Ontario, Canada", "Ont.", "CA-ON"],
    ["BC", "B.C.", "British Columbia", "Colombie-Britannique"],
    ["NL", "Newfoundland & Labrador", "Nfld."],
    ["PE", "P.E.I.", "Île-du-Prince-Édouard"],
    ["YT", "Yukon Territory"],
  ])("%s by its other names", (state, ...names) => {
    expect(names.map((typed) => code(readState(typed)))).toEqual(names.map(() => state));
  });

  test.each(["", " ", "'"])("%j is none", (typed) => {
    expect(readState(typed)).toEqual({ kind: "none" });
  });

  test.each(["Californa", "Jalisco", "England", "XX", "06", "CA/NV", "Washington, PA", "USA", "Mars"])(
    "%s is not guessed",
    (typed) => {
      expect(readState(typed)).toEqual({ kind: "unread" });
    },
  );

  test.each(["AE", "AP", "AA"])("%s is military mail", (typed) => {
    expect(readState(typed)).toEqual({ kind: "read", code: typed, place: null });
  });
});
