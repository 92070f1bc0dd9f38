import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTimeZone, mayText, windowProblem, windowSpan } from "./texting-window.ts";
import type { SendKind } from "./texting-window.ts";

const at = (iso: string) => Date.parse(iso);
const answer = (iso: string, zone: string, kind: SendKind = "reply", hours = {}) => {
  const may = mayText({ nowMs: at(iso), zone, kind, ...hours });
  return may.ok
    ? `until ${new Date(may.windowEndsAtMs!).toISOString()}`
    : `not before ${new Date(may.mayGoAtMs!).toISOString()}`;
};
const NY = "America/New_York";

describe("start ≤ local time < end", () => {
  test.each([
    ["2026-11-10T08:59:59.999-05:00", "not before 2026-11-10T14:00:00.000Z"],
    ["2026-11-10T09:00:00.000-05:00", "until 2026-11-11T02:00:00.000Z"],
    ["2026-11-10T20:57:00.000-05:00", "until 2026-11-11T02:00:00.000Z"],
    ["2026-11-10T20:59:59.999-05:00", "not before 2026-11-11T14:00:00.000Z"],
    ["2026-11-10T21:00:00.000-05:00", "not before 2026-11-11T14:00:00.000Z"],
    ["2026-11-10T23:59:00.000-05:00", "not before 2026-11-11T14:00:00.000Z"],
    ["2026-11-11T00:00:00.000-05:00", "not before 2026-11-11T14:00:00.000Z"],
  ])("at %s in New York: %s", (iso, expected) => {
    expect(answer(iso, NY)).toBe(expected);
  });
});

describe("what must be left of the window", () => {
  test("a first text needs 10 minutes", () => {
    expect(answer("2026-11-10T20:50:00.000-05:00", NY, "initial")).toBe("until 2026-11-11T02:00:00.000Z");
    expect(answer("2026-11-10T20:50:00.001-05:00", NY, "initial")).toBe("not before 2026-11-11T14:00:00.000Z");
  });

  test("a reply needs 2 minutes", () => {
    expect(answer("2026-11-10T20:58:00.000-05:00", NY, "reply")).toBe("until 2026-11-11T02:00:00.000Z");
    expect(answer("2026-11-10T20:58:00.001-05:00", NY, "reply")).toBe("not before 2026-11-11T14:00:00.000Z");
  });
});

describe("zones", () => {
  test("a half-hour zone", () => {
    expect(answer("2026-11-10T08:59:00+05:30", "Asia/Kolkata")).toBe("not before 2026-11-10T03:30:00.000Z");
    expect(answer("2026-11-10T09:00:00+05:30", "Asia/Kolkata")).toBe("until 2026-11-10T15:30:00.000Z");
  });

  test("windows that cross UTC midnight", () => {
    expect(answer("2026-11-10T23:59:59Z", "America/Los_Angeles")).toBe("until 2026-11-11T05:00:00.000Z");
    expect(answer("2026-11-11T00:00:00Z", "America/Los_Angeles")).toBe("until 2026-11-11T05:00:00.000Z");
    expect(answer("2026-11-10T22:59:00Z", "Pacific/Guam")).toBe("not before 2026-11-10T23:00:00.000Z");
    expect(answer("2026-11-10T23:00:00Z", "Pacific/Guam")).toBe("until 2026-11-11T11:00:00.000Z");
    expect(answer("2026-11-11T06:59:00Z", "Pacific/Honolulu")).toBe("not before 2026-11-11T19:00:00.000Z");
  });

  test("Arizona has no DST, the Navajo Nation (on Denver's clocks) has", () => {
    expect(answer("2026-07-10T15:30:00Z", "America/Phoenix")).toBe("not before 2026-07-10T16:00:00.000Z");
    expect(answer("2026-07-10T15:30:00Z", "America/Denver")).toBe("until 2026-07-11T03:00:00.000Z");
  });
});

describe("days on which clocks change", () => {
  test("spring forward: 2026-03-08 in New York opens an hour of UTC earlier than the day before", () => {
    expect(answer("2026-03-07T13:59:00Z", NY)).toBe("not before 2026-03-07T14:00:00.000Z");
    expect(answer("2026-03-07T23:00:00-05:00", NY)).toBe("not before 2026-03-08T13:00:00.000Z");
    expect(answer("2026-03-08T12:59:59Z", NY)).toBe("not before 2026-03-08T13:00:00.000Z");
    expect(answer("2026-03-08T13:00:00Z", NY)).toBe("until 2026-03-09T01:00:00.000Z");
  });

  test("fall back: 2026-11-01 in New York opens an hour of UTC later than the day before", () => {
    expect(answer("2026-10-31T22:00:00-04:00", NY)).toBe("not before 2026-11-01T14:00:00.000Z");
    expect(answer("2026-11-01T13:30:00Z", NY)).toBe("not before 2026-11-01T14:00:00.000Z");
    expect(answer("2026-11-01T14:00:00Z", NY)).toBe("until 2026-11-02T02:00:00.000Z");
  });

  test("a window that would open in the skipped hour opens when the hour is over", () => {
    expect(answer("2026-03-08T01:59:00-05:00", NY, "reply", { startHour: 2 })).toBe(
      "not before 2026-03-08T07:00:00.000Z",
    );
    expect(answer("2026-03-08T01:30:00-05:00", NY, "reply", { startHour: 2, endHour: 3 })).toBe(
      "not before 2026-03-09T06:00:00.000Z",
    );
  });
});

