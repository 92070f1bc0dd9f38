import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

test("a rested queue may offer a whole wave at once", () => {
  expect(new Pace().allow(100, 5_000)).toEqual({ count: 100, waitMs: 0 });
});

test("a wave makes the next one wait for its share of time", () => {
  const pace = new Pace();
  pace.went(100, 1_000, null);
  expect(pace.allow(10, 1_000)).toEqual({ count: 0, waitMs: 100 });
  expect(pace.allow(10, 1_100)).toEqual({ count: 10, waitMs: 0 });
});

test("429 halves the speed and waits as long as the carrier asks", () => {
  const pace = new Pace();
  pace.went(100, 0, 3_000);
  expect(pace.perSecond).toBe(500);
  expect(pace.allow(1, 0).waitMs).toBe(3_000);
});

test("however often it is refused, it never stops for good; without refusals it becomes fast again", () => {
  const pace = new Pace();
  for (let i = 0; i < 50; i += 1) pace.went(1, 0, 1);
  expect(pace.perSecond).toBe(1);
  for (let i = 0; i < 50; i += 1) pace.went(1, 0, null);
  expect(pace.perSecond).toBe(251);
  for (let i = 0; i < 500; i += 1) pace.went(1, 0, null);
  expect(pace.perSecond).toBe(1_000);
});
