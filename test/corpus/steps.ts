/**
 * What a function costs in steps that no machine's speed changes: how often each block of its source was run, as V8 counts for
 * coverage. Regular expressions count as one; `npm run check:patterns` proves them linear.
 */
import { Session } from "node:inspector";

/** Counts every block of the sources whose address contains `of`. */
export class StepCounter {
  readonly #session = new Session();
  readonly #of: string;

  constructor(of: string) {
    this.#of = of;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  of(run: () => unknown): number {
    this.#take();
    run();
    return this.#take();
  }

  end(): void {
    this.#session.post("Profiler.stopPreciseCoverage");
    this.#session.disconnect();
  }

  /** Blocks run since the last time. The session of the same thread answers before `post` returns. */
  #take(): number {
    let steps = 0;
    this.#session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      for (const { url, functions } of result) {
        if (!url.includes(this.#of)) continue;
        for (const { ranges } of functions) for (const { count } of ranges) steps += count;
      }
    });
    return steps;
  }
}
