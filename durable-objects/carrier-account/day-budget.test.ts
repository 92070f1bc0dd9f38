import { describe, expect, test } from "vitest";
import { DayBudget } from "./day-budget.ts";

/** 15:00 in Los Angeles, in winter. */
const AFTERNOON = Date.UTC(2026, 10, 20, 23);
const HOUR_MS = 3_600_000;

describe("a day's segments", () => {
  test("are given out up to the cap, the last tenth to replies alone", () => {
    const day = new DayBudget(null);
    const firsts = (segments: number) => ({ firstTexts: segments, others: 0 });
    expect(day.grant("a", firsts(60), 100, AFTERNOON)).toEqual({
      segments: 60,
      firstTexts: 60,
      openTo: "all",
      resetsInMs: 9 * HOUR_MS,
    });
    day.spent("a", 60, AFTERNOON);
    expect(day.grant("a", firsts(60), 100, AFTERNOON)).toMatchObject({ segments: 30, firstTexts: 30 });
    day.spent("a", 30, AFTERNOON);
    expect(day.grant("a", firsts(60), 100, AFTERNOON)).toMatchObject({ segments: 0, firstTexts: 0, openTo: "replies" });
    expect(day.grant("b", { firstTexts: 60, others: 60 }, 100, AFTERNOON)).toMatchObject({
      segments: 10,
      firstTexts: 0,
    });
    day.spent("b", 10, AFTERNOON);
    expect(day.grant("a", { firstTexts: 1, others: 1 }, 100, AFTERNOON)).toMatchObject({ segments: 0, openTo: "none" });
  });

  test("that are set aside for one are not given to another, until they come back", () => {
    const day = new DayBudget(null);
    const replies = { firstTexts: 0, others: 80 };
    day.grant("a", replies, 100, AFTERNOON);
    expect(day.grant("b", replies, 100, AFTERNOON).segments).toBe(20);
    expect(day.grant("c", replies, 100, AFTERNOON)).toMatchObject({ segments: 0, openTo: "all" });
    day.spent("a", 5, AFTERNOON);
    expect(day.grant("c", replies, 100, AFTERNOON).segments).toBe(75);
  });

  test("start again at midnight by the networks' clock", () => {
    const day = new DayBudget(null);
    day.grant("a", { firstTexts: 0, others: 100 }, 100, AFTERNOON);
    expect(day.grant("b", { firstTexts: 9, others: 0 }, 100, AFTERNOON + 9 * HOUR_MS - 1)).toMatchObject({
      segments: 0,
      resetsInMs: 1,
    });
    expect(day.grant("b", { firstTexts: 9, others: 0 }, 100, AFTERNOON + 9 * HOUR_MS)).toMatchObject({
      segments: 9,
      resetsInMs: 24 * HOUR_MS,
    });
  });

  test("are not given out again after a stop", () => {
    const day = new DayBudget(null);
    day.grant("a", { firstTexts: 70, others: 0 }, 100, AFTERNOON);
    day.spent("b", 10, AFTERNOON);
    const again = new DayBudget(JSON.parse(JSON.stringify(day.today)));
    expect(again.grant("b", { firstTexts: 0, others: 90 }, 100, AFTERNOON).segments).toBe(20);
  });
});
