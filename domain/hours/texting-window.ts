/*
 * The texting window of a campaign: the hours of the day, in one zone, in which texts may go
 * (docs/rules.md#hours-window). Start ≤ local time < end; a first text needs 10 minutes left, a reply 2. Offsets come
 * from the runtime's zone data for each instant, never from a fixed offset.
 */

import { zoneClock, offsetMs } from "./zone-offset.ts";
import { lawfulHours, sharedHours } from "./state-laws.ts";

export const DEFAULT_START_HOUR = 9;
export const DEFAULT_END_HOUR = 21;

export type SendKind = "initial" | "reply";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What must be left of the window so that a text is delivered before it ends. */
export const NEEDED_MS: Readonly<Record<SendKind, number>> = { initial: 10 * MINUTE_MS, reply: 2 * MINUTE_MS };

export interface WindowHours {
  /** IANA zone, "America/New_York". */
  zone: string;
  /** Local hour at which the window opens, 0 to 23. */
  startHour?: number;
  /** Local hour at which the window ends, 1 to 24; 0 to 24 is always open. */
  endHour?: number;
  /**
   * Postal codes of the states whose law bounds the window besides the federal one, none for the federal one alone; absent where
   * no law does, in a simulation.
   */
  law?: readonly string[];
}

export type MayText =
  | {
      ok: true;
      /** UTC ms at which the window ends, and the carrier's validity period with it; null: never (0 to 24). */
      windowEndsAtMs: number | null;
      /** UTC ms until which (exclusive) the same question has the same answer; null: for good. */
      sameUntilMs: number | null;
    }
  | {
      ok: false;
      /** UTC ms at which the window opens again; until then the answer stays the same. null: it never opens. */
      mayGoAtMs: number | null;
    };

/**
 * A stretch of time in which the window is open, or closed. Both ends in UTC ms, the end exclusive; an infinite one is no end.
 */
export interface WindowSpan {
  open: boolean;
  fromMs: number;
  untilMs: number;
}

/** Whether a zone is one that the runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    zoneClock(zone);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with the hours of a window, as a sentence; undefined when they can be used. */
export function windowProblem({ zone, startHour = DEFAULT_START_HOUR, endHour = DEFAULT_END_HOUR }: WindowHours) {
  if (!isTimeZone(zone)) return `“${zone}” is not a time zone; use a name such as “America/New_York”.`;
  if (!Number.isInteger(startHour) || !Number.isInteger(endHour) || startHour < 0 || endHour > 24) {
    return `The texting hours ${startHour} to ${endHour} are not whole hours between 0 and 24.`;
  }
  if (startHour >= endHour) return `The texting hours must start before they end, not ${startHour} to ${endHour}.`;
  return undefined;
}

/**
 * Whether a text may go now, by the window of its campaign.
 *
 * @param nowMs UTC ms
 * @param kind a first text needs 10 minutes left, a reply 2
 * @returns the end of the window, or when the text may go: the next opening
 * @throws RangeError for hours or zones that `windowProblem` objects to: they are checked when they are saved
 */
export function mayText({ nowMs, kind, ...hours }: WindowHours & { nowMs: number; kind: SendKind }): MayText {
  const span = windowSpan(nowMs, hours);
  return (
    mayTextIn(span, kind, nowMs) ?? { ok: false, mayGoAtMs: endOf(span.open ? windowSpan(span.untilMs, hours) : span) }
  );
}

/** The answer in the span around now; null when it is closed, or too little of it is left. */
export function mayTextIn(span: WindowSpan, kind: SendKind, nowMs: number): (MayText & { ok: true }) | null {
  if (!span.open) return null;
  const lastMs = span.untilMs - NEEDED_MS[kind];
  if (nowMs > lastMs) return null;
  const endsMs = endOf(span);
  return { ok: true, windowEndsAtMs: endsMs, sameUntilMs: endsMs === null ? null : lastMs + 1 };
}

