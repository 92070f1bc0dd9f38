/** Campaigns as admins author and watch them: shapes of `/api/admin/campaigns/*`. */
import * as z from "zod";
import { policySchema } from "../assignment/assignment-policy.ts";
import type { HoursOverride } from "../hours/org-hours.ts";
import type { JobFailure } from "./job-failure.ts";
import type { PlaceNotes } from "../hours/zones/place-notes.ts";
import type { NumberSetup } from "../numbers/campaign-numbers.ts";
import type { MediaNote } from "../messages/media.ts";
import type { ReactionNote } from "../messages/reactions.ts";
import type { Refusal } from "../outcome.ts";
import type { CampaignStatus, SendStatus } from "../statuses.ts";
import type { ArchiveProgress } from "../archive/archive-progress.ts";
import { scriptSchema, windowSchema } from "../scripts/script-schema.ts";
import type { TextingWindow } from "../scripts/script-schema.ts";

const isDate = (value: string) => z.iso.date().safeParse(value).success && !value.startsWith("0");
const isoDate = z.string().refine(isDate, "choose a date");

/** `POST /api/admin/campaigns` and, with any subset, `PATCH /api/admin/campaigns/:id`. A draft may be unfinished. */
export const draftSchema = z.object({
  /** Absent in a request: none yet; a blank one is asked for. */
  title: z.string().trim().min(1, "enter a title; texters see it").max(200),
  description: z.string().trim().max(2000),
  /** Empty until chosen. */
  dueDate: z.union([isoDate, z.literal("")]),
  /** null until written. */
  script: scriptSchema.nullable(),
  window: windowSchema,
  batchSize: z.number().int().min(1).max(1000),
  firstTextEditable: z.boolean(),
  /** Accepts fictional 555 numbers; for simulation only. */
  allowTestNumbers: z.boolean(),
  /** How contacts are shared out; a change names all of it. */
  policy: policySchema,
});
export type Draft = z.infer<typeof draftSchema>;
/**
 * A change names the revision that it was made from, so that no admin overwrites another's; one of the script also the
 * revision of the script (`GET …/script`), which the editor saves by itself.
 */
export const draftChangeSchema = draftSchema
  .partial()
  .extend({ revision: z.int32(), scriptRevision: z.int32().optional() })
  .refine(({ script, scriptRevision }) => script === undefined || scriptRevision !== undefined, {
    path: ["scriptRevision"],
    message: "a script comes with the revision that it began from (draft.revision of GET …/script)",
  });

export type CampaignSummary = {
  campaignId: string;
  title: string;
  dueDate: string;
  status: CampaignStatus;
  paused: boolean;
  /** ISO time. */
  createdAt: string;
  /** A template: new campaigns are made from it; it is not started itself. */
  isTemplate: boolean;
};

/** `POST /api/admin/campaigns/:id/copy`: a new draft with its texts and settings, without contacts. Empty: as the source has it. */
export const copySchema = z.object({
  title: draftSchema.shape.title.optional(),
  description: draftSchema.shape.description.optional(),
  dueDate: draftSchema.shape.dueDate.optional(),
});

/** `POST /api/admin/campaigns/:id/template`. */
export const templateSchema = z.object({ isTemplate: z.boolean() });

/** `POST /api/admin/campaigns/:id/due-date`, also while the campaign is active. */
export const dueDateSchema = z.object({ dueDate: isoDate });

/**
 * `POST /api/admin/campaigns/:id/archive`; the id is made by the client, so that a repeat is the same archive.
 * `openSeen`: as in `statusChangeSchema`.
 */
export const archiveSchema = z.object({
  archiveId: z.string().regex(/^[0-9A-Za-z_-]{16,40}$/, "an id of 16 to 40 letters, digits, - and _"),
  openSeen: z.boolean().optional(),
});

/** Live numbers: absolute counts summed over the campaign's queues. */
export type CampaignNumbers = {
  contacts: number;
  /** Not yet assigned to a texter. */
  left: number;
  /** Assigned, first text not sent. */
  assigned: number;
  needsResponse: number;
  /** Outgoing texts by state. */
  queued: number;
  sent: number;
  delivered: number;
  errors: number;
  /** Outcome not known; a callback, a look-up or a person decides. */
  undecided: number;
  notAttempted: number;
  /** Inbound texts. */
  replies: number;
  /** Contacts who have opted out, also those who had before this campaign. */
  optOuts: number;
  /** Contacts whose first text was sent or queued. */
  texted: number;
  /** Of those, who have opted out. */
  textedOptOuts: number;
};

type ImportProblem = {
  /** Line of the file, from 1. */
  line: number;
  code: string;
  message: string;
};

export type ImportProgress = {
  importId: string;
  /** `cancelling`: it stops, and its contacts are being removed. */
  state: "running" | "cancelling" | "done" | "failed" | "cancelled";
  /** Share of the file that was read before contacts are added, 0 to 1. */
  readShare?: number;
  /** Rows of the file, known once it was read. */
  rows: number;
  rowsDone: number;
  accepted: number;
  refused: number;
  /** Of the refused rows, how many for which reason (RowRefusal, in_campaign). */
  refusedBy: Record<string, number>;
  optedOut: number;
  /** Imported contacts whose zip code or state could not be used; absent: none. */
  placeNotes?: PlaceNotes | undefined;
  /** Mean over the import so far; 0 while nothing is known. */
  rowsPerSecond: number;
  /** null while nothing is known, and when it ended. */
  secondsLeft: number | null;
  /** First problems by line (at most 200; `refused` counts all). */
  problems: ImportProblem[];
  /** Why it failed, what a cancellation left, or that a step is tried again, for people. */
  message: string | null;
  /** Once it was given up; its contacts are taken out again before it is `failed`. */
  failure?: JobFailure | undefined;
};

