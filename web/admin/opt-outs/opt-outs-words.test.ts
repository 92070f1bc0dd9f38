import { describe, expect, test } from "vitest";
import { listInParts, reasonWords } from "./opt-outs-words.ts";

test("reasons are words, and a texter's own stay as they are", () => {
  expect(["stop_word", "carrier_21610", "asked me to"].map(reasonWords)).toEqual([
    "Asked by text",
    "By the carrier (21610)",
    "By a texter: “asked me to”",
  ]);
});

describe("a long list", () => {
  test("goes in parts whose lines keep their numbers", () => {
    expect(listInParts("2125550101\n2125550102\n2125550103\n", 2)).toEqual([
      { text: "2125550101\n2125550102", firstLine: 1 },
      { text: "2125550103\n", firstLine: 3 },
    ]);
  });

  test("with a header has it in every part", () => {
    expect(listInParts("phone\n2125550101\n2125550102\n2125550103", 2)).toEqual([
      { text: "phone\n2125550101", firstLine: 1 },
      // Line 1 of this part is the header again, line 2 is line 3 of the file.
      { text: "phone\n2125550102\n2125550103", firstLine: 2 },
    ]);
  });

  test("of nothing has no part", () => {
    expect(listInParts(" \n\n")).toEqual([]);
  });
});
