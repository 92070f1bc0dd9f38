import { expect, test } from "vitest";
import { CarrierAway } from "./carrier-away.ts";

function lost(count: number, away = new CarrierAway()): CarrierAway {
  for (let i = 0; i < count; i += 1) away.count("unknown");
  return away;
}

test("six calls in a row without an answer are an outage, fewer are not", () => {
  expect(lost(5).isAway).toBe(false);
  const away = lost(6);
  expect([away.isAway, away.most(100)]).toEqual([true, 100]);
});

test("an outage is tried by single texts, at longer and longer intervals of at most 30 s", () => {
  const away = lost(6);
  const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
    const waitMs = away.waitMs();
    expect([away.isAway, away.most(100)]).toEqual([false, 1]);
    lost(1, away);
    return waitMs;
  });
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test.each(["accepted", "rejected", "throttled"] as const)(
  "any answer (%s) ends it; a withheld text says nothing",
  (kind) => {
    const away = lost(6);
    away.waitMs();
    away.count("withheld");
    expect(away.most(100)).toBe(1);
    away.count(kind);
    expect([away.isAway, away.most(100), away.waitMs()]).toEqual([false, 100, 0]);
  },
);
