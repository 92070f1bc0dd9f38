import { unguarded } from "./guard.ts";

/*
 * What wraps or hides a value: ="94110" and '94110 of spreadsheets, ".0" of numbers that were no numbers, no-break spaces and
 * marks without width that come with text copied from a page.
 */

/** Signs with which a wrapped value begins; anything up to a blank, too. */
const WRAPPERS = new Set(Array.from(`='"\``, (sign) => sign.charCodeAt(0)));
const BLANK = 32;
const LAST_PLAIN = 126;
/** Marks without width. The joiners (U+200C, U+200D) are part of some languages' words, and of emoji. */
const INVISIBLE = /[\u00AD\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
const JOINERS = "\u200C\u200D";
const BLANKS = /[\p{Zs}\v\f]/gu;

/** The value without what wraps or hides it. */
export function cleanValue(written: string): string {
  if (isPlain(written)) return written;
  const value = unguarded(withoutOuterJoiners(written.replace(INVISIBLE, "").replace(BLANKS, " ").trim()).trim());
  const formula = /^=\s*"((?:[^"]|"")*)"$/.exec(value)?.[1];
  if (formula !== undefined) return formula.replaceAll('""', '"').trim();
  // A spreadsheet's mark of text, which it hides and an export shows.
  return /^'[\d.,-]+$/.test(value) ? value.slice(1) : value;
}

/** Without joiners, which join nothing there, at its ends. */
function withoutOuterJoiners(value: string): string {
  let [from, to] = [0, value.length];
  while (from < to && JOINERS.includes(value.charAt(from))) from += 1;
  while (to > from && JOINERS.includes(value.charAt(to - 1))) to -= 1;
  return value.slice(from, to);
}

/** Nothing to do: ASCII, begins with no wrapper and ends with no blank. Most values are so, of millions of rows. */
function isPlain(written: string): boolean {
  const { length } = written;
  if (length === 0) return true;
  if (written.charCodeAt(length - 1) === BLANK || WRAPPERS.has(written.charCodeAt(0))) return false;
  for (let at = 0; at < length; at += 1) {
    const sign = written.charCodeAt(at);
    if (sign < BLANK || sign > LAST_PLAIN) return false;
  }
  return written.charCodeAt(0) !== BLANK;
}

const QUOTES: Readonly<Record<string, string>> = { "'": "'", '"': '"', "“": "”", "‘": "’", "«": "»", "`": "`" };

/** A value of a known column: also without quotes around it. */
export function cleanKnown(written: string): string {
  const value = cleanValue(written);
  const end = QUOTES[value.charAt(0)];
  if (end === undefined || value.length < 3 || !value.endsWith(end)) return value;
  const inner = value.slice(1, -1);
  return inner.includes(end) || inner.includes(value.charAt(0)) ? value : inner.trim();
}

const WHOLE = /^(\d+)\.0+$/;

/** An id, or another whole number, without the ".0" that a program put behind it. */
export function wholeNumber(value: string): string {
  return value.endsWith("0") ? (WHOLE.exec(value)?.[1] ?? value) : value;
}
