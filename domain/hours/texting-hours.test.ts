import { describe, expect, test } from "vitest";
import { textingHours } from "./texting-hours.ts";
import { FEDERAL_HOURS, STATE_LAWS } from "./state-laws.ts";
import { NEEDED_MS } from "./texting-window.ts";
import type { SendKind } from "./texting-window.ts";
import { AREA_PLACES } from "./zones/area-codes.ts";
import { STATES } from "./zones/area-table.ts";
import { lawStates, ZONE_CODES, zoneNames } from "./zones/zone-codes.ts";
import { ANYWHERE, zonesOf } from "./zones/zones.ts";
import { placeOfZip } from "./zones/zip-codes.ts";

const MINUTE_MS = 60_000;
const at = (iso: string) => Date.parse(iso);
/** The clocks alone; the law has its own tests, and one below. */
const DEFAULT = { zone: "America/New_York", startHour: 9, endHour: 21, withoutLaw: true };
const answer = (zones: string, iso: string, kind: SendKind = "reply", window = {}) => {
  const may = textingHours({ ...DEFAULT, ...window }).may(zones, kind, at(iso));
  if (may.ok) return may.windowEndsAtMs === null ? "always" : `until ${new Date(may.windowEndsAtMs).toISOString()}`;
  return may.mayGoAtMs === null ? "never" : `not before ${new Date(may.mayGoAtMs).toISOString()}`;
};

/** Every row of zones that a contact can get. */
const ROWS = [
  ...new Set([
    ...[...AREA_PLACES.values()].map(({ zones }) => zones),
    ...Object.values(STATES),
    ...Array.from({ length: 100_000 }, (_, zip) => placeOfZip(String(zip).padStart(5, "0"))?.zones ?? ANYWHERE),
    ...Object.keys(ZONE_CODES),
  ]),
];

describe("a contact's own clocks", () => {
  test.each([
    ["St. John's, half an hour off", "sj", "2026-11-10T12:29:59Z", "not before 2026-11-10T12:30:00.000Z"],
    ["St. John's, half an hour off", "sj", "2026-11-10T12:30:00Z", "until 2026-11-11T00:30:00.000Z"],
    ["Honolulu, over UTC's midnight", "hn", "2026-11-11T00:00:00Z", "until 2026-11-11T07:00:00.000Z"],
    ["Guam, where it is tomorrow", "gu", "2026-11-10T23:00:00Z", "until 2026-11-11T11:00:00.000Z"],
    ["no known place: the zone of the window", "", "2026-11-10T14:00:00Z", "until 2026-11-11T02:00:00.000Z"],
    [
      "a code of a newer version: the zone of the window",
      "zz",
      "2026-11-10T13:59:59Z",
      "not before 2026-11-10T14:00:00.000Z",
    ],
  ])("%s", (_, zones, iso, expected) => {
    expect(answer(zones, iso)).toBe(expected);
  });
});

describe("several possible zones", () => {
  test("leave the hours that all of them share", () => {
    // New York's evening ends an hour before Chicago's; Chicago's morning begins an hour after.
    expect(answer("nych", "2026-11-10T14:59:59Z")).toBe("not before 2026-11-10T15:00:00.000Z");
    expect(answer("nych", "2026-11-10T15:00:00Z")).toBe("until 2026-11-11T02:00:00.000Z");
    expect(answer(ANYWHERE, "2026-11-10T16:59:00Z")).toBe("not before 2026-11-10T17:00:00.000Z");
  });

  test("part and meet again where only one of them changes its clocks", () => {
    // Arizona with the Navajo Nation: one clock in winter, two in summer.
    expect(answer("pxdn", "2026-01-10T16:00:00Z")).toBe("until 2026-01-11T04:00:00.000Z");
    expect(answer("pxdn", "2026-07-10T15:30:00Z")).toBe("not before 2026-07-10T16:00:00.000Z");
    expect(answer("pxdn", "2026-07-10T16:00:00Z")).toBe("until 2026-07-11T03:00:00.000Z");
  });

  test("share no hours when the window is too short", () => {
    expect(answer("nyla", "2026-11-10T15:00:00Z", "reply", { startHour: 9, endHour: 12 })).toBe("never");
    expect(answer("nyla", "2026-11-10T15:00:00Z", "reply", { startHour: 9, endHour: 13 })).toBe(
      "not before 2026-11-10T17:00:00.000Z",
    );
    // None in summer, an hour in winter: the warning comes once winter is near.
    const short = { startHour: 9, endHour: 10 };
    expect(answer("pxdn", "2026-10-20T15:30:00Z", "initial", short)).toBe("never");
    expect(answer("pxdn", "2026-10-30T15:30:00Z", "initial", short)).toBe("not before 2026-11-01T16:00:00.000Z");
  });

  test("are always open from 0 to 24", () => {
    expect(answer(ANYWHERE, "2026-11-10T08:00:00Z", "initial", { startHour: 0, endHour: 24 })).toBe("always");
  });
});

