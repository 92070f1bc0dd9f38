import { describe, expect, test } from "vitest";
import { fairShares } from "./fair-shares.ts";

const first = (wanted: number) => ({ wanted, urgent: 0 });

describe("shares of a rate", () => {
  test("a small demand is met in full, the others get equal shares", () => {
    expect(fairShares(100, [first(10), first(500), first(80)])).toEqual([10, 45, 45]);
  });

  test("replies of all come before first texts of any", () => {
    expect(fairShares(100, [first(500), { wanted: 500, urgent: 60 }, { wanted: 30, urgent: 30 }])).toEqual([5, 65, 30]);
    expect(fairShares(100, [first(500), { wanted: 200, urgent: 200 }])).toEqual([0, 100]);
  });

  test("what nobody asks for is spread, and never more than there is", () => {
    expect(fairShares(100, [first(10), first(30)])).toEqual([40, 60]);
    const shares = fairShares(7, [first(1), first(2), first(9), { wanted: 3, urgent: 1 }]);
    expect(shares.reduce((sum, each) => sum + each, 0)).toBeCloseTo(7);
  });

  test("of nobody are none", () => {
    expect(fairShares(100, [])).toEqual([]);
  });
});
