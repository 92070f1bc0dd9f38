/** Work that a hot path requests again and again and that runs once, a little later. */
import { createLogger } from "../log/log.ts";
import { setTimer as realTimer, type SetTimer } from "./timer.ts";

export type CoalesceOptions = {
  onError?: (error: unknown) => void;
  setTimer?: SetTimer;
};

/**
 * @returns a function that may be called as often as needed: `body` runs `afterMs` after the first call. It never
 *   overlaps itself: calls made while it runs make it run once more, `afterMs` after it ended. Errors go to `onError`
 *   and stop nothing.
 */
export function coalesce(
  body: () => Promise<void> | void,
  afterMs: number,
  {
    onError = (error) => createLogger().fault("background_work_failed", error),
    setTimer = realTimer,
  }: CoalesceOptions = {},
): () => void {
  let state: "idle" | "waiting" | "running" | "running, wanted again" = "idle";

  function start(): void {
    state = "waiting";
    setTimer(() => void run(), afterMs);
  }

  async function run(): Promise<void> {
    state = "running";
    try {
      await body();
    } catch (error) {
      onError(error);
    }
    // Calls made meanwhile have changed `state`, which the compiler cannot see.
    if ((state as string) === "running, wanted again") start();
    else state = "idle";
  }

  return () => {
    if (state === "idle") start();
    else if (state === "running") state = "running, wanted again";
  };
}
