/**
 * The calls between objects. Types only: a caller needs the shape of an object, never its class, so rooms do not import
 * each other. Changes are additive, because caller and object may run different versions during a rollout (PLATFORM.md).
 */
import type {
  AssigningReason,
  CountsSet,
  HeldKind,
  Holding,
  Reassigned,
  Reassignment,
} from "../assignment/assignments.ts";
import type { AssignmentPolicy } from "../assignment/assignment-policy.ts";
import type { AdmissionReason } from "../assignment/admission.ts";
import type { ArchivedPart } from "../archive/archive.ts";
import type { ImportedContact } from "../record/events.ts";
import type { MediaNote } from "../messages/media.ts";
import type { CampaignStatus, Role } from "../statuses.ts";
import type { ArchiveFile, ArchiveProgress, ArchiveReadiness } from "../archive/archive-progress.ts";
import type { CampaignNumbers, Editor, ImportProgress, Spread, StartProblem } from "../campaigns/campaign.ts";
import type { CarrierSide, Decision, UndecidedReason, UndecidedText } from "../messages/undecided.ts";
import type { ReviewDecision, ReviewState, UnclearText } from "../opt-outs/opt-outs.ts";
import type { Refusal } from "../outcome.ts";
import type { Texter } from "../people/people.ts";
import type { DecisionReason, TextRequest } from "../assignment/requests.ts";
import type { Script, TextingWindow } from "../scripts/script-schema.ts";
import type { UnmatchedDecision } from "../messages/unmatched.ts";
import type { UploadRequest } from "../contacts/uploads.ts";
import type {
  DeskItem,
  TexterAnswers,
  TexterOp,
  TexterReason,
  TexterRefusal,
  TextState,
} from "../texter-app/texter.ts";

/** What starting or editing a campaign copies into its objects: the numbered snapshot and the state, by epoch. */
export type CampaignConfig = {
  orgId: string;
  campaignId: string;
  /** Grows with every change; a lower one is stale. */
  epoch: number;
  status: CampaignStatus;
  paused: boolean;
  title: string;
  description: string;
  dueDate: string;
  script: Script | null;
  scriptVersion: number;
  /** The snapshot that brought the first text as it is; absent: the first one. */
  firstTextVersion?: number;
  window: TextingWindow;
  batchSize: number;
  firstTextEditable: boolean;
  messagingServiceSid: string | null;
  /** How contacts are shared out; read it with `policyOf` (domain/assignment/assignment-policy.ts), which knows the defaults. */
  policy?: AssignmentPolicy;
};

/** A contact's change as a queue tells it to a desk. `item.handedOut` and counts are the desk's own business. */
export type DeskUpdate = {
  queueKey: string;
  items: DeskItem[];
  states: TextState[];
  gone: { contactId: string; version: number }[];
  /** The queue restarted before it could tell all: read it again. */
  stale?: true;
};

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
};
export type SendAnswer = { ok: true; item: DeskItem; repeated: boolean } | TexterRefusal;
export type LabelAnswer = { ok: true; labels: string[]; item: DeskItem | null } | TexterRefusal;
export type ItemAnswer = { ok: true; item: DeskItem } | TexterRefusal;

export type InboundText = {
  sid: string;
  n: number;
  body: string;
  /** Our number that was texted. */
  to?: string;
  /** Whether the carrier itself answers this keyword. */
  carrierAnswered: boolean;
  /** False: it comes late, and a START in it does not undo what was said since. */
  optsIn?: false;
  /** Files that came with it. `path`: of our account at the carrier (twilio/media.ts); null for an address elsewhere. */
  media?: { url: string; path: string | null; type: string }[];
};

export type DeliveryReport = {
  n: number;
  messageId: string;
  sid: string;
  status: "SENT" | "DELIVERED" | "ERROR";
  errorCode: number | null;
  /** Our number that the text left by, where the carrier says so. */
  from?: string | null;
};

