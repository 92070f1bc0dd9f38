/** Waits of the emulated carrier: they keep no process alive, and a reset forgets all of them. */

export type Timers = ReturnType<typeof createTimers>;

/** The most that `setTimeout` takes; a text may be scheduled for later. */
const LONGEST_MS = 2 ** 31 - 1;

export function createTimers() {
  let generation = 0;
  return {
    /** Runs `task` after the wait; at once, before this returns, if there is none, so that a test need not wait. */
    after(ms: number, task: () => void): void {
      if (ms <= 0) {
        task();
        return;
      }
      const startedIn = generation;
      const wait = (leftMs: number): void => {
        const stepMs = Math.min(leftMs, LONGEST_MS);
        setTimeout(() => {
          if (generation !== startedIn) return;
          if (leftMs > stepMs) wait(leftMs - stepMs);
          else task();
        }, stepMs).unref();
      };
      wait(ms);
    },
    clear(): void {
      generation += 1;
    },
  };
}
