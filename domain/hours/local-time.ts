/** What clocks show where a contact may live, as it is recorded with each text. */
import { offsetMs } from "./texting-window.ts";
import { zoneNames } from "./zones/zone-codes.ts";

/** Clocks change on full quarters of an hour, so an offset holds for one of them. */
const QUARTER_MS = 900_000;
const MOST_KEPT = 200;
const kept = new Map<string, { quarter: number; offsetMs: number }>();

/**
 * @param row codes of domain/hours/zones
 * @returns IANA names, and "2026-11-10T20:15:07-05:00" of each in the same order; both separated by ", "
 */
export function localTimes(row: string, atMs: number): { zone: string; localTime: string } {
  const zones = zoneNames(row);
  return { zone: zones.join(", "), localTime: zones.map((zone) => localTime(zone, atMs)).join(", ") };
}

/** "2026-11-10T20:15:07-05:00" */
export function localTime(zone: string, atMs: number): string {
  const offset = offsetAt(zone, atMs);
  const wall = new Date(atMs + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${wall}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function offsetAt(zone: string, atMs: number): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  const known = kept.get(zone);
  if (known?.quarter === quarter) return known.offsetMs;
  if (kept.size >= MOST_KEPT) kept.clear();
  const found = { quarter, offsetMs: offsetMs(zone, atMs) };
  kept.set(zone, found);
  return found.offsetMs;
}
