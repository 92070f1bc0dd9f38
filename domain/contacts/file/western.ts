/*
 * Files of one byte per character: Windows-1252 (what older spreadsheets on Windows call "CSV") and Mac Roman (what Excel for Mac
 * calls "CSV"). Both read every byte, so only the words that come out tell them apart: in one of them "José" is "JosŽ".
 * Runtimes disagree on these encodings, so the tables are here. Facts: the mapping tables of the Unicode consortium
 * (CP1252.TXT, ROMAN.TXT).
 */

export type Western = "windows-1252" | "mac-roman";

/** Characters of the bytes 0x80 to 0xFF. */
const UPPER_HALF: Readonly<Record<Western, string>> = {
  "windows-1252":
    "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ" +
    Array.from({ length: 96 }, (_, index) => String.fromCharCode(0xa0 + index)).join(""),
  "mac-roman":
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø" +
    "¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
};

const PIECE_BYTES = 8192;

export function decodeWestern(bytes: Uint8Array, encoding: Western): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + PIECE_BYTES)));
  }
  const upper = UPPER_HALF[encoding];
  return pieces.join("").replace(/[\u0080-\u00FF]/g, (sign) => upper.charAt(sign.charCodeAt(0) - 0x80));
}

/** Signs that are looked at; a file has many more only when it is all of one kind. */
const MOST_SIGNS = 5_000;

/** How much more the bytes beyond ASCII look like Mac Roman than like Windows-1252; below zero: less. Of stretches, it adds up. */
export function macEvidence(bytes: Uint8Array): number {
  let score = 0;
  let signs = 0;
  for (let at = 0; at < bytes.length && signs < MOST_SIGNS; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    signs += 1;
    score += fit(bytes, at, "mac-roman") - fit(bytes, at, "windows-1252");
  }
  return score;
}

/** Letters of names and words in the languages that both encodings write, in the order of no importance. */
const COMMON = new Set("áéíóúüñçàèìòùâêîôûäëïöãõåøæßÁÉÍÓÚÜÑÇÀÈÖÄÅØ");

/** How well a byte's character fits where it is: in words, capitals do not follow small letters, and signs are not within. */
function fit(bytes: Uint8Array, at: number, encoding: Western): number {
  const upper = UPPER_HALF[encoding];
  const signAt = (index: number) => {
    const byte = bytes[index] ?? 0x20;
    return byte < 0x80 ? String.fromCharCode(byte) : upper.charAt(byte - 0x80);
  };
  const sign = signAt(at);
  const [before, after] = [signAt(at - 1), signAt(at + 1)];
  const isWithin = isLetter(before) && isLetter(after);
  if (isLetter(sign)) {
    if (!isLetter(before) && !isLetter(after)) return -0.5;
    const flips = isCapital(sign)
      ? isSmall(before)
      : isCapital(before) && (isCapital(after) || (!isLetter(after) && isCapital(signAt(at - 2))));
    return flips ? -2 : COMMON.has(sign) ? 1 : 0.5;
  }
  switch (sign) {
    case "’":
    case "‘":
      if (!isWithin) return 0.5;
      // "Ana’s", "don’t", "O’Neil", "D’Angelo", but "Garc’a" is "García" in the other encoding.
      return endsShort(signAt, at) || !isLetter(signAt(at - 2)) ? 1.5 : 0.25;
    case "“":
      return !isLetter(before) && after.trim() !== "" ? 0.75 : -1;
    case "”":
      return before.trim() !== "" && !isLetter(after) ? 0.75 : -1;
    case "–":
    case "—":
      return isWithin ? -0.5 : 0.5;
    default:
      return /[\u0080-\u009F\uF8FF]/.test(sign) ? -3 : isWithin ? -1 : 0.25;
  }
}

const CONTRACTIONS = new Set(["s", "t", "d", "m", "re", "ll", "ve"]);

function endsShort(signAt: (index: number) => string, at: number): boolean {
  const [first, second, third] = [signAt(at + 1), signAt(at + 2), signAt(at + 3)];
  if (!isLetter(second)) return CONTRACTIONS.has(first.toLowerCase());
  return !isLetter(third) && CONTRACTIONS.has((first + second).toLowerCase());
}

function isLetter(sign: string): boolean {
  return sign.toLowerCase() !== sign.toUpperCase() || /[ªºß]/.test(sign);
}

function isCapital(sign: string): boolean {
  return sign !== sign.toLowerCase();
}

function isSmall(sign: string): boolean {
  return sign !== sign.toUpperCase();
}
