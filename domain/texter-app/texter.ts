/**
 * The operations and frames between a texter's app and its inbox. The same operations go over the socket (a frame with an id) and over
 * HTTP (`POST /api/texter/<op>`), so that each can replace the other.
 */
import * as z from "zod";
import type { Sharing } from "../assignment/assignment-policy.ts";
import { isClientId, isId, parseContactId } from "../ids.ts";
import type { MediaNote } from "../messages/media.ts";
import { MOST_LABELS } from "../messages/conversation-labels.ts";
import type { LabelsLeftOff } from "../messages/conversation-labels.ts";
import type { CampaignStatus, ContactStatus, SendStatus } from "../statuses.ts";
import type { Refusal } from "../outcome.ts";
import type { DirectDesk } from "../phone-service/direct.ts";
import type { TextRequest } from "../assignment/requests.ts";
import { answerActionSchema } from "../scripts/answer-action-schema.ts";
import type { Script, TextingWindow } from "../scripts/script-schema.ts";
import { directOps } from "./direct-operations.ts";
import type { DirectAnswers } from "./direct-operations.ts";

/** Sent in `hello` and as header `x-whistlestop-app`; a server that needs a newer app answers `too_old`. */
export const APP_PROTOCOL = 1;

const clientId = z.string().refine(isClientId, "not an id made by this app");
const contact = z.string().refine((value) => parseContactId(value) !== null, "not a contact id");
const label = z.string().refine((value) => isId(value, "l"), "not a label's id");
/**
 * The app's id of what the texter tapped. The same id again is the same tap, whose answer was lost: it changes nothing,
 * whatever happened since.
 */
const opId = clientId.optional();
const campaign = z.string().regex(/^c[0-9a-z]{15}$/, "not a campaign id");

/** Operations by name; each parameter object is validated where it enters the inbox. */
export const texterOps = {
  /** Campaigns on the desk with counts. */
  campaigns: z.object({}),
  /** Joins by link token. */
  join: z.object({ token: z.string().min(10).max(64) }),
  /** Asks for a batch; the same requestId gets the same contacts. */
  take: z.object({ campaignId: campaign, requestId: clientId, count: z.number().int().min(1).max(1000).optional() }),
  /**
   * The next contacts that wait for a first text, handed out to this client (purgatory). Those handed out before come
   * only when no fresh ones are left, flagged `handedOut`; `have` names those the client still holds. Only contacts who may
   * be texted now.
   */
  next: z.object({ campaignId: campaign, count: z.number().int().min(1).max(100), have: z.array(contact).max(1000) }),
  send: z.object({
    contactId: contact,
    messageId: clientId,
    body: z.string().min(1, "the text is empty").max(10_000),
    /** Whether the texter meant it as the first text; refused when another already went (two tabs, two devices). */
    initial: z.boolean(),
    /** Id of the last inbound text that the texter saw, null if none. */
    lastSeenId: z.string().max(64).nullable(),
    /** Number of the script's snapshot that the texter saw; without it, the present one counts as seen. */
    scriptVersion: z.number().int().min(1).optional(),
    /** The step and variant that a reply began as; absent for own words. A first text's are known to the queue. */
    step: z.object({ id: z.string().min(1).max(40), variant: z.number().int().min(0).max(100) }).optional(),
    /** The picture that the texter saw with it; a first text's is the script's. */
    picture: z.string().max(80).optional(),
    /**
     * Labels of the canned response that the text began as: set on the conversation together with the text, or not at
     * all.
     */
    labels: z.array(z.string().min(1).max(40)).max(MOST_LABELS).optional(),
  }),
  /** Conversations of a campaign; `waiting` are those that need a response. */
  conversations: z.object({
    campaignId: campaign,
    filter: z.enum(["waiting", "open", "closed"]),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(200).default(50),
  }),
  contact: z.object({ contactId: contact }),
  /** Records (or with null takes back) the answer to a step's question. */
  answer: z.object({
    contactId: contact,
    stepId: z.string().min(1).max(40),
    value: z.string().max(200).nullable(),
    /**
     * The action that the texter saw on the answer, and the snapshot that it was in: this is done and nothing else. An
     * app that shows no actions names none.
     */
    action: answerActionSchema.optional(),
    scriptVersion: z.number().int().min(0).optional(),
    /** As in `close`; for actions after which the texter would not see a new text. */
    lastSeenId: z.string().max(64).nullable().optional(),
    opId,
  }),
  /** Puts a label of the organization on the conversation, or takes it off. */
  label: z.object({ contactId: contact, labelId: label, on: z.boolean(), opId }),
  /** `lastSeenId`: of the last inbound text that the texter saw; a later one refuses the close. */
  close: z.object({ contactId: contact, lastSeenId: z.string().max(64).nullable().optional(), opId }),
  reopen: z.object({ contactId: contact, opId }),
  optOut: z.object({ contactId: contact, reason: z.string().max(500), opId }),
  /** Gives unsent contacts back. */
  release: z.object({ campaignId: campaign, opId }),
  /** The texter's requests for texts, and whether asking for some makes sense. */
  requests: z.object({}),
  /** Asks for contacts, of one campaign or wherever texters are needed; the same requestId is the same request. */
  request: z.object({ requestId: clientId, campaignId: campaign.nullable(), count: z.number().int().min(1).max(1000) }),
  /** Withdraws a request that nobody has decided on. */
  withdraw: z.object({ requestId: clientId }),
  ...directOps,
  /** Everything that changed after `seq`. */
  changes: z.object({ seq: z.number().int().min(0) }),
} as const;

