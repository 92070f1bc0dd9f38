/** Waits of the emulated carrier: they keep no process alive, and a reset forgets all of them. */

export type Timers = ReturnType<typeof createTimers>;

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
      setTimeout(() => {
        if (generation === startedIn) task();
      }, ms).unref();
    },
    clear(): void {
      generation += 1;
    },
  };
}
