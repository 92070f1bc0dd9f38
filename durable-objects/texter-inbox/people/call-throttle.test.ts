import { expect, test } from "vitest";
import { CallThrottle } from "./call-throttle.ts";

function throttle(sendsPerSecond = 20) {
  const clock = { now: 1_000_000 };
  return { clock, calls: new CallThrottle(sendsPerSecond, () => clock.now) };
}

test("an outbox of 200 that comes back online is let through at once, and the next call says when it may come", () => {
  const { calls, clock } = throttle();
  for (let i = 0; i < 200; i += 1) expect(calls.refusal()).toBeNull();
  expect(calls.refusal()).toMatchObject({ ok: false, reason: "throttled", mayGoAtMs: clock.now + 20 });
  clock.now += 20;
  expect(calls.refusal()).toBeNull();
});

test("a texter who sends every 300 ms, and whose screens read beside it, is never refused", () => {
  const { calls, clock } = throttle();
  for (let i = 0; i < 10_000; i += 1) {
    for (const _ of ["send", "next", "contact", "changes"]) expect(calls.refusal()).toBeNull();
    clock.now += 300;
  }
});

test("a program that asks without end gets through fifty times a second", () => {
  const { calls, clock } = throttle();
  let through = 0;
  for (let ms = 0; ms < 60_000; ms += 1) {
    if (calls.refusal() === null) through += 1;
    clock.now += 1;
  }
  expect(through).toBeGreaterThan(3_000);
  expect(through).toBeLessThan(3_250);
});