/** An upload in parts as its campaign keeps it: what was asked for, where R2 has it, which parts have arrived. */
export type KeptUpload = UploadRequest & { key: string; multipartId: string; parts: { n: number; etag: string }[] };

export interface CampaignQueueRpc {
  configure(config: CampaignConfig): void;
  /**
   * Idempotent per (importId, batch), or with the batch null per contact; answers with how many of the contacts are here.
   * Contacts that the directory has taken; they can be leased at once. `parts`: JSON lists
   * of [n, cell, firstName, lastName, externalId, custom, zones] with ids that the campaign gave, each within 2 MB.
   */
  addContacts(request: { importId: string; batch: number | null; parts: string[] }): { added: number };
  /** Closes a page of contacts that nobody works on; the directory forgets them before `removeWithdrawn`. */
  withdraw(): { contacts: { contactId: string; cell: string }[] };
  removeWithdrawn(): void;
  lease(request: {
    texter: Texter;
    requestId: string;
    count: number;
  }): { ok: true; items: DeskItem[]; left: number } | TexterRefusal;
  /** The desk has stored what the lease gave. */
  confirmLease(request: { requestId: string }): void;
  release(request: { personId: string }): { released: string[] };
  /** Who holds what of this queue. */
  holdings(): Holding[];
  /** Changes how many unsent contacts a texter holds here, up or down, as far as there are any; answers with how many then. */
  holdUnsent(request: { texter: Texter; count: number }): { held: number };
  /** Answers with how many each of `to` got. The desks hear of it as of every change. */
  reassign(request: Reassignment): { moved: { personId: string; count: number }[] };
  send(request: SendRequest): Promise<SendAnswer>;
  answer(request: { n: number; personId: string; stepId: string; value: string | null }): ItemAnswer;
  /** `personId` null: by an admin, whoever holds the conversation. */
  setLabel(request: { n: number; personId: string | null; labelId: string; on: boolean }): LabelAnswer;
  setClosed(request: { n: number; personId: string; closed: boolean }): ItemAnswer;
  /** By a texter's button; answers once the directory has it and has told every contact with the number. */
  optOut(request: { n: number; personId: string; reason: string }): Promise<ItemAnswer>;
  /** From the directory: the carrier's word against these contacts' number; 0: it answers after all. */
  applyBadNumber(request: { contacts: number[]; code: number }): void;
  /** From the directory: the flag of a number; idempotent, newest version wins. */
  applyOptOut(request: { contacts: number[]; optedOut: boolean; version: number }): void;
  /** Answers after the commit; for an opt-out after the directory has told every contact. */
  receive(
    request: InboundText,
  ): Promise<{ ok: true; repeated: boolean } | Refusal<"not_found" | "never_texted" | "archived">>;
  /** Many at once, each with an outcome of its own: true once it is here, false when not, null when it failed. */
  receiveAll(request: { texts: InboundText[] }): Promise<(boolean | null)[]>;
  /** True for each whose text is here. */
  deliveryReports(request: { orgId?: string; reports: DeliveryReport[] }): Promise<boolean[]>;
  /** All that lies on a texter's desk from this queue; rebuilds a lost or stale projection. */
  deskOf(request: { texter: Texter }): DeskItem[];
  /**
   * Time of the last message with a contact (0: none), for routing a number that several campaigns know. Later than every
   * other when the text `sid` itself is here: it was delivered before. Later than those of contacts who are texted from
   * other numbers when this one's texts leave by `to`.
   */
  lastActivity(request: { n: number; sid: string; to?: string }): number;
  /** The carrier's ids of the texts to a contact, for telling them from one whose outcome is unknown elsewhere. */
  sidsOf(request: { contacts: number[] }): string[];
  /** A file of a text for the texter who holds the conversation; null for everybody else. */
  mediaFor(request: { orgId: string; personId: string; n: number; messageId: string; i: number }): MediaNote | null;
  undecided(): UndecidedText[];
  /** The carrier's side of an undecided text, read from it now. */
  carrierSide(request: { n: number; messageId: string }): Promise<CarrierSide | Refusal<UndecidedReason>>;
  /** A person's word on a text whose outcome nobody could prove. */
  decide(request: { n: number; messageId: string; word: Decision }): Promise<{ ok: true } | Refusal<UndecidedReason>>;
  /** For an archive: whether all has come to rest here and is stored. */
  archiveReadiness(): ArchiveReadiness;
  /** For an archive: the contacts after number `after`, with all messages; `next` is where to go on. */
  exportPart(request: { after: number; limit: number }): ArchivedPart & { version: number; next: number | null };
  /**
   * For an archive, and for good: empties the queue, unless something has happened since `version`. `config` is the
   * archived campaign's, by which it refuses from then on.
   */
  emptyForArchive(request: {
    version: number;
    config: CampaignConfig;
  }): { ok: true } | { ok: false; reason: "changed" | "open" | "unconfirmed" };
  /** Outbox: rows that a consumer has stored. */
  confirmStored(request: { consumer: string; fromSeq: number; toSeq: number }): void;
  /** Absolute counters, also pushed to the campaign about once a second while they change. */
  counters(): { version: number; numbers: CampaignNumbers };
}

