/**
 * How long to wait before the next try: doubles from `baseMs` to `maxMs`, then a quarter more or less at random, so
 * that calls that failed together do not come back together.
 *
 * @param failures how many tries failed so far, at least 1.
 * @param random 0 <= random() < 1
 */
export function backoffMs(failures: number, baseMs: number, maxMs: number, random: () => number): number {
  const spread = 0.75 + random() / 2;
  return Math.round(Math.min(maxMs, baseMs * 2 ** (failures - 1)) * spread);
}
