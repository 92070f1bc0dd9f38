/**
 * The calls that a campaign's object answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { ArchiveFile, ArchiveProgress } from "../../domain/archive/archive-progress.ts";
import type { AdmissionReason } from "../../domain/assignment/admission.ts";
import type { AssignmentPolicy } from "../../domain/assignment/assignment-policy.ts";
import type { AssigningReason, CountsSet, HeldKind, Holding, Reassigned } from "../../domain/assignment/assignments.ts";
import type {
  CampaignNumbers,
  EditingAdmin,
  ImportProgress,
  Spread,
  StartProblem,
} from "../../domain/campaigns/campaign.ts";
import type { ConversationsOpen } from "../../domain/campaigns/open-work.ts";
import type { TextEncoding } from "../../domain/contacts/file/encoding.ts";
import type { UploadRequest } from "../../domain/contacts/uploads.ts";
import type { UndecidedText } from "../../domain/messages/undecided.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { Texter } from "../../domain/people/people.ts";
import type { ImportedContact } from "../../domain/record/events.ts";
import type { ScriptActions } from "../../domain/scripts/answer-action.ts";
import type { Script, TextingWindow } from "../../domain/scripts/script-schema.ts";
import type { CampaignStatus, Role } from "../../domain/statuses.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { NumberRules } from "../../domain/numbers/needed.ts";
import type { CampaignNumbersRpc } from "./campaign-numbers.ts";
import type { CampaignOverview } from "./campaign-overview.ts";
import type { OfOrganization, StoredRange, OrganizationChangedRequest } from "./requests.ts";

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
  /** The snapshot that last changed the first text; absent: the first one. */
  firstTextVersion?: number;
  window: TextingWindow;
  batchSize: number;
  firstTextEditable: boolean;
  messagingServiceSid: string | null;
  /** Of a queue that texts from the campaign's own numbers: its Messaging Services, the first of them in `messagingServiceSid`. */
  messagingServiceSids?: string[];
  /** The carrier account that it was started with, and keeps; absent or null: the installation's. */
  carrierAccountSid?: string | null;
  /** How contacts are shared out; read it with `policyOf` (domain/assignment/assignment-policy.ts), which knows the defaults. */
  policy?: AssignmentPolicy;
};

/** An upload in parts as its campaign stores it: the request, its place in R2, the parts that have arrived. */
export type KeptUpload = UploadRequest & { key: string; multipartId: string; parts: { n: number; etag: string }[] };

export type CreateRequest = { orgId: string; joinToken: string };

export type BeginImportRequest = {
  orgId: string;
  importId: string;
  uploadKey: string;
  /** Columns that the admin corrected, by known name: index from 0, or null for none (domain/contacts/file/columns.ts). */
  mapping: Record<string, number | null> | null;
  /** As the admin chose it; absent: by evidence. */
  encoding?: TextEncoding | null;
  allowTestNumbers: boolean;
  /** Replace is only possible before the start. */
  mode: "add" | "replace";
};

export type CancelImportRequest = { orgId: string; importId: string };

export type RefusedPageRequest = { orgId: string; after: string };

export type BeginUploadRequest = {
  orgId: string;
  upload: UploadRequest;
  /** null to ask only. */
  multipartId: string | null;
};

export type StorePartRequest = { orgId: string; uploadId: string; n: number; etag: string };

export type ForgetUploadRequest = { orgId: string; uploadId: string };

export type StartRequest = {
  orgId: string;
  snapshot: Omit<CampaignConfig, "orgId" | "campaignId" | "epoch" | "status" | "paused">;
  /** Of the settings in the snapshot: a newer copy that has arrived meanwhile stays. Absent: as old as can be. */
  settingsVersion?: number;
  /** Number of the draft that the script in the snapshot was. */
  scriptRevision?: number;
  /** Services and accounts that the organization does not hold any more, read together with `settingsVersion`. */
  lostResources?: string[];
  /** Absent: it texts by the Messaging Service in the snapshot; else from the numbers that it has reserved. */
  ownNumbers?: NumberRules;
};

export type ChangeStatusRequest = {
  orgId: string;
  status?: CampaignStatus;
  paused?: boolean;
  /** `spread.epoch` of the overview that the change was decided on: a call that arrives after a later change does nothing. */
  seenEpoch?: number;
};

export type EditScriptRequest = {
  orgId: string;
  script: Script;
  /** Number of the draft in Postgres: an older one never replaces a newer one. */
  revision: number;
  by: EditingAdmin;
};

export type ActionsOfScriptRequest = OfOrganization & { version: number };

