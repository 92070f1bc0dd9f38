import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryKeep } from "../../device/keep.ts";
import { createDrafts } from "./drafts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("typed words are there after a reload, for the same contact only", () => {
  const keep = memoryKeep();
  createDrafts(keep).set("c.0.1", "Thanks, what about");
  expect(createDrafts(keep).get("c.0.1")).toBe("Thanks, what about");
  expect(createDrafts(keep).get("c.0.11")).toBe("");
});

test("words of a refused text come back without losing what was typed since", () => {
  const drafts = createDrafts(memoryKeep());
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
  createDrafts(keep).set("c.0.1", "old");
  vi.advanceTimersByTime(31 * 24 * 3600 * 1000);
  createDrafts(keep);
  expect(keep.keys("")).toEqual([]);
});
