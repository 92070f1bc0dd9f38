/** What an admin sees and types on the page of assignments; plain functions, so that they can be tested. */
import { MOST_UNSENT } from "../../../domain/assignment/most-unsent.ts";
import type { AssignmentsAnswer, CountsSet, HeldKind, Reassigned } from "../../../domain/assignment/assignments.ts";
import { ROLE_WORDS } from "../../../domain/roles.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";

export type TexterHolding = AssignmentsAnswer["texters"][number];

/** What was typed for a texter and not saved: by person, as it is in the field. */
export type Edits = ReadonlyMap<string, string>;

const HOUR_MS = 3_600_000;

/** Texters with the longest waiting reply come first, then those with most to send, then by name. */
export function inOrder(texters: readonly TexterHolding[]): TexterHolding[] {
  const since = ({ waitingSinceMs }: TexterHolding) => waitingSinceMs ?? Number.MAX_SAFE_INTEGER;
  return [...texters].sort((a, b) => since(a) - since(b) || b.toSend - a.toSend || a.name.localeCompare(b.name));
}

export function found(texters: readonly TexterHolding[], search: string): TexterHolding[] {
  const wanted = search.trim().toLowerCase();
  return texters.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** A whole number as it was typed; null when it is none. */
export function wholeNumber(typed: string, most = MOST_UNSENT): number | null {
  const trimmed = typed.trim();
  if (!/^\d{1,9}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value <= most ? value : null;
}

export type HoldingChanges = {
  counts: { personId: string; toSend: number }[];
  /** Persons whose field holds no number that can be saved. */
  wrong: string[];
  more: number;
  fewer: number;
  /** How many contacts are missing for these numbers. */
  missing: number;
};

/** What saving would do; a field with the present number changes nothing. */
export function changesOf(
  edits: Edits,
  { left, texters }: { left: number; texters: readonly TexterHolding[] },
): HoldingChanges {
  const held = new Map(texters.map(({ personId, toSend }) => [personId, toSend]));
  const changes: HoldingChanges = { counts: [], wrong: [], more: 0, fewer: 0, missing: 0 };
  for (const [personId, typed] of edits) {
    const toSend = wholeNumber(typed);
    const now = held.get(personId) ?? 0;
    if (toSend === null) changes.wrong.push(personId);
    if (toSend === null || toSend === now) continue;
    changes.counts.push({ personId, toSend });
    if (toSend > now) changes.more += toSend - now;
    else changes.fewer += now - toSend;
  }
  changes.missing = Math.max(0, changes.more - changes.fewer - left);
  return changes;
}

/** Fields that were edited while their numbers were being saved still have to be saved. */
export function withoutSaved(edits: Edits, saved: Edits): Edits {
  return new Map([...edits].filter(([personId, typed]) => saved.get(personId) !== typed));
}

/** How many of a texter's contacts are of a kind. */
export function heldOf({ toSend, waiting, conversations }: TexterHolding, kind: HeldKind): number {
  return { toSend, waiting, conversations, all: toSend + conversations }[kind];
}

/**
 * The texters whose replies have waited longer, and how many replies they have waiting: not all of these are that old.
 */
export function lateBy(texters: readonly TexterHolding[], hours: number, nowMs: number) {
  const beforeMs = nowMs - hours * HOUR_MS;
  const late = texters.filter(({ waitingSinceMs }) => waitingSinceMs !== null && waitingSinceMs < beforeMs);
  return { beforeMs, late, atMost: late.reduce((sum, { waiting }) => sum + waiting, 0) };
}

export function roleWords(role: string): string {
  return Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as keyof typeof ROLE_WORDS] : role;
}

export const contactsInWords = (number: number) => counted(number, "contact");

/** "6 each", "6 or 7 each"; empty for one receiver. */
export function eachGets(number: number, receivers: number): string {
  if (receivers < 2 || number === 0) return "";
  const least = Math.floor(number / receivers);
  return number % receivers === 0 ? `, ${count(least)} each` : `, ${count(least)} or ${count(least + 1)} each`;
}

export function movedWords({ moved }: Reassigned, nameOf: (personId: string) => string): string {
  const got = moved.filter((each) => each.count > 0);
  if (got.length === 0)
    return "Nothing was reassigned. The contacts have changed in the meantime, or the texters you chose already have them.";
  return `${list(got.map((each) => `${nameOf(each.personId)} got ${contactsInWords(each.count)}`))}.`;
}

export function countsWords({ counts, missing }: CountsSet, nameOf: (personId: string) => string): string {
  const shown = counts.slice(0, 5).map((each) => `${nameOf(each.personId)} has ${count(each.toSend)} to send`);
  if (counts.length > shown.length)
    shown.push(`${counted(counts.length - shown.length, "other has theirs", "others have theirs")}`);
  const short =
    missing === 0
      ? ""
      : ` That is ${contactsInWords(missing)} fewer than you entered, because all others are already assigned.`;
  return `Saved: ${list(shown)}.${short}`;
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(words);
}
