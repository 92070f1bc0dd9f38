const FIRST_MS = 500;
const CAP_MS = 30_000;
/** Never at once: a server that accepts and closes would be hammered. */
const FLOOR_MS = 100;

/**
 * How long to wait before the next attempt: full jitter, so that thousands of texters who lost the same server do not
 * come back in step.
 * @param failures attempts that failed in a row, from 1
 * @param random from 0 to 1
 */
export function reconnectAfterMs(failures: number, random: number): number {
  const ceiling = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return Math.max(FLOOR_MS, Math.round(random * ceiling));
}
