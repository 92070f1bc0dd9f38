import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test("the ceiling doubles with each failure", () => {
  expect([1, 2, 3, 4].map((failures) => backoffMs(failures, 1))).toEqual([500, 1000, 2000, 4000]);
});

test("no wait is longer than 30 s, however long the server is away", () => {
  expect(backoffMs(8, 1)).toBe(30_000);
  expect(backoffMs(5000, 1)).toBe(30_000);
});

test("jitter reaches over the whole range, but never asks again at once", () => {
  expect(backoffMs(4, 0.5)).toBe(2000);
  expect(backoffMs(4, 0)).toBe(100);
});
