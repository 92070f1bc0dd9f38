/** docs/rules.md#hours-law, at the edges of each day. */
import { describe, expect, test } from "vitest";
import { FEDERAL_HOURS, lawfulHours, sharedHours, STATE_LAWS } from "./state-laws.ts";
import { textingHours } from "./texting-hours.ts";
import type { SendKind } from "./texting-window.ts";
import { STATES } from "./zones/area-table.ts";

const ALL_DAY = { zone: "America/New_York", startHour: 0, endHour: 24 };
const at = (iso: string) => Date.parse(iso);

/** "until" its end, or "from" its next beginning, ISO. */
function answer(row: string, iso: string, window = ALL_DAY, kind: SendKind = "reply") {
  const may = textingHours(window).may(row, kind, at(iso));
  if (may.ok) return may.windowEndsAtMs === null ? "always" : `until ${new Date(may.windowEndsAtMs).toISOString()}`;
  return may.mayGoAtMs === null ? "never" : `from ${new Date(may.mayGoAtMs).toISOString()}`;
}

describe("the federal hours", () => {
  test.each([
    ["07:59", "2026-11-10T12:59:59.999Z", "from 2026-11-10T13:00:00.000Z"],
    ["08:00", "2026-11-10T13:00:00Z", "until 2026-11-11T02:00:00.000Z"],
    ["20:57", "2026-11-11T01:57:59Z", "until 2026-11-11T02:00:00.000Z"],
    ["21:00", "2026-11-11T02:00:00Z", "from 2026-11-11T13:00:00.000Z"],
  ])("%s in New York, whatever a campaign is set to", (_, iso, expected) => {
    expect(answer("ny", iso)).toBe(expected);
  });

  test("do not widen a narrower window", () => {
    expect(answer("ny", "2026-11-10T13:30:00Z", { ...ALL_DAY, startHour: 9, endHour: 12 })).toBe(
      "from 2026-11-10T14:00:00.000Z",
    );
  });

  test("leave nothing of a window at night", () => {
    expect(answer("ny", "2026-11-10T13:30:00Z", { ...ALL_DAY, startHour: 21, endHour: 24 })).toBe("never");
    expect(answer("ny", "2026-11-10T13:30:00Z", { ...ALL_DAY, startHour: 0, endHour: 8 })).toBe("never");
  });

  test("hold for contacts without a known place, by the campaign's zone", () => {
    expect(answer("", "2026-11-10T12:00:00Z")).toBe("from 2026-11-10T13:00:00.000Z");
  });

  test("do not hold in a simulation", () => {
    const window = { ...ALL_DAY, withoutLaw: true };
    expect(answer("chTX", "2026-11-08T08:00:00Z", window)).toBe("always");
    expect(answer("ny", "2026-11-11T03:00:00Z", { ...window, startHour: 21, endHour: 24 })).toBe(
      "until 2026-11-11T05:00:00.000Z",
    );
  });
});

