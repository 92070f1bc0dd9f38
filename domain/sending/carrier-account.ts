/**
 * `CarrierAccount` (key: the carrier's account sid): how fast all queues of the installation together may call the carrier.
 * A queue leases its share for some seconds; between two leases it asks nobody (docs/decisions/0011).
 */
import type { SendingLimits } from "./sending-limits.ts";

export type RateRequest = {
  /** The key of the queue that holds the lease. */
  holder: string;
  /** The organization whose numbers send, because limits are set per organization and service. */
  orgId: string;
  service: string | null;
  /** Round of the lease under which the reported texts went; null before the first. */
  round: number | null;
  /** Texts that the carrier took since the last report, and in how many milliseconds. */
  took: number;
  overMs: number;
  /** After a 429: the wait that the carrier asked for. */
  refusedMs: number | null;
  /** Segments that went since the last report. */
  segments: number;
  /** Texts that wait now, and those of them that are not first texts. */
  waiting: number;
  urgent: number;
  /** Segments of a text, on the average. */
  segmentsPerText: number;
};

export type RateLease = {
  /** Grows with each decrease: a 429 of an earlier round has been answered already. */
  round: number;
  forMs: number;
  /** No text may go before this time has passed. */
  waitMs: number;
  /** null: no limit is known. */
  textsPerSecond: number | null;
  segmentsPerSecond: number | null;
  /** null: no cap. */
  day: DayShare | null;
};

/** A queue's part of a service's day while its lease lasts. */
export type DayShare = {
  /** Segments that may go, and how many of them as first texts. */
  segments: number;
  firstTexts: number;
  /** Which texts may get more of this day later, because segments set aside by others may come back. */
  openTo: "all" | "replies" | "none";
  /** Until the next day. */
  resetsInMs: number;
};

/** The limits of an organization's service, as one copy; `limits` null: none. */
export type ServiceLimits = {
  orgId: string;
  service: string;
  /** Postgres' clock (microseconds) when they were read: a copy that was read earlier is stale. */
  version: number;
  limits: SendingLimits | null;
};

/** As screens show it: answer of `GET /api/admin/settings/pace`. */
export type PaceNow = {
  /** What the carrier takes of the whole account; null: it has not refused anything. */
  textsPerSecond: number | null;
  /** Segments of the service's day, those included that queues have set aside. */
  usedToday: number;
};
