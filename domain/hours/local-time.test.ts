import { expect, test } from "vitest";
import { localTime, localTimes } from "./local-time.ts";

test.each([
  ["America/New_York", "2026-11-10T01:15:07Z", "2026-11-09T20:15:07-05:00"],
  ["America/St_Johns", "2026-11-10T01:15:07Z", "2026-11-09T21:45:07-03:30"],
  ["Pacific/Guam", "2026-11-10T23:00:00Z", "2026-11-11T09:00:00+10:00"],
  ["UTC", "2026-11-10T23:00:00Z", "2026-11-10T23:00:00+00:00"],
  ["America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59-05:00"],
  ["America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00-04:00"],
  ["America/New_York", "2027-11-07T05:59:59Z", "2027-11-07T01:59:59-04:00"],
  ["America/New_York", "2027-11-07T06:00:00Z", "2027-11-07T01:00:00-05:00"],
])("in %s at %s", (zone, iso, expected) => {
  expect(localTime(zone, Date.parse(iso))).toBe(expected);
});

test("of every zone in which somebody may live, without the states whose law holds", () => {
  expect(localTimes("chdnTX", Date.parse("2026-11-10T18:00:00Z"))).toEqual({
    zone: "America/Chicago, America/Denver",
    localTime: "2026-11-10T12:00:00-06:00, 2026-11-10T11:00:00-07:00",
  });
  expect(localTimes("", 0)).toEqual({ zone: "", localTime: "" });
});
