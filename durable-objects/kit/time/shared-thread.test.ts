import { expect, test } from "vitest";
import { SharedThread } from "./shared-thread.ts";

/** A rush of `seconds`: a text is accepted and a wave of ten goes whenever its turn comes, each `lateMs` too late. */
function rush(thread: SharedThread, seconds: number, lateMs: number, fromMs = 0): { carried: number; endMs: number } {
  let nowMs = fromMs;
  let carried = 0;
  while (nowMs < fromMs + seconds * 1000) {
    thread.accepted(nowMs);
    nowMs += Math.min(500, thread.waitFor(10, nowMs)) + lateMs + 1;
    thread.accepted(nowMs);
    thread.felt(lateMs, nowMs);
    carried += 10;
  }
  return { carried, endMs: nowMs };
}

test("without texts coming in nothing waits", () => {
  const thread = new SharedThread();
  for (let i = 0; i < 100; i += 1) expect(thread.waitFor(100, i)).toBe(0);
});

test("while turns come on time, more and more is carried", () => {
  const thread = new SharedThread();
  const first = rush(thread, 5, 1);
  const second = rush(thread, 5, 1, first.endMs);
  expect(second.carried).toBeGreaterThan(first.carried);
});

test("while turns come late, carrying slows down until little is left", () => {
  const thread = new SharedThread();
  rush(thread, 5, 40);
  expect(thread.perSecond(5_000)).toBeLessThan(70);
});

test("a long rush does not starve carrying", () => {
  const thread = new SharedThread();
  const { endMs } = rush(thread, 70, 40);
  expect(thread.perSecond(endMs)).toBeGreaterThan(900);
});

test("queues share the thread: what one has taken, the next waits for", () => {
  const thread = new SharedThread();
  thread.accepted(0);
  expect(thread.waitFor(25, 0)).toBe(0);
  expect(thread.waitFor(25, 0)).toBe(100);
  expect(thread.waitFor(25, 0)).toBe(200);
});

test("once texts have stopped coming in, the rest goes at once", () => {
  const thread = new SharedThread();
  const { endMs } = rush(thread, 20, 40);
  expect(thread.waitFor(100, endMs + 1_000)).toBe(0);
});

test("a clock that is put back by an hour does not stop carrying for an hour", () => {
  const thread = new SharedThread();
  const hourMs = 3_600_000;
  for (let i = 0; i < 10; i += 1) {
    thread.accepted(hourMs);
    thread.waitFor(25, hourMs);
  }
  expect(thread.isRushed(0)).toBe(false);
  thread.accepted(0);
  expect(thread.waitFor(25, 0)).toBeLessThanOrEqual(30_000);
});

test("turns that were given out in a rush that is over do not add up over the next ones", () => {
  const thread = new SharedThread();
  let nowMs = 0;
  for (let i = 0; i < 100; i += 1) {
    thread.accepted(nowMs);
    for (let queue = 0; queue < 50; queue += 1) thread.waitFor(20, nowMs);
    nowMs += 1_100;
    // The rush is over, and every queue goes on.
    expect(thread.waitFor(20, nowMs)).toBe(0);
  }
  thread.accepted(nowMs);
  expect(thread.waitFor(20, nowMs)).toBe(0);
});
