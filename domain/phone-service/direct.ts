/**
 * Direct conversations (docs/rules.md#phone-service-direct): a person of the organization has a number of their own, and texts by
 * it are on their desk. The line of the number owns them.
 */
import type { LineMessage } from "./line-texts.ts";

/** One conversation of a number, as a list shows it. */
export type DirectThread = {
  /** The person's own number, E.164. */
  number: string;
  /** The other number. */
  peer: string;
  /** Grows with every change of it; of two copies the higher one is newer. */
  version: number;
  /** The latest text, shortened. */
  last: { direction: "out" | "in"; words: string; at: number };
  /** Texts that came in since the person has read the conversation. */
  unread: number;
};

/** A text of a conversation; `seq` is its place on the line. */
export type DirectMessage = LineMessage & { seq: number };

/** Why nothing can be sent to the other number now. */
export type DirectLimit = {
  reason: "opted_out" | "bad_number" | "outside_hours";
  /** When it may be; only outside the hours. Epoch ms. */
  mayGoAtMs?: number;
};

/** Everything that is shown beside the conversations. */
export type DirectDesk = {
  /** The numbers that the person has; empty: there are no direct conversations. */
  numbers: string[];
  /** The latest first. */
  threads: DirectThread[];
};

/** More are not listed; their texts still come, and bring them back to the top. */
export const MOST_THREADS = 200;
/** Texts of a conversation that are read at once. */
export const DIRECT_PAGE = 50;
const SHORTENED = 160;

export function shortened(body: string): string {
  return body.length <= SHORTENED
    ? body
    : `${body
        .slice(0, SHORTENED)
        .toWellFormed()
        .replace(/\uFFFD$/, "")}…`;
}

/** A person's app names its texts, too. Programs' keys have no such sign, so neither can take the other's. */
export function directKey(messageId: string): string {
  return `§${messageId}`;
}