export type NotifyScriptSavedRequest = { orgId: string; revision: number; by: EditingAdmin };

export type JoinRequest = {
  orgId: string;
  token: string;
  texter: Texter;
  /** Live, from the inbox; absent counts as TEXTER. */
  role?: Role;
};

export type FindWorkRequest = {
  orgId: string;
  personId: string;
  role?: Role;
  granted?: boolean;
};

export type QueuesForRequest = {
  orgId: string;
  personId: string;
};

export type CheckWatcherRequest = OfOrganization & { personId: string };

export type HasQueueRequest = OfOrganization & { queueNo: number };

/** Conversations by team. */
export type TeamCounts = Record<string, number>;

/** `teams`: how many wait for each; absent from a queue of an older version. */
export type StoreCountersRequest = { queueNo: number; version: number; numbers: CampaignNumbers; teams?: TeamCounts };

/** Due date and policy as one copy of what Postgres has (docs/decisions/0024). */
export type CampaignSettingsCopy = {
  orgId: string;
  version: number;
  dueDate: string;
  policy: AssignmentPolicy;
  /** Services and accounts that the organization does not hold any more; absent from an older version: none. */
  lostResources?: string[];
};

export type BeginArchiveRequest = {
  orgId: string;
  archiveId: string;
  personId: string;
};

export type ArchiveFilesRequest = { orgId: string; file: ArchiveFile };

export type SetAssignmentsRequest = {
  orgId: string;
  counts: { texter: Texter; toSend: number }[];
};

export type SplitRequest = { orgId: string; texters: Texter[] };

export type ReleaseHeldRequest = {
  orgId: string;
  personId: string;
};

export type ReassignRequest = {
  orgId: string;
  /** The same request again is answered as before; without one, each call moves what there is to move. */
  requestId?: string | undefined;
  to: Texter[];
  contactIds?: string[] | undefined;
  from?: string | undefined;
  kind: HeldKind;
  waitingBeforeMs?: number | undefined;
};

