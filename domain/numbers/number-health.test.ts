/** When a number is well, warned about, or has to rest (docs/rules.md#numbers-health). */
import { describe, expect, test } from "vitest";
import { healthOf, mayLeaveService, NO_SENDER_SUMS, ratesOf } from "./number-health.ts";
import type { SenderSums } from "./number-health.ts";

const sums = (some: Partial<SenderSums>): SenderSums => ({ ...NO_SENDER_SUMS, ...some });

describe("a number", () => {
  test.each<[string, Partial<SenderSums>, string, number | null | undefined]>([
    ["without texts", {}, "unknown", undefined],
    ["one refusal of a few texts", { texts: 3, delivered: 2, failed: 1, refused: 1 }, "warning", undefined],
    ["refused three times of four", { texts: 4, delivered: 1, failed: 3, refused: 3 }, "rest", null],
    ["refused now and then", { texts: 200, delivered: 190, failed: 10, refused: 10 }, "well", undefined],
    ["filtered nine times", { texts: 100, delivered: 91, failed: 9, filtered: 9 }, "well", undefined],
    [
      "filtered ten times of a hundred",
      { texts: 100, delivered: 90, failed: 10, filtered: 10 },
      "rest",
      7 * 86_400_000,
    ],
    [
      "filtered ten times of ten thousand",
      { texts: 10_000, delivered: 9_990, failed: 10, filtered: 10 },
      "well",
      undefined,
    ],
    ["filtered ten times of forty", { texts: 40, delivered: 30, failed: 10, filtered: 10 }, "unknown", undefined],
    ["losing two of five", { texts: 50, delivered: 30, failed: 20 }, "rest", 3 * 86_400_000],
    ["losing one of five", { texts: 50, delivered: 40, failed: 10 }, "warning", undefined],
    ["losing most of a few", { texts: 10, delivered: 1, failed: 9 }, "unknown", undefined],
    ["with many opt-outs", { texts: 100, delivered: 100, optOuts: 5 }, "warning", undefined],
    ["with few opt-outs", { texts: 100, delivered: 100, optOuts: 4 }, "well", undefined],
    ["whose texts have no outcome yet", { texts: 500 }, "unknown", undefined],
  ])("%s", (_, some, is, restMs) => {
    const verdict = healthOf(sums(some));
    expect(verdict.is).toBe(is);
    if (verdict.is === "rest") expect(verdict.restMs).toBe(restMs);
  });

  test("its rates leave out texts without an outcome", () => {
    expect(ratesOf(sums({ texts: 20, delivered: 6, failed: 2, optOuts: 1 }))).toEqual({
      delivered: 0.75,
      failed: 0.25,
      optOuts: 0.05,
    });
    expect(ratesOf(NO_SENDER_SUMS)).toEqual({ delivered: null, failed: null, optOuts: null });
  });
});

test("a service keeps half of its numbers, and the last one always", () => {
  expect(mayLeaveService(10, 10)).toBe(true);
  expect(mayLeaveService(6, 10)).toBe(true);
  expect(mayLeaveService(5, 10)).toBe(false);
  expect(mayLeaveService(2, 2)).toBe(true);
  expect(mayLeaveService(1, 1)).toBe(false);
  expect(mayLeaveService(2, 3)).toBe(false);
});