export type TexterOp = keyof typeof texterOps;
export type TexterRequest<Op extends TexterOp> = z.infer<(typeof texterOps)[Op]>;

export function isTexterOp(value: string): value is TexterOp {
  return Object.hasOwn(texterOps, value);
}

export type ThreadMessage = {
  id: string;
  direction: "out" | "in";
  body: string;
  /** Epoch milliseconds. */
  at: number;
  /** null for inbound texts. */
  sendStatus: SendStatus | null;
  errorCode: number | null;
  /** An outgoing text that is not this texter's: of one who had the conversation before, or an automatic one. */
  by?: "other" | "automatic";
  /** Pictures and other files; absent when there is none. */
  media?: MediaNote[];
  /** The contact's reaction to it, an emoji; absent when there is none. */
  reaction?: string;
  /** While it is queued: when it may go (epoch milliseconds), because the contact's texting hours ended before its turn. */
  mayGoAtMs?: number;
};

/** How far a text has come; sent instead of the whole contact, because every text passes through several states. */
export type TextState = {
  contactId: string;
  messageId: string;
  sendStatus: SendStatus;
  errorCode: number | null;
  /** As in `ThreadMessage`. */
  mayGoAtMs?: number;
  /** Grows with every change of the queue: of two states of a text the higher one is newer. Older queues send none. */
  version?: number;
};

/** A first text as it will go out, or the field that is missing for it. */
export type FirstText = { ok: true; text: string; picture?: string } | { ok: false; missing: string };

/** A contact on a texter's desk, with everything that a screen needs. */
export type DeskItem = {
  contactId: string;
  campaignId: string;
  /** Grows with every change in the queue; a lower one is stale. */
  version: number;
  /**
   * From the queue to the desk only: the copy has all states of texts up to this `TextState.version`. Older queues send
   * none.
   */
  asOf?: number;
  firstName: string;
  lastName: string;
  cell: string;
  /** Merge-field values that have no field of their own here: `external_id` and the custom columns. */
  fields: Record<string, string>;
  status: ContactStatus;
  optedOut: boolean;
  /** Only while the contact waits for its first text. */
  firstText: FirstText | null;
  /** Handed to a client before, without a text since (purgatory). */
  handedOut: boolean;
  /** Number of the snapshot that `firstText` is from; only with a first text. */
  scriptVersion?: number;
  /** Answers by step id. */
  answers: Record<string, string>;
  /** Labels on the conversation, by id; absent when there is none. */
  labels?: string[];
  /** Oldest first. */
  messages: ThreadMessage[];
  /** Epoch milliseconds of the last message, else of the assignment. */
  lastAt: number;
  /** Where the contact may live, as codes of domain/hours/zones; absent: the zone of the campaign's window. */
  zones?: string;
};

export type DeskCounts = {
  /** Waiting for a first text, those in purgatory included. */
  toSend: number;
  /** Of those, handed to a client before. */
  handedOut: number;
  /** Conversations that need a response. */
  waiting: number;
  /** Texted, no response needed now. */
  open: number;
  closed: number;
};

/**
 * How many contacts without a first text may live in which zones ("ny", "nych"), which shows how many may be texted
 * when.
 */
export type ToSendByZones = Record<string, number>;

export type DeskCampaign = {
  campaignId: string;
  title: string;
  description: string;
  /** ISO date. */
  dueDate: string;
  status: CampaignStatus;
  paused: boolean;
  batchSize: number;
  firstTextEditable: boolean;
  /** Whether the texter may take contacts, has to ask, or gets them from an admin; absent: may take. */
  sharing?: Sharing;
  script: Script;
  scriptVersion: number;
  /** The texting hours, by each contact's own clocks (domain/hours/texting-hours.ts). */
  window: TextingWindow;
  toSendByZones: ToSendByZones;
  counts: DeskCounts;
  /** Conversations that were given to this texter's teams and that nobody has taken; absent: none. */
  teamWaiting?: number;
};

/** A campaign that the texter was in and that is archived; `title` is empty where it was archived before titles were kept. */
export type ArchivedCampaign = { campaignId: string; title: string };

type Ok<T> = { ok: true } & T;