export interface CampaignRpc {
  /** Idempotent; a join token is the campaign's id, a dot and a secret. */
  create(request: { orgId: string; joinToken: string }): void;
  /** The stored upload is taken in by resumable steps; one import at a time. */
  beginImport(request: {
    orgId: string;
    importId: string;
    uploadKey: string;
    /** Columns that the admin corrected, by known name: index from 0, or null for none (domain/contacts/file/columns.ts). */
    mapping: Record<string, number | null> | null;
    allowTestNumbers: boolean;
    /** Replace is only possible before the start. */
    mode: "add" | "replace";
  }):
    | { ok: true; progress: ImportProgress }
    | Refusal<"not_found" | "import_running" | "already_started" | "not_draft">;
  overview(request: { orgId: string }): CampaignOverview | Refusal<"not_found">;
  /** The import stops and what it brought is removed, as far as nobody works on it; progress tells when that is done. */
  cancelImport(request: { orgId: string; importId: string }): { ok: true } | Refusal<"not_found">;
  /** Refused rows of the last import in order, by pages. `after`: `next` of the page before, "" for the first. */
  refusedPage(request: { orgId: string; after: string }): {
    rows: { line: number; reason: string; message: string; raw: string[] }[];
    /** Of the file. */
    headers: string[];
    next: string | null;
  };
  /** An upload in parts begins; a repetition answers with the one that is there (R2's id and key with it). */
  beginUpload(request: {
    orgId: string;
    upload: UploadRequest;
    /** null to ask only. */
    multipartId: string | null;
  }):
    | { ok: true; upload: KeptUpload | null }
    | Refusal<"not_found" | "import_running" | "already_started" | "not_draft" | "upload_complete">;
  uploads(request: { orgId: string }): { ok: true; uploads: KeptUpload[] } | Refusal<"not_found">;
  keepPart(request: { orgId: string; uploadId: string; n: number; etag: string }): void;
  forgetUpload(request: { orgId: string; uploadId: string }): void;
  /** Removes a draft's contacts from its queues and the directory; the draft itself is Postgres' to delete. */
  discard(request: {
    orgId: string;
  }): Promise<{ ok: true } | Refusal<"not_found" | "already_started" | "import_running">>;
  start(request: {
    orgId: string;
    snapshot: Omit<CampaignConfig, "orgId" | "campaignId" | "epoch" | "status" | "paused">;
  }): Promise<
    { ok: true; spread: Spread } | Refusal<"not_found" | "already_started" | "import_running" | "no_contacts">
  >;
  /** Answers once every queue has it; `spread` tells of those that could not be reached yet. */
  changeStatus(request: {
    orgId: string;
    status?: CampaignStatus;
    paused?: boolean;
  }): Promise<
    { ok: true; status: CampaignStatus; paused: boolean; spread: Spread } | Refusal<"not_found" | "not_allowed">
  >;
  /**
   * A saved draft of the script becomes the next snapshot of a running campaign; the same one again is no new one.
   * Answers once every queue has heard that can be reached.
   */
  editScript(request: {
    orgId: string;
    script: Script;
    /** Number of the draft in Postgres: an older one never replaces a newer one. */
    revision: number;
    by: Editor;
  }): Promise<
    | { ok: true; scriptVersion: number }
    | (Refusal<"not_found" | "not_active" | "conflict" | "script_refused"> & { problems?: StartProblem[] })
  >;
  /** A draft of the script was saved; other admins who have it open hear of it. */
  tellScriptSaved(request: { orgId: string; revision: number; by: Editor }): void;
  /** Awaits the organization's word on teams when the campaign is limited to some. */
  join(request: {
    orgId: string;
    token: string;
    texter: Texter;
    /** Live, from the inbox; absent counts as TEXTER. */
    role?: Role;
  }): Promise<{ ok: true; already: boolean; config: CampaignConfig } | Refusal<"not_found" | AdmissionReason>>;
  /**
   * Queues with work, in this texter's stable order, and the campaign's present configuration. `granted`: by an approved
   * request, which also joins whoever has not.
   */
  findWork(request: {
    orgId: string;
    personId: string;
    role?: Role;
    granted?: boolean;
  }): Promise<
    | { ok: true; queueNos: number[]; config: CampaignConfig }
    | Refusal<"not_found" | "not_yours" | "by_request_only" | "by_admin_only" | AdmissionReason>
  >;
  /** Every queue of a campaign that a texter has joined, to rebuild a desk. */
  queuesFor(request: {
    orgId: string;
    personId: string;
  }): { ok: true; queueNos: number[]; config: CampaignConfig } | Refusal<"not_found" | "not_yours">;
  /** From a queue. */
  tellCounters(request: { queueNo: number; version: number; numbers: CampaignNumbers }): void;
  undecided(request: { orgId: string }): Promise<UndecidedText[]>;
  /** Some of the contacts, to reckon by; as they were imported. */
  sampleContacts(request: { orgId: string }): Promise<(ImportedContact & { zones: string })[]>;
  /** The last day of texting, of a campaign that has started. */
  changeDueDate(request: {
    orgId: string;
    dueDate: string;
  }): Promise<{ ok: true; spread: Spread } | Refusal<"not_found" | "not_allowed">>;
  /** How a started campaign shares out its contacts from now on; answers with the whole policy. */
  changePolicy(request: {
    orgId: string;
    change: Partial<AssignmentPolicy>;
  }): Promise<{ ok: true; policy: AssignmentPolicy } | Refusal<"not_found" | "not_allowed">>;
  /**
   * Begins to archive a closed campaign for good, by resumable steps; the same id again is the same archive. Refused with
   * the names of what is still open.
   */
  beginArchive(request: {
    orgId: string;
    archiveId: string;
    personId: string;
  }): Promise<
    | { ok: true; progress: ArchiveProgress }
    | Refusal<
        | "not_found"
        | "not_allowed"
        | "already_archived"
        | "archive_running"
        | "import_running"
        | "texts_open"
        | "unavailable"
      >
  >;
  /** Until the queues are being emptied, an archive can be given up; the campaign stays closed. */
  cancelArchive(request: {
    orgId: string;
  }): Promise<{ ok: true; progress: ArchiveProgress } | Refusal<"not_found" | "no_archive" | "too_late">>;
  /** Keys of the exported parts in their order; empty until an archive is done. */
  archiveFiles(request: { orgId: string; file: ArchiveFile }): string[];
  /** Who holds what of the whole campaign; who has joined and holds nothing is listed too. */
  assignments(request: {
    orgId: string;
  }): Promise<{ ok: true; left: number; texters: Holding[] } | Refusal<AssigningReason>>;
  /**
   * Exact numbers of unsent contacts per texter, over all queues; who is not named keeps theirs. The numbers are absolute:
   * the same again changes nothing. Whoever gets something joins, as with `split` and `reassign`, also a full campaign.
   */
  setAssignments(request: {
    orgId: string;
    counts: { texter: Texter; toSend: number }[];
  }): Promise<CountsSet | Refusal<AssigningReason>>;
  /** What is left and what these texters have not texted, evenly: numbers differ by one at most. */
  split(request: { orgId: string; texters: Texter[] }): Promise<CountsSet | Refusal<AssigningReason>>;
  /** A texter's unsent contacts go back. */
  releaseHeld(request: {
    orgId: string;
    personId: string;
  }): Promise<{ ok: true; released: number } | Refusal<AssigningReason>>;
  /** As `Reassignment`, over all queues. A contact of another campaign is refused by its id. */
  reassign(request: {
    orgId: string;
    /** The same request again is answered as before; without one, each call moves what there is to move. */
    requestId?: string | undefined;
    to: Texter[];
    contactIds?: string[] | undefined;
    from?: string | undefined;
    kind: HeldKind;
    waitingBeforeMs?: number | undefined;
  }): Promise<Reassigned | Refusal<AssigningReason>>;
  confirmStored(request: { consumer: string; fromSeq: number; toSeq: number }): void;
}

