import { expect, test } from "vitest";
import { sampleCampaign } from "./desk-samples.ts";
import { limitOf } from "./limits.ts";

test("an active campaign inside its hours has no limit", () => {
  expect(limitOf(sampleCampaign(), "initial", 0)).toBeNull();
  expect(limitOf(sampleCampaign({ mayTextAtMs: 1000 }), "initial", 1000)).toBeNull();
});

test("replies stay possible when first texts have ended", () => {
  const campaign = sampleCampaign({ status: "CLOSED_FOR_INITIAL_SENDS" });
  expect(limitOf(campaign, "initial", 0)?.title).toBe("No more first texts");
  expect(limitOf(campaign, "reply", 0)).toBeNull();
});

test("outside the hours the texter reads when texts may go again", () => {
  const nowMs = Date.now();
  const limit = limitOf(sampleCampaign({ mayTextAtMs: nowMs + 3600_000 }), "initial", nowMs);
  expect(limit?.what).toMatch(/may go again from .*\d:\d\d/);
});
