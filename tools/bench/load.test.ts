import { expect, test } from "vitest";
import { LatencyRecorder } from "./latency.ts";
import { closedLoad, openLoad } from "./load.ts";

test("a closed load has as many calls under way as workers, and ends when one is dry", async () => {
  let underWay = 0;
  let most = 0;
  let left = 20;
  const recorder = new LatencyRecorder();
  recorder.window.open(0);
  const work = async () => {
    if (left === 0) return "dry" as const;
    left -= 1;
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    return "done" as const;
  };
  const load = closedLoad([work, work, work], recorder);
  await load.dry;
  await load.ended;
  expect(most).toBe(3);
  expect(recorder.completed).toBe(20);
});

test("an open load begins the next call although none is answered", async () => {
  const begun: number[] = [];
  const answers = Promise.withResolvers<"done">();
  const load = openLoad(
    10_000,
    (turn) => {
      begun.push(turn);
      if (begun.length === 10) load.stop();
      return answers.promise;
    },
    new LatencyRecorder(),
  );
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (begun.length < 10) return;
      clearInterval(look);
      resolve();
    }, 1);
  });
  answers.resolve("done");
  await load.ended;
  expect(begun.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a fault ends a load with its reason", async () => {
  const fault = () => Promise.reject(new Error("refused: throttled"));
  await expect(closedLoad([fault], new LatencyRecorder()).ended).rejects.toThrow("refused: throttled");
  await expect(openLoad(1000, fault, new LatencyRecorder()).ended).rejects.toThrow("refused: throttled");
});
