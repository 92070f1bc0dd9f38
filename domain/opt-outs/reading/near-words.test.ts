import { describe, expect, test } from "vitest";
import { detectOptOut } from "../opt-out.ts";
import { nearWord } from "./near-words.ts";

describe("a slip of the finger", () => {
  test.each([
    ["stpo", "stop"],
    ["sotp", "stop"],
    ["st0p", "stop"],
    ["5top", "stop"],
    ["dtop", "stop"],
    ["unsubscrbe", "unsubscribe"],
    ["remvoe", "remove"],
    ["rwmove", "remove"],
    ["qiut", "quit"],
    ["optuot", "optout"],
  ])("%s is %s", (word, meant) => {
    expect(nearWord(word)).toBe(meant);
  });

  test.each([
    "stop",
    "shop",
    "top",
    "step",
    "store",
    "stopped",
    "quite",
    "quiet",
    "remote",
    "cancer",
    "contract",
    "ok",
    "st",
  ])("%s is a word of its own", (word) => {
    expect(nearWord(word)).toBeNull();
  });
});

test("alone it goes to a person, within a request it is read as what was meant", () => {
  for (const text of ["stpo", "ST0P", "sotp!", "cancle"]) expect(detectOptOut(text)).toMatchObject({ kind: "review" });
  for (const text of ["sotp texting me", "rwmove me from all you lists", "plesae stop", "unsubscrbe"]) {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out" });
  }
  for (const text of ["shop", "Step it up", "the store", "my remote is broken"]) {
    expect(detectOptOut(text)).toEqual({ kind: "none" });
  }
});
