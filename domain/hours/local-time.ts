/** What clocks show where a contact may live, as it is recorded with each text. */
import { offsetMs } from "./zone-offset.ts";
import { zoneNames } from "./zones/zone-codes.ts";

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
  const offset = offsetMs(zone, atMs);
  const wall = new Date(atMs + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${wall}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
