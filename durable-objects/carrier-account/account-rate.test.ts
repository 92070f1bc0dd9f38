import { describe, expect, test } from "vitest";
import { AccountRate, NO_LIMIT } from "./account-rate.ts";

const NOW = 1_000_000;

describe("the pace of an account", () => {
  test("is not limited until the carrier refuses, and then below what it was measured to take", () => {
    const rate = new AccountRate(NO_LIMIT);
    expect(rate.perSecond).toBe(null);
    expect(rate.refuse(0, 1_000, 500, NOW)).toBe(true);
    expect(rate.perSecond).toBe(400);
    expect(rate.holdMs(NOW)).toBe(1_000);
  });

  test("is lowered once per round: the same flood, reported by many queues, counts once", () => {
    const rate = new AccountRate(NO_LIMIT);
    for (let queue = 0; queue < 20; queue += 1) rate.refuse(0, 1_000, 500, NOW);
    expect(rate.perSecond).toBe(400);
    expect(rate.round).toBe(1);
  });

  test("is lowered to what is measured, by a fifth at least and by half at most", () => {
    const perSecond = (measured: number) => {
      const rate = new AccountRate({ ...NO_LIMIT, perSecond: 100, round: 3 });
      rate.refuse(3, 1_000, measured, NOW);
      return rate.perSecond;
    };
    expect([perSecond(10), perSecond(70), perSecond(300)]).toEqual([50, 70, 80]);
  });

  test("comes back to the refused pace in a minute, by the same step each second", () => {
    const rate = new AccountRate({ ...NO_LIMIT, perSecond: 100 });
    rate.refuse(0, 1_000, 100, NOW);
    const after = (seconds: number) => {
      rate.grow(NOW + 1_000 + seconds * 1_000, true);
      return Number(rate.perSecond?.toFixed(1));
    };
    expect([after(0), after(15), after(30), after(57)]).toEqual([80, 85, 90, 99]);
  });

  test("tries more and more when nothing is refused any more", () => {
    const rate = new AccountRate({ ...NO_LIMIT, perSecond: 1 });
    rate.refuse(0, 1_000, 1, NOW);
    for (let second = 1; second <= 300; second += 1) rate.grow(NOW + second * 1_000, true);
    expect(rate.perSecond).toBe(null);
  });

  test("does not grow while nobody uses it", () => {
    const rate = new AccountRate({ ...NO_LIMIT, perSecond: 100 });
    rate.refuse(0, 1_000, 100, NOW);
    rate.grow(NOW + 3_600_000, false);
    rate.grow(NOW + 3_601_000, true);
    expect(rate.perSecond).toBeCloseTo(80.33, 1);
  });

  test("asks a carrier that takes nothing less and less, never stops asking, and is back soon when it takes texts again", () => {
    const rate = new AccountRate({ ...NO_LIMIT, perSecond: 500 });
    for (let round = 0; round < 12; round += 1) rate.refuse(round, 1_000, 0, NOW + round * 1_000);
    expect(rate.perSecond).toBe(0.5);
    rate.took(rate.round, 1);
    rate.grow(NOW + 12_000, true);
    rate.grow(NOW + 71_900, true);
    expect(rate.perSecond).toBeGreaterThan(490);
    expect(rate.perSecond).toBeLessThan(500);
  });
});
