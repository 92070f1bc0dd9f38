/**
 * The calls that a campaign's queue answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { CarrierVerdict } from "../../domain/opt-outs/carrier-verdict.ts";
import type { ArchiveReadiness } from "../../domain/archive/archive-progress.ts";
import type { ArchivedPart } from "../../domain/archive/archive.ts";
import type { Holding, Reassignment } from "../../domain/assignment/assignments.ts";
import type { AnswerAction } from "../../domain/scripts/answer-action.ts";
import type { CampaignNumbers } from "../../domain/campaigns/campaign.ts";
import type { QueueOpenWork } from "../../domain/campaigns/open-work.ts";
import type { MediaNote } from "../../domain/messages/media.ts";
import type { RoutingClaim } from "../../domain/messages/routing.ts";
import type {
  CarrierSide,
  UndecidedDecision,
  UndecidedReason,
  UndecidedText,
} from "../../domain/messages/undecided.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { Texter } from "../../domain/people/people.ts";
import type { LabelsLeftOff } from "../../domain/messages/conversation-labels.ts";
import type { DeskItem, TexterRefusal } from "../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "./campaign.ts";
import type { StoredRange } from "./requests.ts";

export type SendRequest = {
  n: number;
  messageId: string;
  body: string;
  initial: boolean;
  lastSeenId: string | null;
  texter: Texter;
  /** As in `texterOps.send`. */
  scriptVersion?: number | undefined;
  step?: { id: string; variant: number } | undefined;
  picture?: string | undefined;
  labels?: string[] | undefined;
};

/** `leftOff`: as in `TexterAnswers`. */
export type SendAnswer =
  | { ok: true; item: DeskItem; repeated: boolean; leftOff?: LabelsLeftOff[] }
  | { ok: true; gaveAway: true; repeated: true }
  | TexterRefusal;

export type LabelAnswer =
  | { ok: true; labels: string[]; item: DeskItem | null; leftOff?: LabelsLeftOff[] }
  | { ok: true; gaveAway: true }
  | TexterRefusal;

export type ItemAnswer = { ok: true; item: DeskItem; leftOff?: LabelsLeftOff[] } | TexterRefusal;

export type InboundText = {
  sid: string;
  n: number;
  body: string;
  /** The number that was texted. */
  to?: string;
  /** Whether the carrier itself answers this keyword. */
  carrierAnswered: boolean;
  /** What the carrier took the text for; it counts as if the contact had written it. */
  verdict?: CarrierVerdict;
  /** False: it is replayed late, and a START in it does not undo what was said since. */
  optsIn?: false;
  /**
   * Files that came with it. `path`: of the installation's account at the carrier (twilio/media.ts); null for an
   * address elsewhere.
   */
  media?: { url: string; path: string | null; type: string }[];
};

export type DeliveryReport = {
  n: number;
  messageId: string;
  sid: string;
  status: "SENT" | "DELIVERED" | "ERROR";
  errorCode: number | null;
  /** The number that the text left by, where the carrier says so. */
  from?: string | null;
};

export type AddContactsRequest = { importId: string; batch: number | null; parts: string[] };

export type NumbersAfterRequest = { after: number };

export type LeaseRequest = {
  texter: Texter;
  requestId: string;
  count: number;
  /** The texter's teams, where the script gives conversations to teams. */
  teamIds?: string[] | undefined;
};

export type ConfirmLeaseRequest = { requestId: string };

/** `opId`: as in `texterOps`; the same one again changes nothing. */
type Repeatable = { opId?: string | undefined };

export type ReleaseRequest = Repeatable & { personId: string };

export type HoldUnsentRequest = { texter: Texter; count: number };

/** `action`, `scriptVersion`, `lastSeenId`: as in `texterOps.answer`. */
export type AnswerRequest = Repeatable & {
  n: number;
  personId: string;
  stepId: string;
  value: string | null;
  action?: AnswerAction | undefined;
  scriptVersion?: number | undefined;
  lastSeenId?: string | null | undefined;
};

/**
 * `gaveAway`: the answer's action gave the conversation to a team, or the tap comes again and the conversation is somebody else's
 * by now.
 */
export type RecordedAnswer = ItemAnswer | { ok: true; gaveAway: true };

export type SetLabelRequest = Repeatable & { n: number; personId: string | null; labelId: string; on: boolean };

/** `lastSeenId`: as in `texterOps.close`. */
export type SetClosedRequest = Repeatable & {
  n: number;
  personId: string;
  closed: boolean;
  lastSeenId?: string | null | undefined;
};

export type OptOutByTexterRequest = Repeatable & { n: number; personId: string; reason: string };

/** `at`: since when, epoch ms; absent: now. */
export type ApplyBadNumberRequest = { contacts: number[]; code: number | null; at?: number };

export type ApplyOptOutRequest = { contacts: number[]; optedOut: boolean; version: number };

export type ReceiveAllRequest = { texts: InboundText[] };

export type DeliveryReportsRequest = { orgId?: string; reports: DeliveryReport[] };

export type DeskOfRequest = { texter: Texter };
/** `after`: 0 at first, then `next` of the page before. */
export type DeskPageRequest = { texter: Texter; after: number };

/** `to`: the organization's number that was texted. */
export type RoutingClaimRequest = { n: number; sid: string; to?: string };

export type SidsOfContactsRequest = { contacts: number[] };

export type TeamsChangedRequest = { teamIds: string[] };

export type MediaForRequest = { orgId: string; personId: string; n: number; messageId: string; i: number };

/** A text of whoever has this number (E.164), to a number of the queue's own. */
export type InboundTextFrom = Omit<InboundText, "n"> & { from: string };

export type CarrierSideRequest = { n: number; messageId: string };