describe("hours that a campaign may set", () => {
  test("0 to 24 is always open", () => {
    for (const iso of ["2026-03-08T07:00:00Z", "2026-11-10T04:59:59Z", "2026-11-10T05:00:00Z"]) {
      for (const kind of ["initial", "reply"] as const) {
        const may = mayText({ nowMs: at(iso), zone: NY, kind, startHour: 0, endHour: 24 });
        expect(may).toEqual({ ok: true, windowEndsAtMs: null, sameUntilMs: null });
      }
    }
  });

  test("until 24 ends at local midnight, from 0 opens there", () => {
    expect(answer("2026-11-10T23:00:00-05:00", NY, "reply", { endHour: 24 })).toBe("until 2026-11-11T05:00:00.000Z");
    expect(answer("2026-11-10T23:00:00-05:00", NY, "reply", { startHour: 0 })).toBe(
      "not before 2026-11-11T05:00:00.000Z",
    );
  });

  test("hours and zones that make no sense are named", () => {
    expect(windowProblem({ zone: NY })).toBeUndefined();
    expect(windowProblem({ zone: NY, startHour: 0, endHour: 24 })).toBeUndefined();
    expect(windowProblem({ zone: "Boston" })).toContain("“Boston”");
    expect(windowProblem({ zone: NY, startHour: 21, endHour: 9 })).toContain("21 to 9");
    expect(windowProblem({ zone: NY, startHour: 9, endHour: 25 })).toContain("9 to 25");
    expect(windowProblem({ zone: NY, startHour: 9.5 })).toContain("9.5");
    expect(() => windowSpan(0, { zone: "Boston" })).toThrow("“Boston”");
    expect(isTimeZone("")).toBe(false);
  });
});

describe("properties", () => {
  const zones = [
    NY,
    "America/St_Johns",
    "America/Phoenix",
    "America/Havana",
    "America/Adak",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
    "UTC",
  ];
  const hours = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
    .filter(([start, end]) => start < end && !(start === 0 && end === 24));
  const instant = fc.integer({ min: at("2025-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") });
  // Hours around switches are where mistakes hide.
  const nearSwitch = fc
    .tuple(
      fc.constantFrom(
        "2026-03-08T07:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-04-04T15:00:00Z",
        "2026-10-03T15:30:00Z",
        "2026-03-08T05:00:00Z",
        "2026-11-01T05:00:00Z",
        "2026-04-23T22:00:00Z",
        "2026-10-29T21:00:00Z",
      ),
      fc.integer({ min: -30 * 3_600_000, max: 30 * 3_600_000 }),
    )
    .map(([iso, shift]) => at(iso) + shift);

  const clocks = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }),
    ]),
  );
  const localHour = (zone: string, ms: number) => Number(clocks.get(zone)!.format(ms).slice(0, 2));

  test("open exactly when the local clock says so, from the first to the last ms of the span", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        hours,
        fc.oneof(instant, nearSwitch),
        (zone, [startHour, endHour], nowMs) => {
          const clockSaysOpen = (ms: number) => localHour(zone, ms) >= startHour && localHour(zone, ms) < endHour;
          const span = windowSpan(nowMs, { zone, startHour, endHour });
          expect(span.fromMs).toBeLessThanOrEqual(nowMs);
          expect(span.untilMs).toBeGreaterThan(nowMs);
          for (const ms of [nowMs, span.fromMs, span.untilMs - 1]) expect(clockSaysOpen(ms)).toBe(span.open);
          if (startHour > 0 || endHour < 24) expect(clockSaysOpen(span.untilMs)).toBe(!span.open);
        },
      ),
      { seed: 2026, numRuns: 1500 },
    );
  });

  test("a text that had to wait may go at the announced time", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.oneof(instant, nearSwitch),
        fc.constantFrom<SendKind>("initial", "reply"),
        (zone, nowMs, kind) => {
          const may = mayText({ nowMs, zone, kind });
          if (may.ok) {
            expect(mayText({ nowMs: may.sameUntilMs! - 1, zone, kind })).toEqual(may);
            expect(mayText({ nowMs: may.sameUntilMs!, zone, kind }).ok).toBe(false);
          } else {
            expect(may.mayGoAtMs).toBeGreaterThan(nowMs);
            expect(mayText({ nowMs: may.mayGoAtMs!, zone, kind }).ok).toBe(true);
            expect(mayText({ nowMs: may.mayGoAtMs! - 1, zone, kind })).toEqual(may);
          }
        },
      ),
      { seed: 2027, numRuns: 1000 },
    );
  });
});