function endOf({ untilMs }: WindowSpan): number | null {
  return Number.isFinite(untilMs) ? untilMs : null;
}

/** The last span asked for, per zone and hours: a wave of texts asks the same question again and again. */
const lastSpans = new Map<string, WindowSpan>();
const MOST_SPANS = 1000;

/**
 * The stretch around an instant in which the window stays open, or stays closed.
 * @throws RangeError as `mayText` does
 */
export function windowSpan(nowMs: number, hours: WindowHours): WindowSpan {
  const startHour = hours.startHour ?? DEFAULT_START_HOUR;
  const endHour = hours.endHour ?? DEFAULT_END_HOUR;
  const key = `${hours.zone} ${startHour} ${endHour} ${hours.law?.join() ?? "none"}`;
  const last = lastSpans.get(key);
  if (last && last.fromMs <= nowMs && nowMs < last.untilMs) return last;

  const problem = windowProblem(hours);
  if (problem) throw new RangeError(problem);
  const span = findSpan(nowMs, hours.zone, { startHour, endHour }, hours.law);
  // Closed for good is said of the laws of that day.
  if (!span.open && endOf(span) === null) return span;
  if (lastSpans.size >= MOST_SPANS) lastSpans.clear();
  lastSpans.set(key, span);
  return span;
}

/** A window that does not open within this many days does not open at all: weekdays have had their turn, and a new law its day. */
const MOST_DAYS = 9;

function findSpan(
  nowMs: number,
  zone: string,
  window: { startHour: number; endHour: number },
  law: readonly string[] | undefined,
): WindowSpan {
  if (window.startHour === 0 && window.endHour === 24 && !law) {
    return { open: true, fromMs: -Infinity, untilMs: Infinity };
  }
  const localMidnight = Math.floor((nowMs + offsetMs(zone, nowMs)) / DAY_MS) * DAY_MS;
  // Begins with earlier days: where clocks go back over midnight their window may not have ended, and its end bounds a
  // closed span.
  let closedFromMs = -Infinity;
  for (let day = localMidnight - 2 * DAY_MS; day <= localMidnight + MOST_DAYS * DAY_MS; day += DAY_MS) {
    const hours = law ? sharedHours(window, lawfulHours(law, day)) : window;
    if (!hours) continue;
    const opensMs = instantOf(zone, day + hours.startHour * HOUR_MS);
    const endsMs = instantOf(zone, day + hours.endHour * HOUR_MS);
    // All of a short window may fall into a skipped hour: then it does not open on that day.
    if (opensMs >= endsMs) continue;
    if (nowMs < opensMs) return { open: false, fromMs: closedFromMs, untilMs: opensMs };
    if (nowMs < endsMs) return { open: true, fromMs: opensMs, untilMs: endsMs };
    closedFromMs = endsMs;
  }
  return { open: false, fromMs: closedFromMs, untilMs: Infinity };
}

/**
 * The first instant at which a local clock shows a wall time or, when clocks skip it, a later one.
 * @param wallMs the wall time written as if it were UTC
 */
function instantOf(zone: string, wallMs: number): number {
  // Clocks change at most once in the day on either side, so one of these two offsets is in force at the wall time.
  const before = offsetMs(zone, wallMs - DAY_MS);
  const after = offsetMs(zone, wallMs + DAY_MS);
  const early = wallMs - Math.max(before, after);
  const late = wallMs - Math.min(before, after);
  if (early + offsetMs(zone, early) === wallMs) return early;
  if (late + offsetMs(zone, late) === wallMs) return late;
  return changeBetween(zone, early, late);
}

/** The instant between two at which the zone's offset changes: the end of a skipped hour. */
function changeBetween(zone: string, fromMs: number, untilMs: number): number {
  const offset = offsetMs(zone, fromMs);
  let low = fromMs;
  let high = untilMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}