export type DecideRequest = { n: number; messageId: string; decision: UndecidedDecision };

export type ExportPartRequest = { after: number; limit: number };

export type EmptyForArchiveRequest = {
  version: number;
  config: CampaignConfig;
};

export interface CampaignQueueRpc {
  configure(config: CampaignConfig): void;
  /**
   * Idempotent per (importId, batch), or with the batch null per contact; answers with how many of the contacts are
   * here. Contacts that the directory has accepted; they can be leased at once. `parts`: JSON lists of [n, cell,
   * firstName, lastName, externalId, custom, zones] with ids that the campaign gave, each within 2 MB.
   */
  addContacts(request: AddContactsRequest): { added: number };
  /** Closes a page of untouched contacts; the directory forgets them before `removeWithdrawn`. */
  withdraw(): { contacts: { contactId: string; cell: string }[] };
  removeWithdrawn(): void;
  /** Numbers of the contacts here that are higher than `after`. */
  numbersAfter(request: NumbersAfterRequest): number[];
  lease(request: LeaseRequest): { ok: true; items: DeskItem[]; left: number } | TexterRefusal;
  /** The desk has stored the leased contacts. */
  confirmLease(request: ConfirmLeaseRequest): void;
  release(request: ReleaseRequest): { released: string[] };
  /** The holdings of this queue. */
  holdings(): Holding[];
  /** What is open here, counted now. */
  openWork(): QueueOpenWork;
  /** Changes how many unsent contacts a texter holds here, up or down, as far as there are any; answers with how many then. */
  holdUnsent(request: HoldUnsentRequest): { held: number };
  /** Answers with how many each of `to` got. The desks are notified as of every change. */
  reassign(request: Reassignment): { moved: { personId: string; count: number }[] };
  send(request: SendRequest): Promise<SendAnswer>;
  /** One block records the answer and carries out its action; an opt-out is answered as `optOut` is. */
  answer(request: AnswerRequest): Promise<RecordedAnswer>;
  /** `personId` null: by an admin, whichever texter holds the conversation. */
  setLabel(request: SetLabelRequest): Promise<LabelAnswer>;
  /** The organization has these teams now. */
  teamsChanged(request: TeamsChangedRequest): void;
  /** The organization's labels are others now. */
  labelsChanged(): void;
  setClosed(request: SetClosedRequest): RecordedAnswer;
  /** By a texter's button; answers once the directory has it and has updated every contact with the number. */
  optOut(request: OptOutByTexterRequest): Promise<RecordedAnswer>;
  /** From the directory: the carrier's code against these contacts' number; null: it answers after all. */
  applyBadNumber(request: ApplyBadNumberRequest): void;
  /** From the directory: the flag of a number; idempotent, newest version wins. */
  applyOptOut(request: ApplyOptOutRequest): void;
  /** Answers after the commit; for an opt-out after the directory has updated every contact. */
  receive(
    request: InboundText,
  ): Promise<{ ok: true; repeated: boolean } | Refusal<"not_found" | "never_texted" | "archived">>;
  /** Many at once, each with its own outcome: true once it is here, false when not, null when it failed. */
  receiveAll(request: ReceiveAllRequest): Promise<(boolean | null)[]>;
  /**
   * The same for texts to the queue's own numbers: the address has named the queue, so nobody has looked up the contact. False:
   * it has no conversation with this number, and the directory has to be asked.
   */
  receiveFrom(request: { texts: InboundTextFrom[] }): Promise<(boolean | null)[]>;
  /** Contacts by area code. */
  areaCodes(): { areaCode: string; count: number }[];
  /** True for each whose text is here. */
  deliveryReports(request: DeliveryReportsRequest): Promise<boolean[]>;
  /**
   * Everything from this queue for a texter's desk, a page at a time; `next` is null at the end. `version`: the queue's; older
   * ones send none.
   */
  deskPage(request: DeskPageRequest): { items: DeskItem[]; next: number | null; version?: number };
  /** The same at once, for an inbox of an older version. */
  deskOf(request: DeskOfRequest): DeskItem[];
  /** This queue's claim to an inbound text of a number that several campaigns know. */
  routingClaim(request: RoutingClaimRequest): RoutingClaim;
  /** The carrier's ids of the texts to a contact, to tell them from another queue's text of unknown outcome. */
  sidsOf(request: SidsOfContactsRequest): string[];
  /** A file of a text for the texter who holds the conversation; null for everybody else. */
  mediaFor(request: MediaForRequest): MediaNote | null;
  undecided(): UndecidedText[];
  /** The carrier's side of a text that needs a decision, read now. */
  carrierSide(request: CarrierSideRequest): Promise<CarrierSide | Refusal<UndecidedReason>>;
  /** A person's decision on a text whose outcome nothing could prove. */
  decide(request: DecideRequest): Promise<{ ok: true } | Refusal<UndecidedReason>>;
  /** For an archive: whether nothing is open here and everything is stored. */
  archiveReadiness(): ArchiveReadiness;
  /** For an archive: the contacts after number `after`, with all messages; `next` is where to go on. */
  exportPart(request: ExportPartRequest): ArchivedPart & { version: number; next: number | null };
  /**
   * For an archive, and for good: empties the queue, unless something has changed since `version`. `config` is the
   * archived campaign's, by which later calls are refused.
   */
  emptyForArchive(
    request: EmptyForArchiveRequest,
  ): { ok: true } | { ok: false; reason: "changed" | "open" | "unconfirmed" };
  /** Outbox: rows that a consumer has stored. */
  confirmStored(request: StoredRange): void;
  /** Absolute counters, also pushed to the campaign about once a second while they change. */
  counters(): { version: number; numbers: CampaignNumbers };
}
