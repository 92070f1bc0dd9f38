import { expect, test } from "vitest";
import { clockThere, dueText, shortTime } from "./time.ts";

const reader = { locale: "en-US", zone: "America/New_York" };
/** Sunday evening in New York, Monday morning by UTC. */
const now = Date.parse("2026-11-02T01:30:00Z");

test("a due date follows the reader's own calendar", () => {
  expect(dueText("2026-11-01", now, reader)).toBe("Due today");
  expect(dueText("2026-11-02", now, reader)).toBe("Due tomorrow");
  expect(dueText("2026-11-05", now, reader)).toBe("Due in 4 days");
  expect(dueText("2026-12-24", now, reader)).toBe("Due Dec 24");
  expect(dueText("2026-10-31", now, reader)).toBe("Was due Oct 31");
  expect(dueText("", now, reader)).toBe("No due date");
});

test("a time names its day only when it is not today", () => {
  expect(shortTime(now - 3600_000, now, reader)).toMatch(/^7:30.PM$/);
  expect(shortTime(now + 5 * 3600_000, now, reader)).toMatch(/^Mon.* 1:30.AM$/);
  expect(shortTime(now - 30 * 86_400_000, now, reader)).toMatch(/^Oct 2, /);
});

test("a text's local times are shown as clocks show them, each once", () => {
  const there = (localTimes: string) => clockThere(localTimes, { locale: "en-US", zone: "America/Los_Angeles" });
  expect(there("2026-11-10T20:15:07-05:00")).toMatch(/^8:15.PM$/);
  expect(there("2026-11-10T20:15:07-05:00, 2026-11-10T19:15:07-06:00")).toMatch(/^8:15.PM or 7:15.PM$/);
  expect(there("2026-11-10T09:00:00-07:00, 2026-11-10T09:00:59-07:00")).toMatch(/^9:00.AM$/);
});

test("a clock that shows the same as the reader's own is not shown a second time", () => {
  expect(clockThere("2026-11-10T20:15:07-05:00", reader)).toBeNull();
  expect(clockThere("2026-11-10T20:15:07-05:00, 2026-11-10T20:15:09-05:00", reader)).toBeNull();
  expect(clockThere("2026-11-10T20:15:07-05:00, 2026-11-10T19:15:07-06:00", reader)).toMatch(/^8:15.PM or 7:15.PM$/);
});
