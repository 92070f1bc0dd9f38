/**
 * `CarrierAccount` (key: the carrier's account sid): how fast all queues of the installation together may call the carrier.
 * A queue gets its share for some seconds at a time; in between it asks nobody (docs/decisions/0011).
 */
import type { SendingLimits } from "./sending-limits.ts";

/** Which texts wait: those of all organizations, or those of one messaging service. */
export type WaitScope = "account" | "service";

/** Why the carrier takes no text of an account or service; `why` says what is wrong and what to do. */
export type Trouble = { scope: WaitScope; code: number; why: string };
/** `sinceMs`: epoch ms at which it was first known. */
export type TroubleNow = Trouble & { sinceMs: number };

export type ShareRequest = {
  /** The key of the queue that gets the share. */
  holder: string;
  /** The organization whose numbers send, because limits are set per organization and service. */
  orgId: string;
  service: string | null;
  /** Round of the share under which the reported texts went; null before the first. */
  round: number | null;
  /** Texts that the carrier took since the last report, and in how many milliseconds. */
  took: number;
  overMs: number;
  /** After a 429: the wait that the carrier asked for. */
  refusedMs: number | null;
  /** Texts since the last report that the carrier took, or refused for their own sake; absent: not known. */
  answered?: number;
  /** When it takes nothing: why. */
  trouble?: Trouble | null;
  /** What delivery reports have said: texts came too fast, or a network's day is (nearly) used up. */
  reported?: { tooFast: boolean; capped: CappedDay["openTo"] | null };
  /** Segments that went since the last report. */
  segments: number;
  /** Texts that wait now, and those of them that are not first texts. */
  waiting: number;
  urgent: number;
  /** Segments of a text, on the average. */
  segmentsPerText: number;
};

export type PaceShare = {
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
  /** Why the account or service takes nothing; `mayTry`: this queue finds out by one text whether it does again. */
  trouble?: (TroubleNow & { mayTry: boolean }) | null;
  /** For contacts of networks that count texts per day; null or absent: open. */
  capped?: CappedDay | null;
};

/** What a network that counts texts per day still takes of a service's texts until the networks' midnight. */
export type CappedDay = { openTo: "replies" | "none"; resetsInMs: number };

/** A queue's part of a service's day while its share lasts. */
export type DayShare = {
  /** Segments that may go, and how many of them as first texts. */
  segments: number;
  firstTexts: number;
  /** Which texts may get more of this day later, because segments set aside by others may come back. */
  openTo: "all" | "replies" | "none";
  /** Until the next day. */
  resetsInMs: number;
};

/** The limits of each service of an organization, as one copy; `limits` null: none. */
export type ServiceLimits = {
  orgId: string;
  /** Grows with every change (domain/organization/authored-copies.ts): a smaller one is stale. */
  version: number;
  limits: SendingLimits | null;
};

/** As screens show it: answer of `GET /api/admin/settings/pace`. */
export type PaceNow = {
  /** What the carrier takes of the whole account; null: it has not refused anything. */
  textsPerSecond: number | null;
  /** Segments of the service's day, those included that queues have set aside. */
  usedToday: number;
  /** Why nothing goes now; null: texts go. */
  trouble: TroubleNow | null;
};

/** How often the carrier has said something that an admin should see: `GET /api/admin/carrier/codes`. */
export type CarrierCodeRow = {
  code: number;
  meaning: string;
  /** What somebody can do about it; null: nothing is known. */
  remedy: string | null;
  count: number;
  /** Epoch milliseconds of the last. */
  at: number;
  /** The carrier's own page. */
  page: string;
};
