/** Dates and times as the screens show them, in the reader's language and zone. */

import { hourInWords, withPlainBlank } from "../../../domain/hours/hour-words.ts";

const DAY_MS = 24 * 3600 * 1000;

type Reader = { locale?: string; zone?: string };

function parts(atMs: number, options: Intl.DateTimeFormatOptions, { locale, zone }: Reader): string {
  return withPlainBlank(new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) }).format(atMs));
}

/** Calendar day in the reader's zone, as a number of days. */
function dayNumber(atMs: number, reader: Reader): number {
  const iso = parts(atMs, { year: "numeric", month: "2-digit", day: "2-digit" }, { ...reader, locale: "en-CA" });
  return Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
}

/** "14:05" today, "Mon 14:05" within a week, else "3 Nov, 14:05". */
export function shortTime(atMs: number, nowMs: number, reader: Reader = {}): string {
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const days = Math.abs(dayNumber(nowMs, reader) - dayNumber(atMs, reader));
  if (days === 0) return parts(atMs, time, reader);
  if (days < 7) return parts(atMs, { weekday: "short", ...time }, reader);
  return parts(atMs, { month: "short", day: "numeric", ...time }, reader);
}

/** "Due today", "Due tomorrow", "Due in 3 days", "Due Dec 24", "Was due Nov 3". */
export function dueText(isoDate: string, nowMs: number, reader: Reader = {}): string {
  const dueMs = Date.parse(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(dueMs)) return "No due date";
  const days = dueMs / DAY_MS - dayNumber(nowMs, reader);
  if (days === 0) return "Due today";
  if (days === 1) return "Due tomorrow";
  if (days > 1 && days < 7) return `Due in ${days} days`;
  const date = parts(dueMs, { month: "short", day: "numeric" }, { ...reader, zone: "UTC" });
  return days < 0 ? `Was due ${date}` : `Due ${date}`;
}

export function longDate(isoDate: string, reader: Reader = {}): string {
  const atMs = Date.parse(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(atMs)) return "not set";
  return parts(atMs, { year: "numeric", month: "long", day: "numeric" }, { ...reader, zone: "UTC" });
}

export function count(value: number): string {
  return value.toLocaleString();
}

/**
 * Local times of a text ("2026-11-10T20:15:07-05:00, …") as clocks show them there: "8:15 PM or 7:15 PM"; null where clocks show
 * what the reader's own does.
 */
export function clockThere(localTimes: string, reader: Reader = {}): string | null {
  const clock: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const times = localTimes.split(", ");
  const there = new Set(
    times.map((each) => parts(Date.parse(`${each.slice(0, 19)}Z`), clock, { ...reader, zone: "UTC" })),
  );
  const here = new Set(times.map((each) => parts(Date.parse(each), clock, reader)));
  const words = [...there].join(" or ");
  return words === [...here].join(" or ") ? null : words;
}

/** An hour of the day in the reader's way: "9:00 AM" or "9:00"; 24 is midnight at the end. */
export function hourWords(hour: number): string {
  return hourInWords(hour, []);
}
