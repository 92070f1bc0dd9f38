/**
 * What an organization's sending numbers carry (docs/rules.md#sending-limits; docs/platform.md#carrier-throttling).
 * Nothing is limited until an admin says so: the carrier then queues what comes too fast.
 */

export type SendingLimits = {
  /** Numbers in the Messaging Service; the carrier takes at most 400. */
  numbers: number;
  /** Of each number; null: as fast as the carrier takes them. */
  segmentsPerSecond: number | null;
  /** Of each number, from midnight to midnight in `DAY_ZONE`; null: no cap. */
  segmentsPerDay: number | null;
};

/** The networks count days by Pacific time (T-Mobile's daily caps are reset at its midnight). */
export const DAY_ZONE = "America/Los_Angeles";

/** First texts leave this share of a day to replies, so that conversations do not stop because others were begun. */
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
