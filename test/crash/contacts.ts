/**
 * Contacts of the crash test, each in one zone that its area code names, and hours that are open in the zone of most of them
 * now. The table is the test's own: it shares nothing with the product's, which it checks.
 */

/** Area codes within one zone. */
const ZONES: Record<string, readonly number[]> = {
  "America/New_York": [201, 202, 212, 215, 216, 267, 301, 305, 330, 404, 412, 617, 646, 704, 718, 908],
  "America/Chicago": [214, 312, 314, 414, 504, 612, 713, 773],
  "America/Denver": [303, 505, 720, 801],
  "America/Phoenix": [480, 602, 623],
  "America/Los_Angeles": [206, 213, 310, 415, 510, 619],
};
/** Lines 0100 to 9999 of exchange 555. */
const FIRST_LINE = 100;
const LINES_PER_AREA = 9_900;
/** One contact in this many lives in another zone. */
const ELSEWHERE_EVERY = 5;
/** A first text needs ten minutes; a run, some more. */
const NEEDED_MINUTES = 25;

export type Hours = { zone: string; startHour: number; endHour: number };

/** Hours that are open now in the zone of most contacts, and closed in others. */
export function hoursNow(nowMs: number): Hours {
  // In the east's evening two hours would reach over midnight.
  const zone = localHour("America/New_York", nowMs) >= 21 ? "America/Los_Angeles" : "America/New_York";
  const startHour = localHour(zone, nowMs);
  const leftMinutes = 60 - new Date(nowMs).getUTCMinutes();
  return { zone, startHour, endHour: Math.min(24, startHour + (leftMinutes < NEEDED_MINUTES ? 2 : 1)) };
}

/** @param elsewhere whether some live in zones where the hours may be closed */
export function crashContacts(
  count: number,
  { zone }: Hours,
  elsewhere: boolean,
): { csv: string; zones: Map<string, string> } {
  const others = Object.keys(ZONES).filter((each) => each !== zone);
  const lines = ["first,last,cell"];
  const zones = new Map<string, string>();
  const used = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const isElsewhere = elsewhere && index % ELSEWHERE_EVERY === ELSEWHERE_EVERY - 1;
    const home = isElsewhere ? (others[Math.floor(index / ELSEWHERE_EVERY) % others.length] ?? zone) : zone;
    const areas = ZONES[home] ?? [];
    const at = used.get(home) ?? 0;
    used.set(home, at + 1);
    const line = FIRST_LINE + Math.floor(at / areas.length);
    if (line >= FIRST_LINE + LINES_PER_AREA)
      throw new Error(`There are numbers for ${areas.length * LINES_PER_AREA} contacts.`);
    const cell = `+1${areas[at % areas.length]}555${String(line).padStart(4, "0")}`;
    zones.set(cell, home);
    lines.push(`Person${index},Test,${cell}`);
  }
  return { csv: lines.join("\n"), zones };
}

/** Whether a text that was accepted then was within the hours, by the clock of its contact. */
export function isWithinHours({ startHour, endHour }: Hours, zone: string, atMs: number): boolean {
  const hour = localHour(zone, atMs);
  return hour >= startHour && hour < endHour;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function localHour(zone: string, atMs: number): number {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", hourCycle: "h23" });
  clocks.set(zone, clock);
  return Number(clock.format(atMs));
}
