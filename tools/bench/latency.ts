/** Latencies in numbers. */

/** Milliseconds, rounded to hundredths. */
export type Latency = { p50: number; p95: number; p99: number; max: number };

/** Nearest-rank percentiles: each is a latency that really happened. All 0 when there was none. */
export function latencyOf(samplesMs: readonly number[]): Latency {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** @param digits after the point */
export function rounded(value: number, digits = 2): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** What counts: from when to when, on the clock of `performance.now()`; nothing until it is opened. */
export class MeasuredWindow {
  #openedAtMs = Infinity;
  #closedAtMs = Infinity;

  open(atMs: number): void {
    this.#openedAtMs = atMs;
  }

  close(atMs: number): void {
    this.#closedAtMs = atMs;
  }

  holds(atMs: number): boolean {
    return atMs >= this.#openedAtMs && atMs < this.#closedAtMs;
  }
}

/**
 * Records a window: the latencies of requests that began in it, and the number that ended in it, which is the
 * throughput. A later end still counts as latency, so that a jam shows.
 */
export class LatencyRecorder {
  readonly latenciesMs: number[] = [];
  readonly window: MeasuredWindow;
  completed = 0;

  constructor(window = new MeasuredWindow()) {
    this.window = window;
  }

  add(beganMs: number, endedMs: number): void {
    if (this.window.holds(beganMs)) this.latenciesMs.push(endedMs - beganMs);
    if (this.window.holds(endedMs)) this.completed += 1;
  }
}
