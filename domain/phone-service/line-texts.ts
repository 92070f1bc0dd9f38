/**
 * Texts of the phone service (docs/phone-service.md#sending): what a program sends from a user's number, and what becomes of it.
 * The line of a number owns its texts; the idempotency key is the caller's name for one of them.
 */
import type { OrgHours } from "../hours/org-hours.ts";
import type { Refusal } from "../outcome.ts";
import type { SendStatus } from "../statuses.ts";

/** Texts and their keys are kept this long. */
export const LINE_KEPT_MS = 30 * 86_400_000;

/** More texts than this between two numbers within `LOOP_MS` are two programs that answer each other. */
export const LOOP_TEXTS = 15;
export const LOOP_MS = 15_000;

/** A text as its line is asked to send it. `to` is E.164; `body` is cleaned. */
export type LineText = {
  key: string;
  to: string;
  body: string;
  /** The text's id, where a person's app has made it. */
  id?: string;
};

export type LineHours = OrgHours & { withoutLaw?: boolean };

/** What of a program's organization its texts need. */
export type SendingProgram = {
  orgId: string;
  /** Where its numbers are (domain/numbers). */
  pool: string;
  /** The organization's own carrier account, when its numbers are of it; null: the installation's. */
  accountSid: string | null;
  /** null: texts go at any time. */
  hours: LineHours | null;
};

export type LineRefusalReason =
  /** The key was used for another text. */
  | "key_taken"
  /** The person who sends it does not have the number any more. */
  | "not_yours"
  | "opted_out"
  | "bad_number"
  | "outside_hours"
  /** Too many texts between the two numbers within a moment. */
  | "loop"
  /** The carrier refused it. */
  | "rejected"
  /** The carrier does not know the recipient's number. */
  | "unknown_recipient";

export type LineRefusal = Refusal<LineRefusalReason> & {
  /** The carrier's code. */
  code?: number;
  /** Epoch ms. */
  mayGoAtMs?: number;
};

/** `repeated`: it is the text that the key was used for before. */
export type LineAnswer = { ok: true; messageId: string; repeated: boolean } | LineRefusal;

/** A text of a line as it is shown. */
export type LineMessage = {
  id: string;
  direction: "out" | "in";
  /** The other number, E.164. */
  peer: string;
  body: string;
  /** Epoch ms. */
  at: number;
  /** null: it came in. */
  status: SendStatus | null;
  /** The carrier's code of a text that failed. */
  code: number | null;
  /** Why it did not go; null unless it was refused. */
  why: string | null;
};

/** A text to a user's number, as its program gets it. */
export type InboundSms = {
  /** The carrier's id of it: it may be delivered more than once. */
  id: string;
  /** E.164. */
  fromPhoneNumber: string;
  toPhoneNumber: string;
  content: string;
  /** Epoch ms. */
  receivedAt: number;
  /** Its place on the line: ask for those after it. */
  cursor: number;
};

/** Key of an `SmsLine`: organization and number, so that a number that changes hands takes nothing along. */
export function lineKey(orgId: string, number: string): string {
  return `${orgId}.${number}`;
}

export function parseLineKey(key: string): { orgId: string; number: string } {
  const dot = key.indexOf(".");
  return { orgId: key.slice(0, dot), number: key.slice(dot + 1) };
}
