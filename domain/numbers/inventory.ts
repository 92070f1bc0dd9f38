/**
 * The inventory of numbers to text from (docs/rules.md#numbers): states, who holds a number, and the outcomes of every call
 * to the object that owns the numbers of one area code of one pool.
 */

import type { NumberCapabilities } from "./number-carrier.ts";

export const NUMBER_STATES = ["AVAILABLE", "RESERVED", "ASSIGNED", "RESTING"] as const;
export type NumberState = (typeof NUMBER_STATES)[number];

export type NumberCounts = Record<NumberState, number>;

export const NO_NUMBER_COUNTS: NumberCounts = { AVAILABLE: 0, RESERVED: 0, ASSIGNED: 0, RESTING: 0 };

/** The holder of a reservation: a campaign's draft, a program by its token, or a person while they are given a number. */
export type ReservationHolder =
  | { kind: "campaign"; orgId: string; campaignId: string }
  | { kind: "program"; orgId: string; tokenId: string }
  | { kind: "person"; orgId: string; personId: string };

/** What a number is assigned to: a campaign's queue (`campaign.queue`), or a user of the phone service. */
export type NumberUse =
  | { kind: "queue"; orgId: string; queue: string }
  | { kind: "user"; orgId: string; userId: string };

/** A number that the carrier account has. */
export type NewNumber = {
  /** E.164. */
  number: string;
  /** The carrier's id of it. */
  sid: string;
  capabilities: NumberCapabilities;
  /** In the account's currency, as the carrier writes it; absent: not known. */
  monthlyCost?: string;
};

/** Most numbers of one reservation in one area code. */
export const MOST_RESERVED = 10_000;

export type ReserveOutcome =
  | { ok: true; reservationId: string; numbers: string[]; untilMs: number; repeated: boolean }
  | { ok: false; reason: "too_few"; available: number }
  /** `other_request`: the id was used for another holder or another count. */
  | { ok: false; reason: "expired" | "other_request" };

export type RenewOutcome = { ok: true; untilMs: number } | { ok: false; reason: "unknown_reservation" | "expired" };

export type AssignOutcome =
  | { ok: true; released: number }
  | { ok: false; reason: "unknown_reservation" | "expired" }
  | { ok: false; reason: "not_in_reservation" | "assigned_otherwise"; number: string };

/** `version` grows with every change of the number; of an unknown number, with every change of its area code. */
export type FoundNumber =
  | { known: false; version: number }
  | { known: true; state: NumberState; use: NumberUse | null; version: number };

/** One row of an area code's list. */
export type InventoryNumber = NewNumber & {
  state: NumberState;
  use: NumberUse | null;
  holder: ReservationHolder | null;
  /** End of its reservation, or of its rest; null: without an end, or in neither. Epoch milliseconds. */
  untilMs: number | null;
  /** Why it rests, or will rest once it is free. */
  restWhy: string | null;
  version: number;
  changedAtMs: number;
};

/** `REMOVED`: it left the inventory. `by`: the holder, the use, or the reason. */
export type NumberHistoryEntry = { at: number; state: NumberState | "REMOVED"; by: string };

/** How long the history of a number reaches back, and how many entries it has at most. */
export const HISTORY_ENTRIES = 100;

export function holderKey(holder: ReservationHolder): string {
  const { kind, orgId } = holder;
  return `${kind}:${orgId}:${kind === "campaign" ? holder.campaignId : kind === "program" ? holder.tokenId : holder.personId}`;
}

export function useKey(use: NumberUse): string {
  return use.kind === "queue" ? `queue:${use.orgId}:${use.queue}` : `user:${use.orgId}:${use.userId}`;
}

export function holderOfKey(key: string): ReservationHolder {
  const [kind, orgId = "", id = ""] = parts(key);
  if (kind === "campaign") return { kind, orgId, campaignId: id };
  return kind === "person" ? { kind, orgId, personId: id } : { kind: "program", orgId, tokenId: id };
}

export function useOfKey(key: string): NumberUse {
  const [kind, orgId = "", id = ""] = parts(key);
  return kind === "queue" ? { kind, orgId, queue: id } : { kind: "user", orgId, userId: id };
}

/** The last part may have colons itself: a program names its users. */
function parts(key: string): string[] {
  const first = key.indexOf(":");
  const second = key.indexOf(":", first + 1);
  return [key.slice(0, first), key.slice(first + 1, second), key.slice(second + 1)];
}
