import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStartReport } from "./start-report.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("says a quick stage in one line", () => {
  const lines: string[] = [];
  const stage = createStartReport((line) => lines.push(line), Date.now).begin("the database");
  vi.advanceTimersByTime(4_000);
  stage.done();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual(["  the database"]);
});

it("says what a long stage is doing, less often the longer it takes, and when it is done", () => {
  const lines: string[] = [];
  const stage = createStartReport((line) => lines.push(line), Date.now).begin("the database");
  stage.step("making it");
  vi.advanceTimersByTime(7_000);
  stage.step("making its tables");
  vi.advanceTimersByTime(58_000);
  stage.done();
  expect(lines).toEqual([
    "  the database",
    "  still the database: making it (5 s so far)",
    "  still the database: making its tables (10 s so far)",
    "  still the database: making its tables (20 s so far)",
    "  still the database: making its tables (30 s so far)",
    "  still the database: making its tables (60 s so far)",
    "  the database: done after 65 s",
  ]);
});
