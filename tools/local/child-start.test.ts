import { afterEach, expect, test } from "vitest";
import { createChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { StagedStart } from "./testing/staged-child.ts";

let child: Child<null> | null = null;
afterEach(() => child?.kill());

function staged(config: StagedStart, quietLimitMs: number, onStep: (what: string) => void = () => {}) {
  const options = { name: "part", script: "testing/staged-child.ts", config, quietLimitMs, onStep, onDeath() {} };
  child = createChild<StagedStart, null>(options);
  return child;
}

test("a child that is killed while it starts is told with what that usually means", async () => {
  const started = await staged({ act: "dies", forMs: 0 }, 60_000).start();
  expect(started).toEqual({
    ok: false,
    message: expect.stringMatching(/ended while starting \(SIGKILL; .*memory.*close/),
  });
});

test("a child that does nothing for the limit is given up, with what it was doing and what to do", async () => {
  const part = staged({ act: "is quiet", forMs: 600_000 }, 3_000);
  const started = await part.start();
  expect(started).toEqual({
    ok: false,
    message: expect.stringMatching(/done nothing for 3 seconds while it was waiting for nothing.*start again/),
  });
  expect(part.pid()).toBeNull();
});

test("a start that takes longer than the limit goes on while steps come", async () => {
  const steps: string[] = [];
  const started = await staged({ act: "takes steps", forMs: 4_000 }, 2_000, (what) => steps.push(what)).start();
  expect(started.ok).toBe(true);
  expect(steps[0]).toBe("step 1");
});

test("a start without a step goes on while the child works", async () => {
  const started = await staged({ act: "works", forMs: 6_000 }, 4_500).start();
  expect(started.ok).toBe(true);
});
