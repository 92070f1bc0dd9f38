/**
 * What happened, as objects record it (docs/architecture.md#record). Events carry the whole state of their entity
 * together with a version that only grows, so that a reader keeps the newest and may meet them twice or in any order.
 */
import type { SenderHour } from "../numbers/number-health.ts";
import type { MediaNote } from "../messages/media.ts";
import type { ReactionNote } from "../messages/reactions.ts";
import type { TextRequestState } from "../assignment/requests.ts";
import type { UnmatchedState } from "../messages/unmatched.ts";
import type { Script } from "../scripts/script-schema.ts";
import type { CampaignStatus, ContactStatus, SendStatus } from "../statuses.ts";

/** A contact as imported; never changes. `custom` holds every column without a name of its own. */
export type ImportedContact = {
  id: string;
  cell: string;
  firstName: string;
  lastName: string;
  externalId: string;
  custom: Record<string, string>;
};

export type ContactState = {
  id: string;
  texterId: string | null;
  status: ContactStatus;
  optedOut: boolean;
  answers: Record<string, string>;
  /** Labels on the conversation, by id; absent in events from before there were any. */
  labels?: string[];
};

export type MessageState = {
  id: string;
  contactId: string;
  direction: "out" | "in";
  body: string;
  texterId: string | null;
  /** null for inbound texts. */
  sendStatus: SendStatus | null;
  /** The carrier's id. */
  sid: string | null;
  errorCode: number | null;
  /** Epoch milliseconds at which it was accepted. */
  at: number;
  /** Number of the script's snapshot that the texter saw. */
  scriptVersion: number | null;
  /**
   * The step or canned response that the text is from, or began as, and its variant; null for a text that the texter
   * wrote.
   */
  scriptStep?: string | null;
  scriptVariant?: number | null;
  /** Its files; absent when there is none. */
  media?: MediaNote[] | null;
  /** The contact's reactions to it, oldest first; absent when there is none, and in events from before they were kept. */
  reactions?: ReactionNote[] | null;
  /** Where it went in a simulation instead of to its contact: a phone, "" for nowhere; absent for all others. */
  divertedTo?: string | null;
  /**
   * By what clock it went: the IANA zone, or each in which its contact may live, ", " between them; what that was taken from
   * (domain/hours/zones/zones.ts); and the local time in each when the call to the carrier began. Absent for inbound texts, for
   * those that have not gone, and from before it was recorded.
   */
  zone?: string | null;
  zoneSource?: string | null;
  localTime?: string | null;
};

/** A numbered snapshot of a campaign's script, as texters have it from then on. */
type ScriptSnapshotState = {
  campaignId: string;
  script: Script;
  /** The person who published it; null for the one that a campaign started with. */
  byPersonId: string | null;
};

type CampaignStateEvent = { id: string; status: CampaignStatus; paused: boolean };

export type OptOutState = {
  cell: string;
  optedOut: boolean;
  /** `stop_word`, `texter`, … */
  reason: string;
  sourceContactId: string | null;
  sourceMessageId: string | null;
  byPersonId: string | null;
  /** False when it changed nothing; absent in events of older versions. */
  changed?: boolean;
  /** The reason as its author wrote it. */
  note?: string;
};

/** A text that may mean "stop", and the decision on it. */
export type ReviewRecord = {
  /** The carrier's id of the text. */
  sid: string;
  cell: string;
  /** Empty for a text from a number that nobody had texted. */
  contactId: string;
  body: string;
  reason: "wrong_number" | "unclear";
  phrase: string;
  state: "open" | "confirmed" | "wrong_number" | "dismissed" | "settled";
  byPersonId: string | null;
  /** Epoch milliseconds. */
  at: number;
  decidedAt: number | null;
};

/** `code`: the carrier's code against a number; null: it answers after all. */
type BadNumberState = { cell: string; code: number | null };

