/** In-memory timers as a port, so that tests turn the clock. Lost at a restart: what must happen needs an alarm as well. */
export type SetTimer = (body: () => void, afterMs: number) => void;

export const setTimer: SetTimer = (body, afterMs) => {
  setTimeout(body, afterMs);
};

/** Rejects when the promise has not settled in time; what it stands for may still happen. Leaves no timer behind. */
export async function withDeadline<T>(promise: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} took longer than ${deadlineMs} ms.`)), deadlineMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
