/**
 * The calls that a shard of an organization's contact directory answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { UnmatchedDecision } from "../../domain/messages/unmatched.ts";
import type { ReviewDecision, ReviewState, UnclearText } from "../../domain/opt-outs/opt-outs.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { TexterReason } from "../../domain/texter-app/texter.ts";
import type { StoredRange } from "./requests.ts";

export type RegisterRequest = { orgId: string; contacts: string };

export type OptOutRequest = {
  orgId: string;
  cell: string;
  optedOut: boolean;
  reason: string;
  contactId: string | null;
  messageId: string | null;
  personId: string | null;
  note?: string;
};

export type OptOutManyRequest = {
  orgId: string;
  cells: string[];
  optedOut: boolean;
  note: string;
  personId: string;
};

export type DecideReviewRequest = {
  sid: string;
  cell: string;
  decision: ReviewDecision;
  personId: string;
};

export type JoinSharingRequest = { orgId: string; after: string };

export type ShareRequest = { orgId: string; shard: number; cells: string[]; optedOut: boolean; version: number };

export type TakeSharedRequest = { orgId: string; cells: string[] };

export type NoteBadNumberRequest = { orgId: string; cell: string; code: number };

export type RouteRequest = {
  orgId: string;
  from: string;
  to?: string;
  sid: string;
  /** Of a text that comes late; then `stoppedSince` says whether the number has opted out after it. */
  saidAt?: number;
};

export type KeepUnmatchedRequest = {
  orgId: string;
  sid: string;
  from: string;
  to: string;
  body: string;
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

export type ContactIdsOfRequest = { cell: string };

export type SidsOfRequest = { cell: string };

export type ClaimSidRequest = { sid: string; holder: string };

export type UnregisterRequest = { contacts: { contactId: string; cell: string }[] };

export interface ContactDirectoryRpc {
  /**
   * Idempotent. `contacts`: JSON list of [cell, contactId] in order of the file. Answers with those contacts whose number is
   * opted out, those of bad numbers, and those whose number another contact of the same campaign already has (its twin, from
   * an earlier import or from further up); none of these is kept.
   */
  register(request: RegisterRequest): Promise<{
    optedOut: string[];
    twins: { contactId: string; twinId: string }[];
    badNumbers: string[];
  }>;
  /**
   * Answers after every contact with the number has been told. `decided`: it is by this very text that the number is opted
   * out now, so it alone may be confirmed.
   */
  optOut(request: OptOutRequest): Promise<{ decided: boolean }>;
  /** Many numbers by an admin's hand; answers with how many changed, after every contact has been told. */
  optOutMany(request: OptOutManyRequest): Promise<{ changed: number }>;
  /** Keeps a text that may mean "stop", once. */
  askReview(request: UnclearText): void;
  /** A person's word on such a text; answers after every contact with the number has been told. */
  decideReview(
    request: DecideReviewRequest,
  ): Promise<
    | { ok: true; state: ReviewState; repeated: boolean }
    | (Refusal<"not_found" | "already_decided" | "said_since"> & { state?: ReviewState })
  >;
  /** At the installation's directory: an organization shares from now on; the numbers that others have opted out, by pages. */
  joinSharing(request: JoinSharingRequest): { cells: string[]; next: string | null };
  /** At the installation's directory: an organization's word; answers after all others have it. */
  share(request: ShareRequest): Promise<void>;
  /** From the installation's directory: opt-outs of another organization. */
  takeShared(request: TakeSharedRequest): Promise<void>;
  /** `code`: the carrier's word against a number; 0: it answers after all. */
  noteBadNumber(request: NoteBadNumberRequest): Promise<void>;
  /**
   * The conversation that an inbound text belongs to: the one that has it from an earlier delivery, else one whose texts
   * leave by the number `to`, else the latest among the contacts with the number. null when there is none, or when it is
   * kept as unmatched.
   */
  route(request: RouteRequest): Promise<{ contactId: string; optedOut: boolean; stoppedSince?: true } | null>;
  /**
   * An inbound text that no conversation takes; kept, never dropped, and heard when it is an opt-out. `contactId`: whose it
   * would be, of a contact whom nobody has texted or whose campaign is archived.
   */
  keepUnmatched(request: KeepUnmatchedRequest): Promise<void>;
  /** A person's word on an unmatched text; an opt-out answers after every contact with the number has been told. */
  decideUnmatched(request: DecideUnmatchedRequest): Promise<{ ok: true } | Refusal<"not_found">>;
  /** Every contact with a number, in all campaigns of the organization, archived ones too. */
  contactIdsOf(request: ContactIdsOfRequest): string[];
  /** The carrier's ids of all texts to a number, in every campaign of the organization. */
  sidsOf(request: SidsOfRequest): Promise<string[]>;
  /**
   * Whether a text of ours (`holder`: contact and message id) may take one of the carrier's for its own: of two that found the same
   * one, the first may. The same holder may ask again.
   */
  claimSid(request: ClaimSidRequest): boolean;
  unregister(request: UnregisterRequest): void;
  confirmStored(request: StoredRange): void;
}

export type { TexterReason };
