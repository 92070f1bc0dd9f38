/** Rows of a queue's tables, and the desk items and events made from them. */
import type { ContactState, ImportedContact, MessageState } from "../../../domain/record/events.ts";
import { localTimes } from "../../../domain/hours/local-time.ts";
import { contactId } from "../../../domain/ids.ts";
import type { MediaNote } from "../../../domain/messages/media.ts";
import { shownReaction } from "../../../domain/messages/reactions.ts";
import type { ReactionNote } from "../../../domain/messages/reactions.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { stepOf } from "../../../domain/scripts/script-schema.ts";
import type { DeskItem, FirstText, TextState, ThreadMessage } from "../../../domain/texter-app/texter.ts";
import { mergeValues } from "../../../domain/scripts/script.ts";
import { stepText } from "../../../domain/scripts/script-step.ts";
import type { TextKind } from "../../../domain/sending/text-kind.ts";
import type { ContactStatus, SendStatus } from "../../../domain/statuses.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

export type ContactRow = {
  n: number;
  cell: string;
  first_name: string;
  last_name: string;
  external_id: string;
  custom: string;
  ready: number;
  import_id: string;
  import_batch: number;
  texter: string | null;
  status: ContactStatus;
  opted_out: number;
  opt_out_version: number;
  answers: string;
  last_inbound: string | null;
  last_at: number;
  version: number;
  /** JSON list of label ids; null when there is none. */
  labels: string | null;
  /** The carrier's code against the number (bad-numbers.ts); null when there is none. */
  bad_number: number | null;
  bad_number_at: number;
  /** Where the contact may live: codes of domain/hours/zones in a row; empty for contacts of older versions. */
  zones: string;
  /** What `zones` was taken from (domain/hours/zones/zones.ts); empty for contacts of older versions. */
  zone_source: string;
  /** The number that the contact wrote to last (senders.ts). */
  sender?: string | null;
  /** 1: the carrier could not reach the phone lately (bad-numbers.ts). */
  unreachable?: number;
  /** 1: the phone takes no pictures. */
  no_mms?: number;
  /** 1: its network counts texts per day. */
  day_capped?: number;
  /** The team that the conversation was given to (answer-actions.ts). */
  team?: string | null;
};

export type MessageRow = {
  n: number;
  id: string;
  direction: "out" | "in";
  body: string;
  texter: string | null;
  send_status: SendStatus | null;
  sid: string | null;
  error_code: number | null;
  at: number;
  script_version: number | null;
  /** null for an inbound text. */
  kind: TextKind | null;
  /** 1: it does not go again, whatever the outcome of a call that may be under way. */
  cancelled?: number;
  attempts: number;
  sending_at: number | null;
  look_up_at: number | null;
  script_step: string | null;
  script_variant: number | null;
  /** JSON list of its files; null or absent when there is none. */
  media?: string | null;
  /** JSON list of the contact's reactions to it; null or absent when there is none. */
  reactions?: string | null;
  /** By what clock it goes: the contact's source of zones and the zones, "zip chTX" (`clockOf`); null for an inbound text. */
  clock?: string | null;
  /** 1: its picture goes as a link. */
  as_link?: number;
  /** Where it went in a simulation (simulation.ts); null or absent: to its contact. */
  diverted_to?: string | null;
  /** The number that it left by, once the carrier has named it (senders.ts). */
  sender?: string | null;
  /** While QUEUED: when its hours begin, epoch ms; null or absent when it is in the line (held-for-hours.ts). */
  held_until?: number | null;
};

// Only this folder writes the columns with JSON, with these shapes.
export function customOf(contact: ContactRow): Record<string, string> {
  return contact.custom === "{}" ? {} : (JSON.parse(contact.custom) as Record<string, string>);
}

export function answersOf(contact: ContactRow): Record<string, string> {
  return contact.answers === "{}" ? {} : (JSON.parse(contact.answers) as Record<string, string>);
}

export function labelsOf(contact: ContactRow): string[] {
  return contact.labels === null ? [] : (JSON.parse(contact.labels) as string[]);
}

export function mediaOf(message: Pick<MessageRow, "media">): MediaNote[] {
  return message.media ? (JSON.parse(message.media) as MediaNote[]) : [];
}

export function reactionsOf(message: Pick<MessageRow, "reactions">): ReactionNote[] {
  return message.reactions ? (JSON.parse(message.reactions) as ReactionNote[]) : [];
}

/** For screens: the reaction that the text shows now. */
function reactionOf(message: MessageRow): { reaction?: string } {
  const reaction = message.reactions ? shownReaction(reactionsOf(message)) : null;
  return reaction === null ? {} : { reaction };
}

/** The first text as it goes to this contact: one variant, always the same for the same contact. */
export function firstTextOf(contact: ContactRow, texter: Texter, config: CampaignConfig, key: string) {
  const step = config.script && stepOf(config.script, config.script.rootStepId);
  if (!step) return { ok: false as const, missing: "script" };
  const text = stepText(step, contactId(key, contact.n), mergeFields(contact, texter));
  if (!text.ok) return { ok: false as const, missing: text.field };
  return { ok: true as const, text: text.text, stepId: step.id, variant: text.variant, picture: step.picture };
}

