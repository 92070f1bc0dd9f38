import { expect, test } from "vitest";
import { duration } from "./duration.ts";

test.each([
  [5_000, "under a minute"],
  [60_000, "1 minute"],
  [42 * 60_000, "42 minutes"],
  [3 * 3_600_000, "3 h"],
  [200 * 60_000, "3 h 20 min"],
  [100 * 3_600_000, "4 days"],
])("%i ms are %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
