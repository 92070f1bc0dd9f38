import { describe, expect, test } from "vitest";
import { draw, isDropped } from "./chance.ts";

const numbers = Array.from({ length: 5000 }, (_, i) => `+1617444${String(i).padStart(4, "0")}`);

describe("the drop ratio", () => {
  test.each([0, 0.25, 0.6, 1])("%d drops that share of numbers", (ratio) => {
    const dropped = numbers.filter((number) => isDropped(number, ratio)).length / numbers.length;
    expect(Math.abs(dropped - ratio)).toBeLessThan(0.03);
  });

  test("is stable per number: known numbers fall where their sha-256 puts them", () => {
    // sha-256 of the two begins with 95b95c9c (0.585 of the way) and e1b38db9 (0.882).
    expect([isDropped("+16174440000", 0.6), isDropped("+16174440001", 0.6)]).toEqual([true, false]);
  });

  test("lowered keeps every responder", () => {
    for (const number of numbers) if (!isDropped(number, 0.6)) expect(isDropped(number, 0.3)).toBe(false);
  });
});

test("draws are spread evenly and repeat with seed and key", () => {
  const draws = numbers.map((number) => draw(1, number));
  expect(Math.abs(draws.reduce((sum, one) => sum + one, 0) / draws.length - 0.5)).toBeLessThan(0.02);
  expect(numbers.map((number) => draw(1, number))).toEqual(draws);
  expect(numbers.map((number) => draw(2, number))).not.toEqual(draws);
});
