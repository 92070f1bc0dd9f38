import { describe, expect, test } from "vitest";
import { advice, sentence, toneOf } from "./words.ts";

const call = { beganAtMs: 0, endedAtMs: 0, why: "", lookedUp: null };

describe("the advice on a text that needs a decision", () => {
  test("points to the carrier's text when there is one that fits", () => {
    const texts = [{ kind: "other" as const }, { kind: "fits" as const }];
    expect(advice({ calls: [call], nextLookUpAtMs: null }, texts)).toContain("lists one text");
    expect(advice({ calls: [call], nextLookUpAtMs: null }, [...texts, ...texts])).toContain("several");
  });

  test("is to wait while it is looked up", () => {
    expect(advice({ calls: [call], nextLookUpAtMs: 1 }, [])).toContain("still checking");
  });

  test("says how often it was handed over in vain", () => {
    expect(advice({ calls: [call, call], nextLookUpAtMs: null }, [{ kind: "taken" }])).toContain("2 times");
  });
});

test("what the carrier says begins a line, and has a tone", () => {
  expect(sentence("the carrier answered 500")).toBe("The carrier answered 500");
  expect([toneOf("delivered"), toneOf("undelivered"), toneOf("queued")]).toEqual(["good", "wrong", ""]);
});
