import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryKeep } from "../../keep.ts";
import { createDrafts } from "./drafts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("typed words are there after a reload, for the same person and contact only", () => {
  const keep = memoryKeep();
  createDrafts({ keep, personId: "p1" }).set("c.0.1", "Thanks, what about");
  expect(createDrafts({ keep, personId: "p1" }).get("c.0.1")).toBe("Thanks, what about");
  expect(createDrafts({ keep, personId: "p1" }).get("c.0.11")).toBe("");
  expect(createDrafts({ keep, personId: "p2" }).get("c.0.1")).toBe("");
});

test("words of a refused text come back without losing what was typed since", () => {
  const drafts = createDrafts({ keep: memoryKeep(), personId: "p1" });
  drafts.set("c.0.1", "second thought");
  drafts.restore("c.0.1", "first thought");
  expect(drafts.get("c.0.1")).toBe("first thought\n\nsecond thought");
  drafts.set("c.0.1", "");
  drafts.restore("c.0.1", "first thought");
  drafts.restore("c.0.1", "first thought");
  expect(drafts.get("c.0.1")).toBe("first thought");
});

test("drafts of last month are cleared away", () => {
  const keep = memoryKeep();
  createDrafts({ keep, personId: "p1" }).set("c.0.1", "old");
  vi.advanceTimersByTime(31 * 24 * 3600 * 1000);
  createDrafts({ keep, personId: "p1" });
  expect(keep.keys("")).toEqual([]);
});