/**
 * How far the last change of state or script has come: it is in force in `reached` of the campaign's `queues`. Queues that
 * could not be reached are tried again, until that is given up (`failure`).
 */
export type Spread = { epoch: number; queues: number; reached: number; failure?: JobFailure | undefined };

export type CampaignDetail = CampaignSummary &
  Draft & {
    revision: number;
    joinToken: string;
    /** Columns of the imported contacts that a script may use as merge fields. */
    customFields: string[];
    contactCount: number;
    numbers: CampaignNumbers;
    import: ImportProgress | null;
    texters: number;
    spread: Spread;
    archive: ArchiveProgress | null;
    /** Why it cannot text any more, in a sentence; null: what it texts by is the organization's. */
    resourceLost: string | null;
    /** How far its own numbers are; null: it texts by its organization's Messaging Service, or has not started. */
    numberSetup: NumberSetup | null;
    /** The person who let its texting hours override the organization's; null unless they do. */
    hoursOverride: HoursOverride | null;
    /** Of a campaign that has started, when it is read by itself. */
    publishing?: ScriptPublishing | undefined;
  };

/** A draft was saved by somebody else, or in another window: what it is now, and whose it is as far as it is known. */
export type DraftConflict = Refusal<"conflict"> & {
  revision: number;
  scriptRevision: number;
  theirs: CampaignDetail;
  savedBy: { personId: string; name: string } | null;
  /** ISO. */
  savedAt: string | null;
};

/** `version`: the script that texters have. `revision`: the script as it was saved last; `isPublished`: it is the same. */
export type ScriptPublishing = { version: number; revision: number; isPublished: boolean };

export type StartProblem = {
  code: string;
  severity: "error" | "warning";
  message: string;
  /** Where in the script it is: a step and one of its texts or answers (from 0), or a canned response. */
  stepId?: string;
  variant?: number;
  answer?: number;
  responseId?: string;
};

/** What the first texts of a campaign will take; shown before its start (domain/campaigns/start-estimate.ts). */
export type StartEstimate = {
  /** First texts, without contacts that are held back because they lack a field. */
  texts: number;
  heldBack: number;
  /** Contacts who are not texted, because they have opted out or their number cannot be reached; nothing counts them. */
  leftOut: number;
  segments: number;
  /** On average. */
  segmentsPerText: number;
  /** Millionths of the currency's unit, networks' fees included. */
  costMicros: number;
  /** ISO 4217. */
  currency: string;
  /** As the organization's settings say. */
  segmentsPerSecond: number;
  /** For carrying alone, at that pace. */
  durationMs: number;
  /** Epoch ms at which the last could be carried, within texting hours; null when more than a year away. */
  finishesAtMs: number | null;
  /** Contacts who may live in zones that share no hours of the campaign; absent: none. */
  neverTexted?: number;
};

/** `POST /api/admin/campaigns/:id/status`. */
export const statusChangeSchema = z.object({
  status: z.enum(["ACTIVE", "CLOSED_FOR_INITIAL_SENDS", "CLOSED"]).optional(),
  paused: z.boolean().optional(),
  /** The admin has seen what is open (open-work.ts). Closing is refused without it while something is. */
  openSeen: z.boolean().optional(),
});

/** One row of the message list (`GET /api/admin/campaigns/:id/messages?before=&direction=&search=`). */
export type ListedMessage = {
  id: string;
  contactId: string;
  contactName: string;
  cell: string;
  texterName: string;
  direction: "out" | "in";
  body: string;
  sendStatus: SendStatus | null;
  errorCode: number | null;
  at: number;
  /** Pictures and other files; null when there is none. */
  media: MediaNote[] | null;
  /** The contact's reactions to it, oldest first; null when there is none. */
  reactions: ReactionNote[] | null;
  /** Where it went in a simulation: a phone, empty for nowhere; null: to its contact. */
  divertedTo: string | null;
  /** By what clock it went (domain/record/events.ts); null for inbound texts and those that have not gone. */
  zone: string | null;
  zoneSource: string | null;
  localTime: string | null;
  /** Labels of the conversation, by id. */
  labels: string[];
};

export type EditingAdmin = { personId: string; name: string };

/** Frames from an admin's page over the same socket. */
export const adminFrameSchema = z.object({ t: z.literal("editing"), place: z.enum(["script"]).nullable() });
export type AdminFrame = z.infer<typeof adminFrameSchema>;

/** Frames on an admin's campaign socket (`/ws/admin/campaigns/:id`). */
export type CampaignFrame =
  | { t: "numbers"; numbers: CampaignNumbers; texters: number }
  | { t: "status"; status: CampaignStatus; paused: boolean }
  | { t: "spread"; spread: Spread }
  | { t: "number_setup"; setup: NumberSetup }
  | { t: "archive"; progress: ArchiveProgress }
  | { t: "import"; progress: ImportProgress }
  /** Admins who have the script's editor open. */
  | { t: "editors"; editors: EditingAdmin[] }
  /** A newer draft of the script was saved, or went to texters as snapshot `version`. */
  | { t: "script"; revision: number; version: number; by: EditingAdmin };

export type { TextingWindow };
