import { expect, test } from "vitest";
import { beyondTheLaw, DEFAULT_ORG_HOURS, hoursInForce, isLawful, isWithinOrgHours, lawfulPart } from "./org-hours.ts";

const zone = "America/New_York";
const inForce = (startHour: number, endHour: number, override?: boolean) =>
  hoursInForce({ zone, startHour, endHour, ...(override === undefined ? {} : { override }) }, DEFAULT_ORG_HOURS);

test("a campaign may narrow the organization's hours, not widen them", () => {
  expect(inForce(10, 18)).toEqual({ zone, startHour: 10, endHour: 18 });
  expect(inForce(8, 22)).toEqual({ zone, startHour: 9, endHour: 21 });
  expect(inForce(0, 24, false)).toEqual({ zone, startHour: 9, endHour: 21 });
});

test("it may override them, if it says so", () => {
  expect(inForce(0, 24, true)).toMatchObject({ startHour: 0, endHour: 24 });
});

test("hours that share nothing with the organization's are none", () => {
  expect(inForce(6, 9)).toBeNull();
});

test("hours within the organization's need no override", () => {
  expect(isWithinOrgHours({ startHour: 9, endHour: 21 }, DEFAULT_ORG_HOURS)).toBe(true);
  expect(isWithinOrgHours({ startHour: 8, endHour: 21 }, DEFAULT_ORG_HOURS)).toBe(false);
});

test("the federal law allows 8 to 21, to its edges", () => {
  const lawful = (startHour: number, endHour: number) => isLawful({ startHour, endHour });
  expect([lawful(8, 21), lawful(9, 20), lawful(7, 21), lawful(8, 22), lawful(0, 24)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(lawfulPart({ zone, startHour: 0, endHour: 24, override: true })).toEqual({
    zone,
    startHour: 8,
    endHour: 21,
    override: true,
  });
  expect(lawfulPart({ zone, startHour: 21, endHour: 24 })).toBeNull();
});

test("hours beyond the law are told with what to choose instead", () => {
  expect(beyondTheLaw({ startHour: 7, endHour: 24 })).toBe(
    "Under federal law, texts may be sent from 8:00 AM to 9:00 PM, local time of the person who gets them. 7:00 AM to midnight goes beyond that. " +
      "Choose hours within 8:00 AM to 9:00 PM.",
  );
});
