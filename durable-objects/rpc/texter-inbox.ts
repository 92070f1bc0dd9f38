/**
 * The calls that a texter's inbox answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { DecisionReason, RequestDecision, TextRequest } from "../../domain/assignment/requests.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { DirectThread } from "../../domain/phone-service/direct.ts";
import type { Role } from "../../domain/statuses.ts";
import type { DeskItem, TextState, TexterAnswers, TexterOp, TexterRefusal } from "../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "./campaign.ts";
import type { StoredRange } from "./requests.ts";

/** Live membership, loaded at sign-in and kept in the inbox. */
export type Membership = {
  orgId: string;
  orgName: string;
  personId: string;
  role: Role;
  email: string;
  firstName: string;
  lastName: string;
  alias: string | null;
  /** They run the installation, as of this sign-in. */
  superadmin?: true | undefined;
};

/** A contact's change as a queue sends it to a desk. `item.handedOut` and counts are the desk's own. */
export type DeskUpdate = {
  queueKey: string;
  items: DeskItem[];
  states: TextState[];
  gone: { contactId: string; version: number }[];
  /** The queue restarted before it could send everything: read it again. */
  stale?: true;
};

/**
 * `roleVersion`: of the membership's role; absent: from before roles had one. `passwordVersion`: of the password that was
 * checked; absent: from an edge that knows of none.
 */
export type AdmitRequest = {
  membership: Membership;
  sessionId: string;
  expiresAtMs: number;
  roleVersion?: number;
  passwordVersion?: number;
};

/** `counts`: as one of the calls that a person may make in a time, as everything that the texter's app asks does. */
export type CheckRequest = {
  sessionId: string;
  counts?: boolean;
  /** A campaign whose live numbers this admin opens. */ watches?: string;
};

export type SignOutRequest = { sessionId: string };

export type SetRoleRequest = { role: Role; version: number };

export type PasswordChangedRequest = { version: number };

export type PerformRequest = {
  sessionId: string;
  op: TexterOp;
  params: unknown;
};

export type CampaignChangedRequest = { config: CampaignConfig };

/**
 * From the line of a number. `version` of the line; `epoch`: what is older is of somebody who had the number before. `isTheirs`:
 * whether the person has the number now.
 */
export type DirectChangedRequest = {
  number: string;
  version: number;
  epoch: number;
  isTheirs: boolean;
  threads: DirectThread[];
};

export type OwnNumber = { number: string; state: "given" | "taking" };
export type GiveNumberRequest = { requestId: string; pool: string; areaCode: string };
/** `under_way`: a part could not be reached; it goes on by itself. */
export type GiveNumberOutcome =
  | { ok: true; number: string }
  | Refusal<"too_few_numbers" | "reservation_expired" | "too_many_numbers" | "under_way">;

export type AssignedRequest = { campaignId: string };

export type TeamWaitsRequest = { campaignId: string; waiting: number };

export type RebuildRequest = { campaignIds: string[] };

export type DecideTextRequest = RequestDecision & { requestId: string; byId: string | null };

export type LeasesUnknownRequest = { requestIds: string[] };

export interface TexterInboxRpc {
  /**
   * Sign-in: stores the membership and opens a session. Refused when the password has been changed since. Undefined: admitted
   * by an object of the version before.
   */
  admit(request: AdmitRequest): { ok: true } | Refusal<"password_changed"> | undefined;
  /** Is this session live, and who is it? Extends the session by use. */
  check(
    request: CheckRequest,
  ):
    | { ok: true; membership: Membership }
    | Refusal<"not_signed_in" | "suspended">
    | (TexterRefusal & { reason: "throttled" });
  signOut(request: SignOutRequest): void;
  /**
   * A role or suspension set by an admin, the newest copy wins; effective at the next call, sockets of the suspended are
   * closed.
   */
  setRole(request: SetRoleRequest): CopyTaken;
  /** The person has another password: sessions from before end. */
  passwordChanged(request: PasswordChangedRequest): CopyTaken;
  /** Any texter operation over HTTP; `params` is validated inside. */
  perform(request: PerformRequest): Promise<TexterAnswers[TexterOp] | TexterRefusal>;
  /** From queues; written behind. */
  update(request: DeskUpdate): void;
  /** From campaigns, when their status or snapshot changes. */
  campaignChanged(request: CampaignChangedRequest): void;
  /** From a campaign that has given this texter contacts: a desk that does not know it reads it. Idempotent. */
  assigned(request: AssignedRequest): Promise<void>;
  /** From a campaign that the texter has joined: how many conversations wait there for the texter's teams. */
  teamWaits(request: TeamWaitsRequest): void;
  /** From the line of a number that is, or was, this person's: repeated until it was answered; the newest version wins. */
  directChanged(request: DirectChangedRequest): void;
  /** Numbers that are the person's, and those on their way to or from them. */
  ownNumbers(): OwnNumber[];
  /** Gives the person a number of an area code; the same request again is the same number. */
  giveNumber(request: GiveNumberRequest): Promise<GiveNumberOutcome>;
  /** Takes a number back; it is free again after a rest. */
  takeNumber(request: { number: string; pool: string }): Promise<void>;
  /** Drops the projection and reads it again from the queues of these campaigns. */
  rebuild(request: RebuildRequest): Promise<{ campaigns: number; contacts: number }>;
  /**
   * A decision on a request for texts, by its id; `byId` null when trust decided. An approval answers once the contacts
   * are handed out. The first decision counts: the same again is a repetition, another one is refused.
   */
  decideRequest(
    request: DecideTextRequest,
  ): Promise<{ ok: true; request: TextRequest; repeated: boolean } | Refusal<DecisionReason>>;
  /** Outbox: rows that a consumer has stored. */
  confirmStored(request: StoredRange): void;
  /** When the texter last did something, in any campaign, epoch ms; null: not known. */
  activeAt(): number | null;
  /** The leases among these that the desk does not know. */
  leasesUnknown(request: LeasesUnknownRequest): string[];
}