/** How often the carrier has answered with `code` about a sending number, counted by one queue: absolute. */
type SenderProblemState = { sender: string; code: number; count: number };

/** A number of the inventory. A reservation has a record of its own: meanwhile the number is as it was before. */
export type NumberRecord = {
  /** E.164. */
  number: string;
  /** `shared`, or the id of the organization that owns the pool. */
  pool: string;
  areaCode: string;
  sid: string;
  state: "AVAILABLE" | "ASSIGNED" | "RESTING" | "REMOVED";
  /** As `useKey` of domain/numbers/inventory.ts writes it; null unless it is ASSIGNED. */
  use: string | null;
  /** Epoch milliseconds; null: without an end, or it does not rest. */
  restUntil: number | null;
  why: string | null;
};

export type NumberReservationState = {
  /** `areaCode.random` */
  id: string;
  pool: string;
  areaCode: string;
  holderKind: "campaign" | "program" | "person";
  holderOrgId: string;
  /** As `holderKey` of domain/numbers/inventory.ts writes it. */
  holder: string;
  count: number;
  /** Epoch milliseconds. */
  until: number;
  state: "open" | "assigned" | "released" | "expired";
  /** How many of its numbers were free again when it ended. */
  released: number;
};

/** A text of a line (a user's number), once the carrier has it or it has come to an end; one under way is not recorded yet. */
export type LineTextState = {
  /** The user's number, E.164. */
  number: string;
  id: string;
  /** The other number, E.164. */
  peer: string;
  direction: "out" | "in";
  body: string;
  /** The user of the number then: a program's own id, or the id of a person of the organization; null: not known. */
  userId: string | null;
  /** null for inbound texts. */
  sendStatus: SendStatus | null;
  /** The carrier's id. */
  sid: string | null;
  errorCode: number | null;
  /** Epoch milliseconds at which it was accepted; never changes. */
  at: number;
};

/** Two numbers texted each other as two programs do that answer each other, so the line takes no texts between them for a moment. */
type LoopStopState = { number: string; peer: string };

type Of<Kind extends string, Payload> = {
  kind: Kind;
  /** Newest wins, per entity (kind and id). Each source object has its own numbers. */
  version: number;
  /** Epoch milliseconds. */
  at: number;
  payload: Payload;
};

export type ObjectEvent =
  | Of<"contacts_added", { contacts: ImportedContact[] }>
  | Of<"contacts_dropped", { ids: string[] }>
  | Of<"contact", ContactState>
  | Of<"message", MessageState>
  | Of<"campaign", CampaignStateEvent>
  | Of<"opt_out", OptOutState>
  | Of<"review", ReviewRecord>
  | Of<"bad_number", BadNumberState>
  | Of<"unmatched", UnmatchedState>
  | Of<"sender_problem", SenderProblemState>
  | Of<"sender_hour", SenderHour>
  /** Its version is the snapshot's number; it never changes. */
  | Of<"script", ScriptSnapshotState>
  | Of<"text_request", TextRequestState>
  | Of<"number", NumberRecord>
  | Of<"number_reservation", NumberReservationState>
  | Of<"line_text", LineTextState>
  /** Its time tells it from others of the two numbers; it never changes. */
  | Of<"loop_stop", LoopStopState>;

export type EventSource = {
  object: "Campaign" | "CampaignQueue" | "ContactDirectory" | "TexterInbox" | "NumberInventory" | "SmsLine";
  key: string;
  /** Empty for the inventory of a pool that all organizations share. */
  orgId: string;
  /** null: of no campaign. An object of an older version says that by an empty string. */
  campaignId: string | null;
};

/**
 * What one queue message carries: whole outbox batches `fromSeq..toSeq` of one source. `hash` chains each batch to the one
 * before (hex sha-256 of previous hash and the batch's JSON).
 */
export type EventPacket = {
  source: EventSource;
  fromSeq: number;
  toSeq: number;
  batches: { seq: number; hash: string; events: ObjectEvent[] }[];
};
