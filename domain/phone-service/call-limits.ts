/** How many calls a program may make with a token (docs/phone-service.md#limits). */

export const DEFAULT_CALLS_PER_SECOND = 1_000;
export const MOST_CALLS_PER_SECOND = 100_000;

/** After a pause so many may come at once. */
export function burstOf(callsPerSecond: number): number {
  return 2 * callsPerSecond;
}

/** Calls that an isolate takes for itself by one question; what it does not use within a second is lost. */
export function shareOf(callsPerSecond: number): number {
  return Math.max(1, Math.floor(callsPerSecond / 20));
}

export type CallShare =
  | { ok: true; calls: number }
  /** Longer than nothing. */
  | { ok: false; retryAfterMs: number };