export interface CampaignRpc extends CampaignNumbersRpc {
  /** Idempotent; a join token is the campaign's id, a dot and a secret. */
  create(request: CreateRequest): void;
  /** Imports the stored upload by resumable steps; one import at a time. */
  beginImport(
    request: BeginImportRequest,
  ): { ok: true; progress: ImportProgress } | Refusal<"not_found" | "import_running" | "already_started" | "not_draft">;
  overview(request: OfOrganization): CampaignOverview | Refusal<"not_found">;
  /** Stops the import and removes its contacts, as far as nobody works on them; progress says when that is done. */
  cancelImport(request: CancelImportRequest): { ok: true } | Refusal<"not_found">;
  /** Refused rows of the last import in order, by pages. `after`: `next` of the page before, "" for the first. */
  refusedPage(request: RefusedPageRequest): {
    rows: { line: number; reason: string; message: string; raw: string[] }[];
    /** Of the file. */
    headers: string[];
    next: string | null;
  };
  /** Begins an upload in parts; a repetition answers with the existing one (with R2's id and key). */
  beginUpload(
    request: BeginUploadRequest,
  ):
    | { ok: true; upload: KeptUpload | null }
    | Refusal<"not_found" | "import_running" | "already_started" | "not_draft" | "upload_complete">;
  uploads(request: OfOrganization): { ok: true; uploads: KeptUpload[] } | Refusal<"not_found">;
  storePart(request: StorePartRequest): void;
  forgetUpload(request: ForgetUploadRequest): void;
  /** Removes a draft's contacts from its queues and the directory; the draft itself is Postgres' to delete. */
  discard(request: OfOrganization): Promise<{ ok: true } | Refusal<"not_found" | "already_started" | "import_running">>;
  start(
    request: StartRequest,
  ): Promise<
    | { ok: true; spread: Spread }
    | Refusal<"not_found" | "already_started" | "import_running" | "no_contacts" | "resource_lost" | "numbers_missing">
  >;
  /** Answers once every queue was asked; `spread` counts those that were reached. */
  changeStatus(
    request: ChangeStatusRequest,
  ): Promise<
    | { ok: true; status: CampaignStatus; paused: boolean; spread: Spread }
    | Refusal<"not_found" | "not_allowed" | "resource_lost" | "changed_meanwhile">
  >;
  /**
   * A saved draft of the script becomes the next snapshot of an active campaign; the same script again makes no new
   * one. Answers once every reachable queue has it.
   */
  editScript(
    request: EditScriptRequest,
  ): Promise<
    | { ok: true; scriptVersion: number }
    | (Refusal<"not_found" | "not_active" | "conflict" | "script_refused"> & { problems?: StartProblem[] })
  >;
  /** What the answers of a former snapshot did; null: there was none by this number, or it is not known any more. */
  actionsOfScript(request: ActionsOfScriptRequest): ScriptActions | null;
  /** A draft of the script was saved; notifies other admins who have it open. */
  notifyScriptSaved(request: NotifyScriptSavedRequest): void;
  /** Asks the organization for the texter's teams when the campaign is limited to some. */
  join(
    request: JoinRequest,
  ): Promise<{ ok: true; already: boolean; config: CampaignConfig } | Refusal<"not_found" | AdmissionReason>>;
  /**
   * Queues with work, in this texter's stable order, and the campaign's present configuration. `granted`: by an
   * approved request, which also joins a texter who has not joined. `teamIds`: for `CampaignQueueRpc.lease`.
   */
  findWork(
    request: FindWorkRequest,
  ): Promise<
    | { ok: true; queueNos: number[]; config: CampaignConfig; teamIds?: string[] }
    | Refusal<"not_found" | "not_yours" | "by_request_only" | "by_admin_only" | AdmissionReason>
  >;
  /** Every queue of a campaign that a texter has joined, to rebuild a desk. */
  queuesFor(
    request: QueuesForRequest,
  ): { ok: true; queueNos: number[]; config: CampaignConfig } | Refusal<"not_found" | "not_yours">;
  /** From the inbox of a person whose role, suspension or session has changed: sockets that may not watch any more are closed. */
  checkWatcher(request: CheckWatcherRequest): Promise<void>;
  /** Whether it has this queue, which anybody could name: a queue that is asked is made. */
  hasQueue(request: HasQueueRequest): boolean;
  /** From a queue. */
  storeCounters(request: StoreCountersRequest): void;
  /** From the organization's object; repeated until it has been answered. */
  organizationChanged(request: OrganizationChangedRequest): Promise<void>;
  undecided(request: OfOrganization): Promise<UndecidedText[]>;
  /** What is open in the queues, asked now: for an admin who is about to close or archive the campaign. */
  openWork(
    request: OfOrganization,
  ): Promise<{ ok: true; open: ConversationsOpen } | Refusal<"not_found" | "unavailable">>;
  /** A sample of the contacts for the estimate, as they were imported. */
  sampleContacts(request: OfOrganization): Promise<(ImportedContact & { zones: string })[]>;
  /**
   * The last day of texting, and how contacts are shared out from now on; the newest copy wins. Answers once every queue
   * was asked. While the campaign is being archived it takes none; an archived one ignores it.
   */
  setSettings(request: CampaignSettingsCopy): Promise<CopyTaken & { spread: Spread }>;
  /**
   * Begins to archive a closed campaign for good, by resumable steps; the same id again is the same archive. Refused
   * with a list of what is still open.
   */
  beginArchive(
    request: BeginArchiveRequest,
  ): Promise<
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
  /** Until the queues are being emptied, an archive can be cancelled; the campaign stays closed. */
  cancelArchive(
    request: OfOrganization,
  ): Promise<{ ok: true; progress: ArchiveProgress } | Refusal<"not_found" | "no_archive" | "too_late">>;
  /** Keys of the exported parts in their order; empty until an archive is done. */
  archiveFiles(request: ArchiveFilesRequest): string[];
  /** The holdings of the whole campaign; texters who have joined and hold nothing are listed, too. */
  assignments(
    request: OfOrganization,
  ): Promise<{ ok: true; left: number; texters: Holding[] } | Refusal<AssigningReason>>;
  /**
   * Exact numbers of unsent contacts per texter, over all queues; texters who are not named keep theirs. The numbers
   * are absolute: the same again changes nothing. A receiver joins, as with `split` and `reassign`, also a full
   * campaign.
   */
  setAssignments(request: SetAssignmentsRequest): Promise<CountsSet | Refusal<AssigningReason>>;
  /** What is left and what these texters have not texted, evenly: numbers differ by one at most. */
  split(request: SplitRequest): Promise<CountsSet | Refusal<AssigningReason>>;
  /** A texter's unsent contacts go back. */
  releaseHeld(request: ReleaseHeldRequest): Promise<{ ok: true; released: number } | Refusal<AssigningReason>>;
  /** As `Reassignment`, over all queues. A contact of another campaign is refused by its id. */
  reassign(request: ReassignRequest): Promise<Reassigned | Refusal<AssigningReason>>;
  confirmStored(request: StoredRange): void;
}