export type CampaignOverview = {
  ok: true;
  status: CampaignStatus;
  paused: boolean;
  contactCount: number;
  customFields: string[];
  /** Number of the script's snapshot that texters have; 0 before the start. */
  scriptVersion: number;
  numbers: CampaignNumbers;
  import: ImportProgress | null;
  texters: number;
  /** Why somebody new could not join by the link now; null when they could. */
  newcomerRefusal: Refusal<AdmissionReason> | null;
  /** How far the last change of state has come. */
  spread: Spread;
  /** null until somebody began one. */
  archive: ArchiveProgress | null;
};

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
};

export interface TexterInboxRpc {
  /** Sign-in: stores the membership and opens a session. */
  admit(request: { membership: Membership; sessionId: string; expiresAtMs: number }): void;
  /** Is this session live, and who is it? Extends the session by use. */
  check(request: { sessionId: string }): { ok: true; membership: Membership } | Refusal<"not_signed_in" | "suspended">;
  signOut(request: { sessionId: string }): void;
  /** A role or suspension set by an admin; effective at the next call, sockets of the suspended are closed. */
  setRole(request: { role: Role }): void;
  /** Any texter operation over HTTP; `params` is validated inside. */
  perform(request: {
    sessionId: string;
    op: TexterOp;
    params: unknown;
  }): Promise<TexterAnswers[TexterOp] | TexterRefusal>;
  /** From queues; written behind. */
  update(request: DeskUpdate): void;
  /** From campaigns, when their status or snapshot changes. */
  campaignChanged(request: { config: CampaignConfig }): void;
  /** From a campaign that has given this texter contacts: a desk that does not know it reads it. Idempotent. */
  assigned(request: { campaignId: string }): Promise<void>;
  /** Drops the projection and reads it again from the queues of these campaigns. */
  rebuild(request: { campaignIds: string[] }): Promise<{ campaigns: number; contacts: number }>;
  /**
   * An admin's word on a request for texts, by its id; `byId` null when trust decided. An approval answers once the contacts
   * are handed out. The first word counts: the same again is repeated, another one is refused.
   */
  decideRequest(request: {
    requestId: string;
    approve: boolean;
    reason: string;
    complaint: boolean;
    byId: string | null;
  }): Promise<{ ok: true; request: TextRequest; repeated: boolean } | Refusal<DecisionReason>>;
  /** Outbox: rows that a consumer has stored. */
  confirmStored(request: { consumer: string; fromSeq: number; toSeq: number }): void;
  /** Which of these leases does the desk not know? */
  leasesUnknown(request: { requestIds: string[] }): string[];
}

