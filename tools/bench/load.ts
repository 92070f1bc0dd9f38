/**
 * Load of two kinds: closed (each worker continues when it is answered) and open (begun at a rate, independent of the
 * answers).
 */
import type { LatencyRecorder } from "./latency.ts";

/** What a worker does once. `dry`: it has nothing left to do, and the load is over. */
export type LoadWork = () => Promise<"done" | "dry">;

export type Load = {
  /** Begins nothing more. */
  stop: () => void;
  /** Resolves when all that was begun has ended; rejects with the first fault. */
  ended: Promise<void>;
  /** Resolves when a worker is dry. */
  dry: Promise<void>;
  /** The longest delay of the driver itself in beginning what was due, ms; 0 for a closed load. */
  lagMs: () => number;
};

const TICK_MS = 1;

export function closedLoad(workers: readonly LoadWork[], recorder: LatencyRecorder): Load {
  const state = { stopped: false };
  const stop = () => {
    state.stopped = true;
  };
  const { promise: dry, resolve: isDry } = Promise.withResolvers<void>();
  const run = async (work: LoadWork): Promise<void> => {
    while (!state.stopped) {
      const beganMs = performance.now();
      const outcome = await work();
      if (outcome === "done") recorder.add(beganMs, performance.now());
      else {
        stop();
        isDry();
      }
    }
  };
  const ended = Promise.all(workers.map(run)).then(() => {});
  return { stop, ended, dry, lagMs: () => 0 };
}

/** @param work gets the number of its turn, from 0 */
export function openLoad(
  perSecond: number,
  work: (turn: number) => ReturnType<LoadWork>,
  recorder: LatencyRecorder,
): Load {
  const { promise: dry, resolve: isDry } = Promise.withResolvers<void>();
  const { promise: stopping, resolve: stop, reject: fail } = Promise.withResolvers<void>();
  const underWay = new Set<Promise<void>>();
  const startedMs = performance.now();
  let turn = 0;
  let lagMs = 0;
  const begin = async (index: number): Promise<void> => {
    const beganMs = performance.now();
    lagMs = Math.max(lagMs, beganMs - startedMs - (index * 1000) / perSecond);
    if ((await work(index)) === "done") recorder.add(beganMs, performance.now());
    else isDry();
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - startedMs) / 1000) * perSecond;
    for (; turn < due; turn += 1) {
      const one = begin(turn).catch(fail);
      underWay.add(one);
      void one.then(() => underWay.delete(one));
    }
  }, TICK_MS);
  const ended = stopping
    .finally(() => clearInterval(timer))
    .then(async () => {
      await Promise.all(underWay);
    });
  return { stop, ended, dry, lagMs: () => lagMs };
}
