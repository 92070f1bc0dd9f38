/** What each sign of a text is to its reader. Looked up in a table: a text has many signs, of few kinds. */

export const SIGN = {
  /** Spaces, emoji, signs that only part words. */
  between: 1,
  letter: 2,
  digit: 3,
  apostrophe: 4,
  dot: 5,
  hash: 6,
  equals: 7,
  and: 8,
  dash: 9,
  /** Ends a clause. */
  end: 10,
  /** 🛑 is a word. */
  stop: 11,
  /** As is 😂. */
  laugh: 12,
} as const;

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const APOSTROPHES = "'’‘ʼ`´′";
/** What ends a clause. */
const ENDS = /[.,;:!?\n…()[\]{}"“”„«»—–|。，！？、；：「」『』（）؟،؛।·•]/u;
const STOP_SIGN = 0x1f6d1;
const LAUGHS: ReadonlySet<number> = new Set(Array.from("😂🤣😹😆😝", (sign) => sign.codePointAt(0) ?? 0));
const SINGLE: Readonly<Record<string, number>> = {
  ".": SIGN.dot,
  "#": SIGN.hash,
  "=": SIGN.equals,
  "&": SIGN.and,
  "-": SIGN.dash,
};

/** 0 where a sign was not met yet. */
const met = new Uint8Array(0x10000);

/** @param code of a code point */
export function signOf(code: number): number {
  const known = met[code];
  if (known !== undefined && known !== 0) return known;
  const kind = lookUp(code);
  if (code < met.length) met[code] = kind;
  return kind;
}

function lookUp(code: number): number {
  const sign = String.fromCodePoint(code);
  if (sign >= "0" && sign <= "9") return SIGN.digit;
  if (LETTER.test(sign)) return SIGN.letter;
  if (code === STOP_SIGN) return SIGN.stop;
  if (LAUGHS.has(code)) return SIGN.laugh;
  if (APOSTROPHES.includes(sign)) return SIGN.apostrophe;
  return SINGLE[sign] ?? (ENDS.test(sign) ? SIGN.end : SIGN.between);
}

export function isLetter(kind: number): boolean {
  return kind === SIGN.letter || kind === SIGN.digit;
}
