import { expect, test } from "vitest";
import { reconnectAfterMs } from "./backoff.ts";

test("the ceiling doubles with each failure", () => {
  expect([1, 2, 3, 4].map((failures) => reconnectAfterMs(failures, 1))).toEqual([500, 1000, 2000, 4000]);
});

test("no wait is longer than 30 s, however long the server is away", () => {
  expect(reconnectAfterMs(8, 1)).toBe(30_000);
  expect(reconnectAfterMs(5000, 1)).toBe(30_000);
});

test("jitter reaches over the whole range, but never asks again at once", () => {
  expect(reconnectAfterMs(4, 0.5)).toBe(2000);
  expect(reconnectAfterMs(4, 0)).toBe(100);
});
