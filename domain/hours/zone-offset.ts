/**
 * How far the zone's clocks are ahead of UTC at an instant, in ms. Clocks change at quarters of an hour of UTC only, so each
 * quarter is asked for once: to ask costs as much as all the rest of a look at the hours.
 */
export function offsetMs(zone: string, atMs: number): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  const known = offsets.get(zone);
  const offset = known?.get(quarter);
  if (offset !== undefined) return offset;
  const read = readOffset(zone, quarter * QUARTER_MS);
  if (!known) offsets.set(zone, new Map([[quarter, read]]));
  else {
    if (known.size >= MOST_QUARTERS) known.clear();
    known.set(quarter, read);
  }
  return read;
}

const QUARTER_MS = 15 * 60_000;
/** Of a zone: some days of texting hours each take a handful. */
const MOST_QUARTERS = 1_000;
const offsets = new Map<string, Map<number, number>>();

function readOffset(zone: string, atMs: number): number {
  const shown: Record<string, number> = {};
  for (const part of zoneClock(zone).formatToParts(atMs)) shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
}

/** Making a formatter costs a thousand times as much as using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

export function zoneClock(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    clocks.set(zone, clock);
  }
  return clock;
}
