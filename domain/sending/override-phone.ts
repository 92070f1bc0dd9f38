/**
 * The override phone of a simulation: it gets every text in place of its contact, with the contact's number in front, and what it
 * texts back with that number belongs to the contact's conversation.
 */
import { MAX_TEXT_LENGTH } from "../scripts/script.ts";

/** A text as the override phone gets it: `[+16175550101] words`. */
export function tagged(cell: string, body: string): string {
  return `[${cell}] ${body}`.slice(0, MAX_TEXT_LENGTH);
}

/** The contact that a text of the override phone is for, and the text without its tag. `cell` is null when no tag is in it. */
export type TaggedText = { cell: string | null; body: string };

/**
 * As people retype it: spaces, dashes, dots and parentheses between the digits, also with the plus left out. A tag of which a
 * bracket was lost counts only when its number is written as it came.
 */
const TAGS: readonly RegExp[] = [
  /[[［【]\s{0,4}(?:to\b\s{0,4}:?\s{0,4})?([+＋]?\s{0,4}[(（]?\p{Nd}[\p{Nd}\s().\-\u2010-\u2015]{5,28})[\]］】]/giu,
  /[[［【]\s{0,4}(?:to\b\s{0,4}:?\s{0,4})?(\+\d{8,15})(?!\d)/giu,
  /(?<![\d+])(\+\d{8,15})\s{0,4}[\]］】]/gu,
];

/**
 * Reads a text of the override phone. The tag may be anywhere in it, with words before and after it, which belong together; of
 * two tags the first one counts.
 */
export function readTagged(text: string): TaggedText {
  for (const pattern of TAGS) {
    const found = [...text.matchAll(pattern)].map((match) => ({ match, cell: cellIn(match[1] ?? "") }));
    const cell = found.find((each) => each.cell !== null)?.cell ?? null;
    if (cell === null) continue;
    let body = "";
    let from = 0;
    for (const { match } of found.filter((each) => each.cell === cell)) {
      body = join(body, text.slice(from, match.index));
      from = match.index + match[0].length;
    }
    return { cell, body: join(body, text.slice(from)).trim() };
  }
  return { cell: null, body: text.trim() };
}

/** E.164; null for digits that are no phone number. Ten digits are a number of North America. */
function cellIn(written: string): string | null {
  const digits = written.normalize("NFKC").replaceAll(/\D/g, "");
  if (/^\s*[+＋]/u.test(written)) return /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : null;
  if (/^[2-9]\d{9}$/.test(digits)) return `+1${digits}`;
  return /^1[2-9]\d{9}$/.test(digits) ? `+${digits}` : null;
}

/** A quotation mark keeps what it quotes: a reaction to a tagged text has the tag inside. */
function join(before: string, after: string): string {
  const left = before.trimEnd();
  const right = after.trimStart();
  return left === "" || right === "" || /[“„«"'(]$/u.test(left) ? left + right : `${left} ${right}`;
}

/** How a text of the override phone found its contact. */
export type FoundBy =
  /** By the tag in it. */
  | "tag"
  /** Without a tag: the contact who was texted last. */
  | "last"
  /** No contact has the number of its tag, or nobody was texted yet: it is among the unmatched texts. */
  | "nobody";

/** A text that went to the override phone. */
export type GotText = {
  /** The message's id. */
  id: string;
  phone: string;
  contactId: string;
  /** E.164 of the contact. */
  cell: string;
  name: string;
  /** With the tag. */
  body: string;
  /** Id of a picture that went with it. */
  picture?: string;
};

/** One line of what the override phone got and said, as the screen shows it. */
export type PhoneText = {
  id: string;
  /** `in`: the phone texted it. */
  direction: "out" | "in";
  /** As the phone has it. */
  body: string;
  /** Epoch ms. */
  at: number;
  /** The contact's, E.164; null when none is known. */
  cell: string | null;
  name: string;
  /** Of one that the phone texted. */
  found?: FoundBy;
  picture?: string;
};

/** What a text of the override phone is, to its contact: `contactId` null when no text to that number is known. */
export type PhoneSaid = { contactId: string | null; cell: string | null; body: string; found: FoundBy };