test("an answer that was kept is found out anew when its time is over, also when the clock goes back", () => {
  const hours = textingHours({ ...DEFAULT, endHour: 20 });
  const noon = at("2026-11-10T17:00:00Z");
  const asked = [0, 9, 24, -24, 0, 8, 7.99, 14, 0].map((hour) => hours.may("ny", "reply", noon + hour * 3_600_000).ok);
  expect(asked).toEqual([true, false, true, true, true, false, false, false, true]);
});

/**
 * The clock on the wall of each zone, by Intl alone, minute by minute through four days around a change of clocks in the
 * United States and Canada.
 */
const CHANGES = ["2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07"];
const MINUTES = 4 * 24 * 60;
const JUDGED_MINUTES = MINUTES - 36 * 60;

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

type Wall = { hours: Int8Array; weekdays: Int8Array };

function wallOf(timeZone: string, fromMs: number): Wall {
  const clock = new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", weekday: "short", hourCycle: "h23" });
  // "Sun 09"
  const shown = Array.from({ length: MINUTES }, (_, minute) => clock.format(fromMs + minute * MINUTE_MS));
  return {
    hours: Int8Array.from(shown, (each) => Number(each.slice(-2))),
    weekdays: Int8Array.from(shown, (each) => WEEKDAYS.indexOf(each.slice(0, 3))),
  };
}

/** Rows of zones with the states whose law bounds them. */
const LAW_ROWS = [...AREA_PLACES.keys()]
  .map((area) => zonesOf(`+1${area}5550100`, "", "").zones)
  .concat(
    Object.keys(STATES).map((state) => zonesOf("+19995550100", "", state).zones),
    "chOKTX",
  );

describe.each(CHANGES)("around %s, when clocks change", (day) => {
  const fromMs = at(`${day}T00:00:00Z`) - 36 * 3_600_000;
  const walls = new Map(Object.values(ZONE_CODES).map((zone) => [zone as string, wallOf(zone, fromMs)]));

  test.each([
    { startHour: 9, endHour: 21 },
    { startHour: 12, endHour: 24 },
    { startHour: 0, endHour: 3 },
    // Whatever the campaign is set to, within the federal hours and the state's of the weekday.
    { startHour: 0, endHour: 24, withoutLaw: false },
  ])("every zone opens and closes to the minute as its clocks say: %o", (window) => {
    const hours = textingHours({ ...DEFAULT, ...window });
    const wrong: string[] = [];
    for (const row of window.withoutLaw === false ? new Set(LAW_ROWS) : ROWS) {
      const clocks = zoneNames(row).map((zone) => walls.get(zone)!);
      const laws = lawStates(row).map((state) => STATE_LAWS[state]!.week);
      const isWithin = (hour: number, weekday: number) => {
        if (hour < window.startHour || hour >= window.endHour) return false;
        if (window.withoutLaw !== false) return true;
        return [FEDERAL_HOURS, ...laws.map((week) => week[weekday])].every(
          (lawful) => lawful && hour >= lawful.startHour && hour < lawful.endHour,
        );
      };
      /** How many minutes it stays open from this one on. */
      const left = new Int32Array(MINUTES + 1);
      for (let minute = MINUTES - 1; minute >= 0; minute -= 1) {
        const isOpen = clocks.every((wall) => isWithin(wall.hours[minute]!, wall.weekdays[minute]!));
        left[minute] = isOpen ? left[minute + 1]! + 1 : 0;
      }
      for (const kind of ["initial", "reply"] as const) {
        const needed = NEEDED_MS[kind] / MINUTE_MS;
        const opens = new Float64Array(MINUTES + 1).fill(Infinity);
        for (let minute = MINUTES - 1; minute >= 0; minute -= 1) {
          opens[minute] = left[minute]! >= needed ? fromMs + minute * MINUTE_MS : opens[minute + 1]!;
        }
        // Judged where what comes after is known, too.
        for (let minute = 0; minute < JUDGED_MINUTES; minute += 1) {
          const nowMs = fromMs + minute * MINUTE_MS;
          const isOpen = opens[minute] === nowMs;
          const may = hours.may(row, kind, nowMs);
          const expected = isOpen ? nowMs + left[minute]! * MINUTE_MS : opens[minute];
          if (may.ok !== isOpen || ((may.ok ? may.windowEndsAtMs : may.mayGoAtMs) ?? Infinity) !== expected)
            wrong.push(`${row} ${kind} ${new Date(nowMs).toISOString()}: ${JSON.stringify(may)}`);
        }
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
