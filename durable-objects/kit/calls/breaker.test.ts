import { expect, test } from "vitest";
import { Breaker } from "./breaker.ts";

function world() {
  const clock = { now: 0 };
  const breaker = new Breaker(() => clock.now);
  let calls = 0;
  const fails = async () => {
    calls += 1;
    throw new Error("away");
  };
  const works = async () => {
    calls += 1;
    return "here";
  };
  return { clock, breaker, fails, works, calls: () => calls };
}

test("after two failures in a row it is left alone for a second, then tried by one call", async () => {
  const { clock, breaker, fails, works, calls } = world();
  for (let i = 0; i < 2; i += 1) await expect(breaker.run(fails)).rejects.toThrow("away");
  expect(await breaker.run(works)).toBeNull();
  expect(calls()).toBe(2);
  clock.now += 1_000;
  const together = await Promise.all([breaker.run(works), breaker.run(works)]);
  expect(together).toEqual(["here", null]);
  expect(await breaker.run(works)).toBe("here");
});

test("it rests longer each time, and a success forgets all failures", async () => {
  const { clock, breaker, fails, works } = world();
  for (const restMs of [0, 1_000, 2_000, 4_000]) {
    clock.now += restMs - 1;
    if (restMs > 0) expect(await breaker.run(works)).toBeNull();
    clock.now += 1;
    await expect(breaker.run(fails)).rejects.toThrow();
    if (restMs === 0) await expect(breaker.run(fails)).rejects.toThrow();
  }
  clock.now += 8_000;
  expect(await breaker.run(works)).toBe("here");
  await expect(breaker.run(fails)).rejects.toThrow();
  expect(await breaker.run(works)).toBe("here");
});
