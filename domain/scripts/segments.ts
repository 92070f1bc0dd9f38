/**
 * Segments: what a carrier splits a text into and charges for (docs/rules.md#scripts-segments). A text in the GSM-7
 * alphabet has room for 160 characters, or 153 in each of several; one character outside of it turns the whole text
 * into UCS-2 with 70 or 67 UTF-16 units.
 */

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
    if (septets === undefined) return ucs2(text.length);
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

function ucs2(units: number): Segments {
  if (units <= UCS2.one) return { encoding: "UCS-2", units, segments: 1, unitsLeft: UCS2.one - units };
  const segments = Math.ceil(units / UCS2.each);
  return { encoding: "UCS-2", units, segments, unitsLeft: segments * UCS2.each - units };
}

/** The characters of a text that GSM-7 does not have, each once: what makes it expensive. */
export function outsideGsm7(text: string): string[] {
  return [...new Set(Array.from(text).filter((character) => !SEPTETS.has(character)))];
}

/** Typographic characters and the GSM-7 ones that people read as the same. */
const LOOK_ALIKES: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′ʼ]/gu, "'"],
  [/[“”„‟″]/gu, '"'],
  [/[‐‑‒–—―−]/gu, "-"],
  [/…/gu, "..."],
  [/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu, " "],
  [/[\u200B\u2060\uFEFF]/gu, ""],
];

/**
 * The text with curly quotes, dashes, ellipses and odd spaces turned into their GSM-7 look-alikes when that saves
 * segments; else as it is (docs/rules.md#scripts-segments).
 */
export function leanText(text: string): string {
  const before = countSegments(text);
  if (before.encoding === "GSM-7" || before.segments === 0) return text;
  let lean = text;
  for (const [pattern, lookAlike] of LOOK_ALIKES) lean = lean.replaceAll(pattern, lookAlike);
  return countSegments(lean).segments < before.segments ? lean : text;
}