/** The message as a desk shows it. */
function shownFirstText(...of: Parameters<typeof firstTextOf>): FirstText {
  const text = firstTextOf(...of);
  if (!text.ok) return text;
  return { ok: true, text: text.text, ...(text.picture === undefined ? {} : { picture: text.picture }) };
}

function mergeFields(contact: ContactRow, texter: Texter) {
  return mergeValues({
    contact: {
      firstName: contact.first_name,
      lastName: contact.last_name,
      cell: contact.cell,
      externalId: contact.external_id,
      custom: customOf(contact),
    },
    texter,
  });
}

function threadMessageOf(message: MessageRow, { personId }: Texter): ThreadMessage {
  const by = message.texter === null ? "automatic" : "other";
  return {
    id: message.id,
    direction: message.direction,
    body: message.body,
    at: message.at,
    sendStatus: message.send_status,
    errorCode: message.error_code,
    ...(message.direction === "out" && message.texter !== personId ? { by } : {}),
    ...(message.media ? { media: mediaOf(message) } : {}),
    ...reactionOf(message),
    ...heldUntil(message),
  };
}

/** A contact as its texter's desk shows it. Only the desk knows `handedOut`. */
export function deskItemOf(
  contact: ContactRow,
  messages: readonly MessageRow[],
  texter: Texter,
  config: CampaignConfig,
  { key, version }: { key: string; version: number },
): DeskItem {
  return {
    contactId: contactId(key, contact.n),
    campaignId: config.campaignId,
    version: contact.version,
    // Within a block the queue's own version is raised at its end only.
    asOf: Math.max(version, contact.version),
    firstName: contact.first_name,
    lastName: contact.last_name,
    cell: contact.cell,
    fields: { ...customOf(contact), external_id: contact.external_id },
    status: contact.status,
    optedOut: contact.opted_out === 1,
    ...(contact.status === "needsMessage"
      ? { firstText: shownFirstText(contact, texter, config, key), scriptVersion: config.scriptVersion }
      : { firstText: null }),
    handedOut: false,
    answers: answersOf(contact),
    ...(contact.labels === null ? {} : { labels: labelsOf(contact) }),
    messages: messages.map((message) => threadMessageOf(message, texter)),
    lastAt: contact.last_at,
    ...(contact.zones === "" ? {} : { zones: contact.zones }),
  };
}

export function textStateOf({ key, version }: { key: string; version: number }, message: MessageRow): TextState {
  return {
    contactId: contactId(key, message.n),
    messageId: message.id,
    // Only outgoing texts have states.
    sendStatus: message.send_status ?? "QUEUED",
    errorCode: message.error_code,
    ...heldUntil(message),
    version,
  };
}

function heldUntil({ send_status: status, held_until: mayGoAtMs = null }: MessageRow): { mayGoAtMs?: number } {
  return status === "QUEUED" && mayGoAtMs !== null ? { mayGoAtMs } : {};
}

export function contactStateOf(key: string, contact: ContactRow): ContactState {
  return {
    id: contactId(key, contact.n),
    texterId: contact.texter,
    status: contact.status,
    optedOut: contact.opted_out === 1,
    answers: answersOf(contact),
    labels: labelsOf(contact),
  };
}

export function messageStateOf(key: string, message: MessageRow): MessageState {
  return {
    id: message.id,
    contactId: contactId(key, message.n),
    direction: message.direction,
    body: message.body,
    texterId: message.texter,
    sendStatus: message.send_status,
    sid: message.sid,
    errorCode: message.error_code,
    at: message.at,
    scriptVersion: message.script_version,
    scriptStep: message.script_step,
    scriptVariant: message.script_variant,
    ...(typeof message.diverted_to === "string" ? { divertedTo: message.diverted_to } : {}),
    ...(message.media ? { media: mediaOf(message) } : {}),
    ...(message.reactions ? { reactions: reactionsOf(message) } : {}),
    ...localTimeOf(message),
  };
}

/** What a text keeps of its contact's clock: the contact's may be another one later. */
export function clockOf({ zone_source: source, zones }: Pick<ContactRow, "zone_source" | "zones">): string | null {
  return zones === "" ? null : `${source} ${zones}`;
}

/** When it went, by that clock. */
function localTimeOf({ clock, sending_at: goneMs }: MessageRow) {
  if (!clock || goneMs === null) return {};
  const [source = "", zones = ""] = clock.split(" ");
  return { ...localTimes(zones, goneMs), zoneSource: source };
}

export function importedContactOf(key: string, contact: ContactRow): ImportedContact {
  return {
    id: contactId(key, contact.n),
    cell: contact.cell,
    firstName: contact.first_name,
    lastName: contact.last_name,
    externalId: contact.external_id,
    custom: customOf(contact),
  };
}
