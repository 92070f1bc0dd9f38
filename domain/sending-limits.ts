/**
 * What an organization's sending numbers carry (RULES.md, Numbers; PLATFORM.md, Carrier: about one segment a second per long
 * code). Nothing is limited until an admin says so: the carrier then queues what comes too fast.
 */
import { z } from "zod";

export const sendingLimitsSchema = z.object({
  /** Numbers in the Messaging Service; the carrier takes at most 400. */
  numbers: z.number().int("a whole number of sending numbers").min(1, "at least one sending number").max(400, {
    error: "a Messaging Service has at most 400 numbers",
  }),
  /** Of each number; null: as fast as the carrier takes them. */
  segmentsPerSecond: z
    .number()
    .min(0.1, "at least 0.1 segments per second")
    .max(1000, "at most 1,000 segments per second")
    .nullable(),
  /** Of each number, from midnight to midnight in `DAY_ZONE`; null: no cap. */
  segmentsPerDay: z.number().int("a whole number of segments per day").min(1).max(10_000_000).nullable(),
});

export type SendingLimits = z.output<typeof sendingLimitsSchema>;

/** The networks count days by Pacific time (T-Mobile's daily caps are reset at its midnight). */
export const DAY_ZONE = "America/Los_Angeles";

/** First texts leave this share of a day to replies: a conversation does not stop because others were begun. */
export const KEPT_FOR_REPLIES = 0.1;

/** Of the whole service. */
export function serviceSegmentsPerSecond(limits: SendingLimits | null): number | null {
  return limits && ofAll(limits.numbers, limits.segmentsPerSecond);
}

export function serviceSegmentsPerDay(limits: SendingLimits | null): number | null {
  return limits && ofAll(limits.numbers, limits.segmentsPerDay);
}

function ofAll(numbers: number, each: number | null): number | null {
  return each === null ? null : numbers * each;
}
