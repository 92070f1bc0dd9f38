import { expect, test } from "vitest";
import { NO_COUNTS, sampleCampaign } from "./desk-samples.ts";
import { limitOf } from "./limits.ts";

const window = { zone: "America/New_York", startHour: 9, endHour: 21 };
/** 9:00 in New York, 6:00 in Los Angeles. */
const MORNING = Date.parse("2026-11-10T14:00:00Z");
const counts = { ...NO_COUNTS, toSend: 2 };

test("an active campaign inside its hours has no limit", () => {
  expect(limitOf(sampleCampaign(), "initial", 0)).toBeNull();
  expect(limitOf(sampleCampaign({ window, toSendByZones: { ny: 1, la: 1 }, counts }), "initial", MORNING)).toBeNull();
});

test("replies stay possible when first texts have ended", () => {
  const campaign = sampleCampaign({ status: "CLOSED_FOR_INITIAL_SENDS" });
  expect(limitOf(campaign, "initial", 0)?.title).toBe("No more first texts");
  expect(limitOf(campaign, "reply", 0)).toBeNull();
});

test("outside the hours of all who wait the texter reads when texts may go", () => {
  const limit = limitOf(sampleCampaign({ window, toSendByZones: { la: 2 }, counts }), "initial", MORNING);
  expect(limit?.what).toMatch(/too late .* You can text from .*\d:\d\d/);
});

test("a reply has the hours of its contact", () => {
  const campaign = sampleCampaign({ window, toSendByZones: { la: 2 }, counts });
  expect(limitOf(campaign, "reply", MORNING, { zones: "ny" })).toBeNull();
  expect(limitOf(campaign, "reply", MORNING, { zones: "la" })?.what).toMatch(/You can text from .*\d:\d\d/);
});
