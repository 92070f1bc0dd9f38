/** A texter's own, stable order over the queues with work (docs/rules.md#assignment-order). */
import { describe, expect, test } from "vitest";
import { NO_NUMBERS } from "../state.ts";
import type { QueueRow } from "../state.ts";
import { queuesWithWork } from "./work.ts";

function queue(n: number, left = 5, cleared = 0): QueueRow {
  return { n, epoch: 1, numbers: JSON.stringify({ ...NO_NUMBERS, left }), numbers_version: 1, teams: "{}", cleared };
}

const queues = Array.from({ length: 20 }, (_, i) => queue(i + 1));
const texters = Array.from({ length: 2_000 }, (_, i) => `p${String(i).padStart(15, "0")}`);

describe("queues with work", () => {
  test("come in the same order for the same texter, however they are stored", () => {
    const order = queuesWithWork(queues, "p1");
    expect(order).toHaveLength(20);
    expect(queuesWithWork(queues.toReversed(), "p1")).toEqual(order);
  });

  test("keep their order when one of them runs out", () => {
    const order = queuesWithWork(queues, "p1");
    const [favourite, ...others] = order;
    const without = queues.map((row) => (row.n === favourite ? queue(row.n, 0) : row));
    expect(queuesWithWork(without, "p1")).toEqual([...others, favourite]);
  });

  test("come before those that seem empty, which are still asked, because numbers come late", () => {
    expect(queuesWithWork([queue(1, 0), queue(2, 3), queue(3, 0)], "p1")[0]).toBe(2);
    expect(queuesWithWork([queue(1, 0)], "p1")).toEqual([1]);
  });

  test("are not those that a replacing import emptied", () => {
    expect(queuesWithWork([queue(1, 5, 1), queue(2)], "p1")).toEqual([2]);
  });

  test("spread texters evenly, on the second choice too", () => {
    for (const choice of [0, 1]) {
      const perQueue = new Map<number, number>();
      for (const texter of texters) {
        const n = queuesWithWork(queues, texter)[choice]!;
        perQueue.set(n, (perQueue.get(n) ?? 0) + 1);
      }
      expect(perQueue.size).toBe(20);
      for (const count of perQueue.values()) {
        expect(count).toBeGreaterThan(60);
        expect(count).toBeLessThan(145);
      }
    }
  });
});
