/**
 * In-memory timers as a port, so that tests can move the clock. A restart loses them: work that must happen needs an
 * alarm as well.
 */
export type SetTimer = (body: () => void, afterMs: number) => void;

export const setTimer: SetTimer = (body, afterMs) => {
  setTimeout(body, afterMs);
};

/** Rejects when the promise has not settled in time; its work may still happen. Leaves no timer behind. */
export async function withDeadline<T>(promise: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} took longer than ${deadlineMs} ms.`)), deadlineMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
