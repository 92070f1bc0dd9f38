/** One measurement: a load, a ramp that does not count, a window that does. */
import { setTimeout as sleep } from "node:timers/promises";
import { latencyOf, LatencyRecorder, rounded } from "./latency.ts";
import type { Latency } from "./latency.ts";
import type { Load } from "./load.ts";
import { byPart, PRODUCT } from "./processes.ts";
import type { Part, Processes, Snapshot } from "./processes.ts";

/** CPU milliseconds per unit (text, inbound, contact): by part, and the product's parts together. */
type CpuPerUnit = Record<Part, number> & { product: number };

export type Cpu = {
  cpuMsPer: CpuPerUnit;
  /** Share of the machine's CPU time that processes outside of the bench used meanwhile; above 0.05 the figures are doubtful. */
  othersShare: number;
};

export type LoadFigures = Cpu & {
  /** Length of the measured window. */
  seconds: number;
  count: number;
  perSecond: number;
  latencyMs: Latency;
};

/**
 * Measures a load from when it is hot until the window is over or a worker has nothing left.
 *
 * @param begin starts the load with this recorder
 */
export async function measure(
  processes: Processes,
  window: { rampSeconds: number; seconds: number },
  begin: (recorder: LatencyRecorder) => Load,
): Promise<LoadFigures> {
  const recorder = new LatencyRecorder();
  const load = begin(recorder);
  const broken = load.ended.then(() => {});
  let dry = false;
  void load.dry.then(() => (dry = true));
  await Promise.race([sleep(window.rampSeconds * 1000), load.dry, broken]);
  const before = processes.snapshot();
  const beganMs = performance.now();
  recorder.window.open(beganMs);
  await Promise.race([sleep(window.seconds * 1000), load.dry, broken]);
  const endedMs = performance.now();
  recorder.window.close(endedMs);
  const after = processes.snapshot();
  load.stop();
  await load.ended;
  if (recorder.completed === 0) {
    const why = dry ? "there was nothing left to do" : "no call was answered";
    throw new Error(`Nothing was done in the measured window: ${why} within ${rounded((endedMs - beganMs) / 1000)} s.`);
  }
  const seconds = (endedMs - beganMs) / 1000;
  return {
    seconds: rounded(seconds),
    count: recorder.completed,
    perSecond: rounded(recorder.completed / seconds, 1),
    latencyMs: latencyOf(recorder.latenciesMs),
    ...cpuBetween(before, after, recorder.completed),
  };
}

export function cpuBetween(before: Snapshot, after: Snapshot, units: number): Cpu {
  const spent = byPart((part) => after.cpuMs[part] - before.cpuMs[part]);
  const product = PRODUCT.reduce((sum, part) => sum + spent[part], 0);
  const all = Object.values(spent).reduce((sum, each) => sum + each, 0);
  const others = after.machineBusyMs - before.machineBusyMs - all;
  const total = after.machineTotalMs - before.machineTotalMs;
  return {
    cpuMsPer: { ...byPart((part) => rounded(spent[part] / units, 3)), product: rounded(product / units, 3) },
    othersShare: total > 0 ? rounded(Math.max(0, others) / total, 3) : 0,
  };
}
