import { describe, expect, test } from "vitest";
import { latencyOf, LatencyRecorder } from "./latency.ts";

describe("percentiles", () => {
  test("are latencies that happened, in any order", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(latencyOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  });

  test("of one sample are that sample, of none are 0", () => {
    expect(latencyOf([7.126])).toEqual({ p50: 7.13, p95: 7.13, p99: 7.13, max: 7.13 });
    expect(latencyOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe("the measured window", () => {
  test("counts what ended in it and times what began in it", () => {
    const recorder = new LatencyRecorder();
    recorder.add(0, 5);
    recorder.window.open(10);
    recorder.add(8, 12);
    recorder.add(11, 15);
    recorder.window.close(20);
    recorder.add(18, 25);
    recorder.add(21, 22);
    expect(recorder.latenciesMs).toEqual([4, 7]);
    expect(recorder.completed).toBe(2);
  });
});
