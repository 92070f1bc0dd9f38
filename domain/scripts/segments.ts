/**
 * Segments: what a carrier splits a text into and charges for (docs/rules.md#scripts-segments). A text in the GSM-7
 * alphabet has room for 160 characters, or 153 in each of several; one character outside of it turns the whole text
 * into UCS-2 with 70 or 67 UTF-16 units. What people see as one character is not split: where it has no room, it begins the
 * next segment.
 */
import { withLookAlikes } from "./look-alikes.ts";

/** 3GPP TS 23.038, default alphabet: one septet each. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Its extension table: an escape and a character, two septets that stay together. */
const EXTENSION = "\f^{}\\[~]|€";

const SEPTETS: ReadonlyMap<string, 1 | 2> = new Map([
  ...Array.from(BASIC, (character) => [character, 1] as const),
  ...Array.from(EXTENSION, (character) => [character, 2] as const),
]);

const GSM7 = { one: 160, each: 153 };
const UCS2 = { one: 70, each: 67 };

export type Segments = {
  encoding: "GSM-7" | "UCS-2";
  /** Septets or UTF-16 units. */
  units: number;
  /** 0 for the empty text. */
  segments: number;
  /** Units that still fit into the last segment. */
  unitsLeft: number;
};

export function countSegments(text: string): Segments {
  let units = 0;
  for (const character of text) {
    const septets = SEPTETS.get(character);
    if (septets === undefined) return ucs2(text);
    units += septets;
  }
  if (units <= GSM7.one)
    return { encoding: "GSM-7", units, segments: units === 0 ? 0 : 1, unitsLeft: GSM7.one - units };
  // An escaped character is not split: where only one septet is left, it begins the next segment.
  let segments = 1;
  let used = 0;
  for (const character of text) {
    const septets = SEPTETS.get(character) ?? 1;
    if (used + septets > GSM7.each) {
      segments += 1;
      used = 0;
    }
    used += septets;
  }
  return { encoding: "GSM-7", units, segments, unitsLeft: GSM7.each - used };
}

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Each of their UTF-16 units is a character of its own: no surrogates, no marks that combine. */
const SIMPLE = /^[\n -\u02FF\u0400-\u0482\u2010-\u2027\u2030-\u203B\u20A0-\u20BF]*$/;

function ucs2(text: string): Segments {
  const units = text.length;
  if (units <= UCS2.one) return { encoding: "UCS-2", units, segments: 1, unitsLeft: UCS2.one - units };
  if (SIMPLE.test(text)) {
    const segments = Math.ceil(units / UCS2.each);
    return { encoding: "UCS-2", units, segments, unitsLeft: segments * UCS2.each - units };
  }
  let segments = 1;
  let used = 0;
  for (const { segment: cluster } of clusters.segment(text)) {
    for (const part of inseparable(cluster)) {
      if (used + part.length > UCS2.each) {
        segments += 1;
        used = 0;
      }
      used += part.length;
    }
  }
  return { encoding: "UCS-2", units, segments, unitsLeft: UCS2.each - used };
}

/** A line break is two characters to the carrier; a cluster longer than a segment is split between its characters. */
function inseparable(cluster: string): Iterable<string> {
  return cluster === "\r\n" || cluster.length > UCS2.each ? cluster : [cluster];
}

/** The characters of a text that GSM-7 does not have, each once: what makes it expensive. */
export function outsideGsm7(text: string): string[] {
  return [...new Set(Array.from(text).filter((character) => !SEPTETS.has(character)))];
}

/**
 * The text with typographic marks, bullets, fractions, odd blanks and invisible marks turned into their GSM-7 look-alikes
 * when that saves segments; else as it is (docs/rules.md#scripts-segments).
 */
export function leanText(text: string): string {
  const before = countSegments(text);
  if (before.encoding === "GSM-7" || before.segments === 0) return text;
  const lean = withLookAlikes(text, isGsm7);
  return countSegments(lean).segments < before.segments ? lean : text;
}

export function isGsm7(character: string): boolean {
  return SEPTETS.has(character);
}
