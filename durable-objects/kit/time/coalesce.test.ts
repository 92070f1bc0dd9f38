import { expect, it } from "vitest";
import { coalesce } from "./coalesce.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";

function work(body: () => Promise<void> | void) {
  const clock = { now: 0 };
  const timers = simulatedTimers(() => clock.now);
  const errors: unknown[] = [];
  const ask = coalesce(body, 100, { setTimer: timers.setTimer, onError: (error) => errors.push(error) });
  const pass = async (ms: number) => {
    clock.now += ms;
    timers.fire();
    await settlePromises();
  };
  return { ask, pass, errors };
}

it("runs once for many calls, a little later", async () => {
  let runs = 0;
  const { ask, pass } = work(() => void (runs += 1));
  for (let call = 0; call < 10; call++) ask();
  await pass(99);
  expect(runs).toBe(0);
  await pass(1);
  await pass(1_000);
  expect(runs).toBe(1);
});

it("never overlaps itself, and runs once more for calls made meanwhile", async () => {
  let under = 0;
  let runs = 0;
  let finish = () => {};
  const { ask, pass } = work(async () => {
    under += 1;
    runs += 1;
    expect(under).toBe(1);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    under -= 1;
  });
  ask();
  await pass(100);
  ask();
  ask();
  await pass(1_000);
  expect(runs).toBe(1);
  finish();
  await settlePromises();
  await pass(100);
  expect(runs).toBe(2);
  finish();
  await settlePromises();
  await pass(1_000);
  expect(runs).toBe(2);
});

it("reports a failure and goes on", async () => {
  let runs = 0;
  const { ask, pass, errors } = work(() => {
    runs += 1;
    throw new Error("no");
  });
  ask();
  await pass(100);
  ask();
  await pass(100);
  expect([runs, errors.length]).toEqual([2, 2]);
});
