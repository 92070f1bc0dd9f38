import { describe, expect, test } from "vitest";
import { evenly, lowered, summed } from "./assignment-sums.ts";

const texter = (personId: string) => ({ personId, firstName: "T", lastName: personId, alias: null });
const holding = (personId: string, toSend: number, waitingSinceMs: number | null = null, activeAtMs = 0) => ({
  personId,
  toSend,
  conversations: 2,
  waiting: waitingSinceMs === null ? 0 : 1,
  waitingSinceMs,
  activeAtMs,
});

describe("what a texter holds of all queues", () => {
  test("is the sum; the longest waiting reply and the latest act count", () => {
    const all = [holding("a", 3, 50, 10), holding("b", 1), holding("a", 4, 40, 30), holding("a", 0, null, 20)];
    expect(summed(all)).toEqual([
      { personId: "a", toSend: 7, conversations: 6, waiting: 2, waitingSinceMs: 40, activeAtMs: 30 },
      { personId: "b", toSend: 1, conversations: 2, waiting: 0, waitingSinceMs: null, activeAtMs: 0 },
    ]);
  });

  test("is nothing for those who have joined and hold nothing", () => {
    expect(summed([holding("a", 3)], ["b", "a"]).map((each) => [each.personId, each.toSend])).toEqual([
      ["b", 0],
      ["a", 3],
    ]);
  });
});

describe("an even split", () => {
  const numbers = (total: number, ids: string[], held: [string, number][] = []) =>
    evenly(
      total,
      ids.map(texter),
      held.map(([personId, toSend]) => ({ personId, toSend })),
    ).map((each) => [each.texter.personId, each.toSend]);

  test.each([0, 1, 2, 3, 10, 11, 20_000])("of %i differs by one at most and loses none", (total) => {
    const shares = numbers(total, ["a", "b", "c"]).map(([, count]) => Number(count));
    expect(shares.reduce((sum, count) => sum + count, 0)).toBe(total);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });

  test("gives nobody more than a desk holds; the rest stays left", () => {
    expect(numbers(1_000_000, ["a", "b"])).toEqual([
      ["a", 10_000],
      ["b", 10_000],
    ]);
  });

  test("gives the extra one to the texter who holds most, so that repeating it moves nothing", () => {
    const first = numbers(7, ["a", "b", "c"], [["c", 5]]);
    expect(Object.fromEntries(first)).toEqual({ a: 2, b: 2, c: 3 });
    const again = numbers(7, ["a", "b", "c"], first as [string, number][]);
    expect(Object.fromEntries(again)).toEqual(Object.fromEntries(first));
  });

  test("counts a texter who is named twice once", () => {
    expect(numbers(4, ["a", "b", "a"])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });
});

describe("a lower number", () => {
  const held = new Map([
    [1, 5],
    [2, 3],
    [3, 0],
    [4, 2],
  ]);

  test("is taken from the texter's last queues first; the favourite keeps its contacts", () => {
    expect([...lowered(held, [2, 1, 3, 4], 6)]).toEqual([
      [4, 0],
      [1, 3],
    ]);
  });

  test("of none empties every queue that has some", () => {
    expect([...lowered(held, [2, 1, 3, 4], 0)].toSorted()).toEqual([
      [1, 0],
      [2, 0],
      [4, 0],
    ]);
  });

  test.each([10, 11])("that is not lower (%i) changes nothing", (wanted) => {
    expect(lowered(held, [1, 2, 3, 4], wanted).size).toBe(0);
  });
});
