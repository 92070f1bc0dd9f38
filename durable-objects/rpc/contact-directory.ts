/**
 * The calls that a shard of an organization's contact directory answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { CarrierVerdict } from "../../domain/opt-outs/carrier-verdict.ts";
import type { RoutingClaim } from "../../domain/messages/routing.ts";
import type { UnmatchedDecision } from "../../domain/messages/unmatched.ts";
import type { ReviewDecision, ReviewState, UnclearText } from "../../domain/opt-outs/opt-outs.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { StoredRange } from "./requests.ts";

export type RegisterRequest = { orgId: string; contacts: string };

/** An opt-out or an opt-in, and where it came from. */
export type OptOutEntry = {
  cell: string;
  optedOut: boolean;
  reason: string;
  contactId: string | null;
  messageId: string | null;
  personId: string | null;
  /** The reason as its author wrote it. */
  note?: string;
  /** Epoch ms of the word itself: a call may arrive long after it. Absent: now. */
  saidAt?: number;
};
export type RecordOptOutRequest = OptOutEntry & { orgId: string };

export type OptOutManyRequest = {
  orgId: string;
  cells: string[];
  optedOut: boolean;
  note: string;
  personId: string;
  /** Epoch ms; absent: now. */
  saidAt?: number;
};

export type DecideReviewRequest = {
  sid: string;
  cell: string;
  decision: ReviewDecision;
  personId: string;
};

export type JoinSharingRequest = { orgId: string; after: string };

export type ShareOptOutsRequest = { orgId: string; shard: number; cells: string[]; optedOut: boolean; version: number };

export type ApplySharedOptOutsRequest = { orgId: string; cells: string[] };

/** `at`: when it was found out, epoch ms; absent: now. */
export type ReportBadNumberRequest = { orgId: string; cell: string; code: number | null; at?: number };

export type RouteRequest = {
  orgId: string;
  from: string;
  to?: string;
  sid: string;
  /** Several organizations may be meant (domain/sending/carrier-resources.ts): says how strong the claim is. */
  withClaim?: true;
  /** Set for a replayed text; then `stoppedSince` says whether the number has opted out after it. */
  saidAt?: number;
};

export type ReportUnreachableRequest = { orgId: string; cell: string; text: string; at: number };

export type StoreUnmatchedRequest = {
  orgId: string;
  sid: string;
  from: string;
  to: string;
  body: string;
  /** What the carrier took the text for; it counts as if the contact had written it. */
  verdict?: CarrierVerdict;
  contactId?: string;
  saidAt?: number;
};

export type DecideUnmatchedRequest = {
  orgId: string;
  sid: string;
  cell: string;
  decision: UnmatchedDecision;
  personId: string;
};

/** What is known of a number. `badNumber`: the carrier's code against it; null: there is none. */
export type NumberNow = { optedOut: boolean; badNumber: number | null };

export type ContactIdsOfRequest = { cell: string };

/** @property dayEndMs end of the day on which they were given up */
export type MarkGivenUpRequest = { orgId: string; cells: string[]; dayEndMs: number };

export type SidsOfCellRequest = { cell: string };

export type ClaimSidRequest = { sid: string; holder: string };

export type UnregisterRequest = { contacts: { contactId: string; cell: string }[] };

export type UnregisterRestRequest = {
  campaignId: string;
  queues: { queueNo: number; after: number; kept: number[] }[];
};

export interface ContactDirectoryRpc {
  /**
   * Idempotent. `contacts`: JSON list of [cell, contactId] in order of the file. Answers with those contacts whose
   * number is opted out, those of bad numbers, and those whose number another contact of the same campaign already has
   * (its twin, from an earlier import or from further up); none of these is stored.
   */
  register(request: RegisterRequest): Promise<{
    optedOut: string[];
    twins: { contactId: string; twinId: string }[];
    badNumbers: string[];
  }>;
  /**
   * Answers after every contact with the number has been updated. `decided`: the number is opted out by this very text,
   * so only this one may be confirmed.
   */
  optOut(request: RecordOptOutRequest): Promise<{ decided: boolean }>;
  /** Many numbers by an admin; answers with how many changed, after every contact has been updated. */
  optOutMany(request: OptOutManyRequest): Promise<{ changed: number }>;
  /** Stores a text that may mean "stop", once. */
  askReview(request: UnclearText): void;
  /** A person's decision on such a text; answers after every contact with the number has been updated. */
  decideReview(
    request: DecideReviewRequest,
  ): Promise<
    | { ok: true; state: ReviewState; repeated: boolean }
    | (Refusal<"not_found" | "already_decided" | "said_since"> & { state?: ReviewState })
  >;
  /** At the installation's directory: an organization shares from now on; the numbers that others have opted out, by pages. */
  joinSharing(request: JoinSharingRequest): { cells: string[]; next: string | null };
  /** At the installation's directory: an organization's opt-outs; answers after all others have them. */
  shareOptOuts(request: ShareOptOutsRequest): Promise<void>;
  /** From the installation's directory: opt-outs of another organization. */
  applySharedOptOuts(request: ApplySharedOptOutsRequest): Promise<void>;
  /** `code`: the carrier's code against a number; null: it answers after all. */
  reportBadNumber(request: ReportBadNumberRequest): Promise<void>;
  /**
   * Numbers that their holders gave up: contacts that have one are not texted until somebody answers from it. May be repeated; answers
   * after every contact has been updated, with how many numbers are marked.
   */
  markGivenUp(request: MarkGivenUpRequest): Promise<{ marked: number }>;
  /** A text (contact and message id) found the phone unreachable: the third within 30 days makes it a bad number. */
  reportUnreachable(request: ReportUnreachableRequest): Promise<void>;
  /**
   * The conversation that an inbound text belongs to: the one that has it from an earlier delivery, else one whose
   * texts leave by the number `to`, else the latest among the contacts with the number. null when there is none, or
   * when the text is stored as unmatched.
   */
  route(
    request: RouteRequest,
  ): Promise<{ contactId: string; optedOut: boolean; stoppedSince?: true; claim?: RoutingClaim } | null>;
  /**
   * Stores an inbound text that no conversation takes; an opt-out in it counts. `contactId`: the contact it would
   * belong to, who was never texted or whose campaign is archived.
   */
  storeUnmatched(request: StoreUnmatchedRequest): Promise<void>;
  /**
   * A person's decision on an unmatched text; an opt-out answers after every contact with the number has been updated.
   */
  decideUnmatched(request: DecideUnmatchedRequest): Promise<{ ok: true } | Refusal<"not_found">>;
  /** For texts that go to no contact: asked right before each of them. */
  numberNow(request: { orgId: string; cell: string }): Promise<NumberNow>;
  /** Every contact with a number, in all campaigns of the organization, archived ones too. */
  contactIdsOf(request: ContactIdsOfRequest): string[];
  /** The carrier's ids of all texts to a number, in every campaign of the organization. */
  sidsOf(request: SidsOfCellRequest): Promise<string[]>;
  /**
   * Whether a message (`holder`: contact and message id) may claim a text of the carrier: of two that found the same
   * one, the first may. The same holder may ask again.
   */
  claimSid(request: ClaimSidRequest): boolean;
  unregister(request: UnregisterRequest): void;
  /** Forgets a campaign's contacts with numbers above `after` of their queue, except those that the queue has (`kept`). */
  unregisterRest(request: UnregisterRestRequest): void;
  confirmStored(request: StoredRange): void;
}
