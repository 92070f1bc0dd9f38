import { describe, expect, test } from "vitest";
import { DayBudget } from "./day-budget.ts";

/** 15:00 in Los Angeles, in winter. */
const AFTERNOON = Date.UTC(2026, 10, 20, 23);
const HOUR_MS = 3_600_000;

describe("a day's segments", () => {
  test("are given out up to the cap, the last tenth to replies alone", () => {
    const day = new DayBudget(null);
    expect(day.grant("a", 60, 100, AFTERNOON)).toEqual({ segments: 60, firstTexts: 60, resetsInMs: 9 * HOUR_MS });
    day.spent("a", 60, AFTERNOON);
    expect(day.grant("a", 60, 100, AFTERNOON)).toMatchObject({ segments: 40, firstTexts: 30 });
    day.spent("a", 32, AFTERNOON);
    expect(day.grant("a", 60, 100, AFTERNOON)).toMatchObject({ segments: 8, firstTexts: 0 });
    day.spent("a", 8, AFTERNOON);
    expect(day.grant("a", 1, 100, AFTERNOON)).toMatchObject({ segments: 0, firstTexts: 0 });
  });

  test("that are set aside for one are not given to another, until they come back", () => {
    const day = new DayBudget(null);
    day.grant("a", 80, 100, AFTERNOON);
    expect(day.grant("b", 80, 100, AFTERNOON).segments).toBe(20);
    day.spent("a", 5, AFTERNOON);
    expect(day.grant("c", 80, 100, AFTERNOON).segments).toBe(75);
  });

  test("begin anew at midnight by the networks' clock", () => {
    const day = new DayBudget(null);
    day.grant("a", 100, 100, AFTERNOON);
    expect(day.grant("b", 9, 100, AFTERNOON + 9 * HOUR_MS - 1)).toMatchObject({ segments: 0, resetsInMs: 1 });
    expect(day.grant("b", 9, 100, AFTERNOON + 9 * HOUR_MS)).toMatchObject({ segments: 9, resetsInMs: 24 * HOUR_MS });
  });

  test("are not given out again after a stop", () => {
    const day = new DayBudget(null);
    day.grant("a", 70, 100, AFTERNOON);
    day.spent("b", 10, AFTERNOON);
    const again = new DayBudget(JSON.parse(JSON.stringify(day.today)));
    expect(again.grant("b", 90, 100, AFTERNOON).segments).toBe(20);
  });
});