/** It was done, and the conversation has left the desk: to a team by its answer, or to somebody else before a lost answer came again. */
type GaveAway = { gaveAway: true; counts: DeskCounts };

export type TexterAnswers = DirectAnswers & {
  /** `archived`: the latest ones that left the desk so. */
  campaigns: Ok<{ campaigns: DeskCampaign[]; archived: ArchivedCampaign[]; seq: number }>;
  join: Ok<{ campaignId: string; title: string; already: boolean }>;
  take: Ok<{ taken: number; counts: DeskCounts; toSendByZones: ToSendByZones }>;
  next: Ok<{ items: DeskItem[]; counts: DeskCounts; toSendByZones: ToSendByZones }>;
  /** No label holds up a text: `leftOff` names those that were not put on. */
  send: Ok<
    | { item: DeskItem; counts: DeskCounts; repeated: boolean; leftOff?: LabelsLeftOff[] }
    | (GaveAway & { repeated: true })
  >;
  conversations: Ok<{ items: DeskItem[]; total: number; counts: DeskCounts }>;
  contact: Ok<{ item: DeskItem }>;
  answer: Ok<{ item: DeskItem; counts?: DeskCounts; leftOff?: LabelsLeftOff[] } | GaveAway>;
  label: Ok<{ item: DeskItem; leftOff?: LabelsLeftOff[] } | GaveAway>;
  close: Ok<{ item: DeskItem; counts: DeskCounts } | GaveAway>;
  reopen: Ok<{ item: DeskItem; counts: DeskCounts } | GaveAway>;
  optOut: Ok<{ item: DeskItem; counts: DeskCounts } | GaveAway>;
  release: Ok<{ released: number; counts: DeskCounts }>;
  /** `requests`: what is open, and the latest that were decided. */
  requests: Ok<{ requests: TextRequest[]; mayAsk: boolean }>;
  request: Ok<{ request: TextRequest }>;
  withdraw: Ok<{ request: TextRequest }>;
  /** `requests` as in the frame. */
  changes: Ok<{
    seq: number;
    items: DeskItem[];
    gone: string[];
    campaigns: DeskCampaign[];
    requests?: TextRequest[];
    direct?: DirectDesk;
  }>;
};

/** Every reason for which an operation may be refused. */
export type TexterReason =
  | "bad_request"
  | "not_found"
  | "not_signed_in"
  | "suspended"
  | "throttled"
  | "too_long"
  | "opted_out"
  /** The carrier cannot reach the contact's number. */
  | "bad_number"
  | "not_yours"
  | "conversation_moved"
  | "already_messaged"
  | "script_changed"
  | "missing_field"
  | "outside_hours"
  | "campaign_paused"
  | "campaign_closed"
  | "campaign_closed_for_initials"
  | "campaign_archived"
  | "campaign_not_started"
  | "campaign_full"
  | "not_vetted"
  | "not_your_team"
  | "cap_reached"
  | "replies_wait"
  | "by_request_only"
  | "by_admin_only"
  | "request_waiting"
  | "already_decided"
  | "batch_in_hand"
  | "nothing_left"
  | "unknown_answer"
  /** The organization never had it. */
  | "no_such_label"
  /** The organization does not have it, perhaps not any more. */
  | "no_such_team"
  /** Of a direct conversation: the other number cannot be texted, or too many texts within a moment, or the carrier refused it. */
  | "unknown_recipient"
  | "loop"
  | "rejected"
  | "unavailable";

export type TexterRefusal = Refusal<TexterReason> & {
  /** Set with `conversation_moved`, `already_messaged`, `opted_out` and `script_changed`: the contact as it is now. */
  item?: DeskItem;
  /** Set with `outside_hours` and `throttled`: epoch milliseconds at which it may go. */
  mayGoAtMs?: number;
};

export type TexterAnswer<Op extends TexterOp> = TexterAnswers[Op] | TexterRefusal;

/** Frames from the app. `ping` and `pong` are plain text and answered without waking the inbox. */
export const clientFrameSchema = z.union([
  z.object({ t: z.literal("hello"), v: z.number().int(), seq: z.number().int().min(0) }),
  z.object({ t: z.literal("op"), id: z.number().int(), op: z.string(), p: z.unknown() }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/** Frames to the app. */
export type ServerFrame =
  /** Answer to hello, after the catch-up for `seq` given there. */
  | { t: "ready"; seq: number }
  | { t: "re"; id: number; r: TexterAnswers[TexterOp] | TexterRefusal }
  /**
   * What changed: items to replace (higher version wins), text states to write into their messages, contacts that left
   * the desk, campaigns to replace.
   */
  | {
      t: "changes";
      seq: number;
      items: DeskItem[];
      states: TextState[];
      gone: string[];
      campaigns: DeskCampaign[];
      /** All that an app shows, when one of them changed. */
      requests?: TextRequest[];
      /** The same of direct conversations. */
      direct?: DirectDesk;
    };
