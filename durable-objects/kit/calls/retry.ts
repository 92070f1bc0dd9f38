/** Calls to other objects, repeated where the platform says that repeating helps (docs/platform.md#objects-errors). */
import { setTimer } from "../time/timer.ts";

export type RetryOptions = {
  /** Calls in all, the first included. */
  attempts?: number;
  /** Upper bound of the wait after the first failure; doubles with each further one. */
  baseMs?: number;
  /** Upper bound of any wait. */
  maxMs?: number;
  sleep?: (ms: number) => Promise<void>;
  /** 0 <= x < 1 */
  random?: () => number;
};

/**
 * Whether the same call may succeed when made again: the platform marked it so, and the object is not overloaded (a retry
 * would make that worse). Errors without marks come from the other object's code and would come again.
 */
export function isRetryable(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  return "retryable" in error && error.retryable === true && !("overloaded" in error && error.overloaded === true);
}

/**
 * Calls an object and repeats failures of the way there. The callee may have done its work before the failure: call only
 * methods that recognise a repetition (request ids, message ids).
 *
 * @param makeStub called for each attempt: after an error a stub stays broken.
 * @throws the last error, unchanged.
 */
export async function callObject<Stub, T>(
  makeStub: () => Stub,
  call: (stub: Stub) => Promise<T>,
  { attempts = 4, baseMs = 100, maxMs = 3_000, sleep = wait, random = Math.random }: RetryOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(makeStub());
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      // Full jitter: callers that failed together do not come back together.
      await sleep(random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1)));
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(resolve, ms);
  });
}
