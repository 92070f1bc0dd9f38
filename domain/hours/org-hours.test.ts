import { expect, test } from "vitest";
import { DEFAULT_ORG_HOURS, hoursInForce, isWithin } from "./org-hours.ts";

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
  expect(isWithin({ startHour: 9, endHour: 21 }, DEFAULT_ORG_HOURS)).toBe(true);
  expect(isWithin({ startHour: 8, endHour: 21 }, DEFAULT_ORG_HOURS)).toBe(false);
});