export interface ContactDirectoryRpc {
  /**
   * Idempotent. `contacts`: JSON list of [cell, contactId] in order of the file. Answers with those contacts whose number is
   * opted out, those of bad numbers, and those whose number another contact of the same campaign already has (its twin, from
   * an earlier import or from further up); none of these is kept.
   */
  register(request: { orgId: string; contacts: string }): Promise<{
    optedOut: string[];
    twins: { contactId: string; twinId: string }[];
    badNumbers: string[];
  }>;
  /**
   * Answers after every contact with the number has been told. `decided`: it is by this very text that the number is opted
   * out now, so it alone may be confirmed.
   */
  optOut(request: {
    orgId: string;
    cell: string;
    optedOut: boolean;
    reason: string;
    contactId: string | null;
    messageId: string | null;
    personId: string | null;
    note?: string;
  }): Promise<{ decided: boolean }>;
  /** Many numbers by an admin's hand; answers with how many changed, after every contact has been told. */
  optOutMany(request: {
    orgId: string;
    cells: string[];
    optedOut: boolean;
    note: string;
    personId: string;
  }): Promise<{ changed: number }>;
  /** Keeps a text that may mean "stop", once. */
  askReview(request: UnclearText): void;
  /** A person's word on such a text; answers after every contact with the number has been told. */
  decideReview(request: {
    sid: string;
    cell: string;
    decision: ReviewDecision;
    personId: string;
  }): Promise<
    | { ok: true; state: ReviewState; repeated: boolean }
    | (Refusal<"not_found" | "already_decided" | "said_since"> & { state?: ReviewState })
  >;
  /** At the installation's directory: an organization shares from now on; the numbers that others have opted out, by pages. */
  joinSharing(request: { orgId: string; after: string }): { cells: string[]; next: string | null };
  /** At the installation's directory: an organization's word; answers after all others have it. */
  share(request: { orgId: string; shard: number; cells: string[]; optedOut: boolean; version: number }): Promise<void>;
  /** From the installation's directory: opt-outs of another organization. */
  takeShared(request: { orgId: string; cells: string[] }): Promise<void>;
  /** `code`: the carrier's word against a number; 0: it answers after all. */
  noteBadNumber(request: { orgId: string; cell: string; code: number }): Promise<void>;
  /**
   * The conversation that an inbound text belongs to: the one that has it from an earlier delivery, else one whose texts
   * leave by the number `to`, else the latest among the contacts with the number. null when there is none, or when it is
   * kept as unmatched.
   */
  route(request: {
    orgId: string;
    from: string;
    to?: string;
    sid: string;
    /** Of a text that comes late; then `stoppedSince` says whether the number has opted out after it. */
    saidAt?: number;
  }): Promise<{ contactId: string; optedOut: boolean; stoppedSince?: true } | null>;
  /**
   * An inbound text that no conversation takes; kept, never dropped, and heard when it is an opt-out. `contactId`: whose it
   * would be, of a contact whom nobody has texted or whose campaign is archived.
   */
  keepUnmatched(request: {
    orgId: string;
    sid: string;
    from: string;
    to: string;
    body: string;
    contactId?: string;
    saidAt?: number;
  }): Promise<void>;
  /** A person's word on an unmatched text; an opt-out answers after every contact with the number has been told. */
  decideUnmatched(request: {
    orgId: string;
    sid: string;
    cell: string;
    decision: UnmatchedDecision;
    personId: string;
  }): Promise<{ ok: true } | Refusal<"not_found">>;
  /** Every contact with a number, in all campaigns of the organization, archived ones too. */
  contactIdsOf(request: { cell: string }): string[];
  /** The carrier's ids of all texts to a number, in every campaign of the organization. */
  sidsOf(request: { cell: string }): Promise<string[]>;
  /**
   * Whether a text of ours (`holder`: contact and message id) may take one of the carrier's for its own: of two that found the same
   * one, the first may. The same holder may ask again.
   */
  claimSid(request: { sid: string; holder: string }): boolean;
  unregister(request: { contacts: { contactId: string; cell: string }[] }): void;
  confirmStored(request: { consumer: string; fromSeq: number; toSeq: number }): void;
}

export type { TexterReason };
