import { expect, test } from "vitest";
import { inParts, reasonWords } from "./opt-outs-words.ts";

test("reasons are words, and a texter's own stay as they are", () => {
  expect(["stop_word", "carrier_21610", "asked me to"].map(reasonWords)).toEqual([
    "Asked by text",
    "By the carrier (21610)",
    "By a texter: “asked me to”",
  ]);
});

test("a long list goes in parts, and nothing goes in none", () => {
  expect(inParts(["1", "2", "3"], 2)).toEqual([["1", "2"], ["3"]]);
  expect(inParts([], 2)).toEqual([]);
});