describe("Texas", () => {
  // 8 November 2026 is a Sunday.
  test.each([
    ["Saturday 08:59", "2026-11-07T14:59:59Z", "from 2026-11-07T15:00:00.000Z"],
    ["Saturday 09:00", "2026-11-07T15:00:00Z", "until 2026-11-08T03:00:00.000Z"],
    ["Saturday 21:00", "2026-11-08T03:00:00Z", "from 2026-11-08T18:00:00.000Z"],
    ["Sunday 09:00", "2026-11-08T15:00:00Z", "from 2026-11-08T18:00:00.000Z"],
    ["Sunday 11:59", "2026-11-08T17:59:59.999Z", "from 2026-11-08T18:00:00.000Z"],
    ["Sunday 12:00", "2026-11-08T18:00:00Z", "until 2026-11-09T03:00:00.000Z"],
    ["Sunday 21:00", "2026-11-09T03:00:00Z", "from 2026-11-09T15:00:00.000Z"],
    ["Monday 09:00", "2026-11-09T15:00:00Z", "until 2026-11-10T03:00:00.000Z"],
  ])("%s", (_, iso, expected) => {
    expect(answer("chTX", iso)).toBe(expected);
  });

  test("has its Sunday by the clock of El Paso, too", () => {
    expect(answer("dnTX", "2026-11-08T18:30:00Z")).toBe("from 2026-11-08T19:00:00.000Z");
    expect(answer("chdnTX", "2026-11-08T18:30:00Z")).toBe("from 2026-11-08T19:00:00.000Z");
  });

  test("shares no hours with a Sunday morning campaign, which goes on on Monday", () => {
    expect(answer("chTX", "2026-11-08T15:30:00Z", { ...ALL_DAY, startHour: 9, endHour: 12 })).toBe(
      "from 2026-11-09T15:00:00.000Z",
    );
  });

  test.each([
    // The switch is at 2 in the morning of a Sunday, on which texts begin at noon.
    ["spring 2026", "2026-03-08T12:00:00Z", "from 2026-03-08T17:00:00.000Z"],
    ["autumn 2026", "2026-11-01T12:00:00Z", "from 2026-11-01T18:00:00.000Z"],
    ["spring 2027", "2027-03-14T12:00:00Z", "from 2027-03-14T17:00:00.000Z"],
    ["autumn 2027", "2027-11-07T12:00:00Z", "from 2027-11-07T18:00:00.000Z"],
  ])("keeps noon on the day of a switch: %s", (_, iso, expected) => {
    expect(answer("chTX", iso)).toBe(expected);
  });
});

describe("states", () => {
  test.each([
    ["Florida ends at 20", "nyFL", "2026-11-11T01:00:00Z", "from 2026-11-11T13:00:00.000Z"],
    ["Connecticut begins at 9", "nyCT", "2026-11-10T13:30:00Z", "from 2026-11-10T14:00:00.000Z"],
    ["Connecticut ends at 20", "nyCT", "2026-11-11T01:00:00Z", "from 2026-11-11T14:00:00.000Z"],
    ["Oklahoma ends at 20", "chOK", "2026-11-11T02:00:00Z", "from 2026-11-11T14:00:00.000Z"],
    ["Maryland ends at 20", "nyMD", "2026-11-11T01:00:00Z", "from 2026-11-11T13:00:00.000Z"],
    ["Oregon ends at 20", "laOR", "2026-11-11T04:00:00Z", "from 2026-11-11T16:00:00.000Z"],
    ["one of two: both laws", "chOKTX", "2026-11-08T16:00:00Z", "from 2026-11-08T18:00:00.000Z"],
    ["one of two: both laws, in the evening", "chOKTX", "2026-11-09T02:00:00Z", "from 2026-11-09T15:00:00.000Z"],
  ])("%s", (_, row, iso, expected) => {
    expect(answer(row, iso)).toBe(expected);
  });

  test("have a law from its day on", () => {
    const day = (date: string) => Date.parse(date);
    expect(lawfulHours(["TX"], day("2025-08-31"))).toEqual(FEDERAL_HOURS);
    expect(lawfulHours(["TX"], day("2025-09-07"))).toEqual({ startHour: 12, endHour: 21 });
    expect(lawfulHours(["OR"], day("2025-12-31"))).toEqual(FEDERAL_HOURS);
    expect(lawfulHours(["OR"], day("2026-01-01"))).toEqual({ startHour: 8, endHour: 20 });
    expect(lawfulHours(["XX", "constructor"], day("2026-01-01"))).toEqual(FEDERAL_HOURS);
  });

  test("of the table exist, name their source, and are never wider than the federal hours", () => {
    for (const [state, law] of Object.entries(STATE_LAWS)) {
      expect([state, state in STATES, law.week.length, Number.isFinite(Date.parse(law.since))]).toEqual([
        state,
        true,
        7,
        true,
      ]);
      expect(law.statute.length * law.soliciting.length).toBeGreaterThan(0);
      for (const hours of law.week) expect(sharedHours(hours, FEDERAL_HOURS)).toEqual(hours);
    }
  });
});
