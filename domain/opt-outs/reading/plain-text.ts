/**
 * What a contact really wrote, made comparable: one case, no accents, no invisible marks, no look-alike letters of other
 * scripts, no signature and no note of the phone about an effect ("Sent with Loud Effect").
 */

import { remembering } from "./remembering.ts";

/** Space-like and invisible marks that phones put around reactions, emoji and right-to-left text. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Accents of Latin, Greek and Cyrillic letters, vowel points of Arabic and Hebrew. Vowel signs of Indic scripts stay. */
const ACCENTS = /[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u0640\u064B-\u0655\u0670]/gu;
/** Signs whose compatibility forms are letters. */
const MARKS = /[™℠]/gu;
/** White letters in black circles and boxes (🅢, 🆂), which compatibility forms leave as they are. */
const BOXED = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu;
const BOXED_A = 0x1f150;
/** From one alphabet of them to the next. */
const BOXED_STEP = 32;
/** Also small capitals, and letters that Arabic, Persian and Urdu keyboards have in forms of their own. */
const SINGLE_LETTERS: Readonly<Record<string, string>> = {
  đ: "d", ı: "i", ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", ى: "ي", ی: "ي", ک: "ك", ہ: "ه", ھ: "ه", ة: "ه",
  ᴀ: "a", ʙ: "b", ᴄ: "c", ᴅ: "d", ᴇ: "e", ꜰ: "f", ɢ: "g", ʜ: "h", ɪ: "i", ᴋ: "k", ʟ: "l", ᴍ: "m", ɴ: "n", ᴏ: "o", ᴘ: "p", ʀ: "r", ꜱ: "s", ᴛ: "t",
  ᴜ: "u", ᴠ: "v", ᴡ: "w", ʏ: "y",
}; // prettier-ignore
const SINGLE = /[đıłøßæœىیکہھةᴀʙᴄᴅᴇꜰɢʜɪᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏ]/gu;
/** Letters in boxes that phones draw as flags, in pairs: 🇸🇹🇴🇵. Flags spell none of the words. */
const FLAG_LETTERS = /(?:[\u{1F1E6}-\u{1F1FF}]\s?){3,12}/gu;
const FLAG_A = 0x1f1e6;

/** Letters of Cyrillic and Greek that look like Latin ones, which filters are evaded with. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: "a", с: "c", е: "e", һ: "h", і: "i", ј: "j", к: "k", м: "m", о: "o", р: "p", ѕ: "s", т: "t", у: "y", х: "x", в: "b", н: "h",
  α: "a", ε: "e", ι: "i", κ: "k", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x", ν: "v",
}; // prettier-ignore

const LATIN = /[a-z]/u;
const OTHER = /[\u0370-\u04FF]/u;

/** Letters and signs that are as they are. */
const PLAIN = /^[ -~\n]*$/u;

/** Lower case without accents and invisible marks; punctuation and line ends are as they were. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .replace(MARKS, "")
    .replace(BOXED, outOfBox)
    .replace(FLAG_LETTERS, outOfFlags)
    .normalize("NFKD")
    .replace(INVISIBLE, "")
    .replace(ACCENTS, "")
    .toLowerCase()
    .replace(ACCENTS, "")
    .normalize("NFC")
    .replace(SINGLE, (letter) => SINGLE_LETTERS[letter] ?? letter);
}

function outOfBox(sign: string): string {
  return String.fromCodePoint(0x61 + (((sign.codePointAt(0) ?? BOXED_A) - BOXED_A) % BOXED_STEP));
}

/** Words that are read where they are hidden, in letters that look or are drawn like theirs. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  "stop quit end cancel remove unsubscribe unsub optout stopall exit alto pare arret".split(" "),
);

function outOfFlags(flags: string): string {
  const letters = Array.from(flags.replace(/\s/gu, ""), (sign) =>
    String.fromCodePoint(0x61 + (sign.codePointAt(0) ?? FLAG_A) - FLAG_A),
  ).join("");
  return KEYWORDS.has(letters) ? ` ${letters} ` : flags;
}

/**
 * One word in Latin letters when it mixes them with letters that look like them ("STОP" with a Cyrillic О), or when all its letters
 * look like those of a word that opts out ("ЅТОР", no letter of which is Latin).
 */
export function withoutLookAlikes(word: string): string {
  if (!OTHER.test(word)) return word;
  return word.length <= LONGEST_KEPT ? asSeen(word) : inLatin(word);
}
/** Longer words are not kept. */
const LONGEST_KEPT = 24;
const asSeen = remembering(inLatin);

function inLatin(word: string): string {
  const seen = Array.from(word, (letter) => LOOK_ALIKES[letter] ?? letter).join("");
  return LATIN.test(word) || KEYWORDS.has(seen) ? seen : word;
}

const SIGNATURES = [
  "sent from", "sent via", "sent on", "get outlook", "enviado desde", "enviado con", "envoye de", "envoye depuis",
  "gesendet von", "von meinem", "inviato da", "enviado do", "sent by",
]; // prettier-ignore

/** The lines before a signature: "Stop\nSent from my iPhone", "Stop\n--\nDana Lee". */
export function withoutSignature(plain: string): string {
  const lines = plain.split("\n");
  const at = lines.findIndex((line, index) => {
    const start = line.trimStart();
    return index > 0 && (isRule(start) || SIGNATURES.some((each) => start.startsWith(each)));
  });
  const kept = (at === -1 ? lines : lines.slice(0, at)).map(withoutPhone);
  return kept.some((line) => line.trim() !== "") ? kept.join("\n") : plain;
}

/** Some phones put their name behind the last word: "Stop Sent from my iPhone". */
const PHONE_SIGNS = [" sent from my ", " enviado desde mi ", " envoye de mon "];
const MOST_PHONE_LETTERS = 50;
/** "It was sent from my iPhone" says so itself. */
const SAYS_SO = /(?:^|\s)(?:is|was|were|be|been|being|got|it|i|esta|fue|est|a)$/u;

function withoutPhone(line: string): string {
  const at = Math.max(...PHONE_SIGNS.map((each) => line.lastIndexOf(each)));
  const said = line.slice(0, Math.max(at, 0));
  return said !== "" && line.length - at < MOST_PHONE_LETTERS && !SAYS_SO.test(said.slice(-10)) ? said : line;
}

function isRule(line: string): boolean {
  const signs = line.trimEnd();
  return signs.length >= 2 && Array.from(signs).every((sign) => sign === "-" || sign === "_");
}

const EFFECT_BEGINS = [
  "sent with ",
  "enviado con ",
  "enviada con ",
  "envoye avec ",
  "enviado com ",
  "enviada com ",
  "inviato con ",
  "gesendet mit ",
];
const EFFECTS = new Set(
  "effect efecto effet efeito effetto effekt balloons confetti lasers fireworks celebration ink echo spotlight heart hearts slam loud gentle globos confeti ballons confettis ecos tinta".split(
    " ",
  ),
);
const MOST_EFFECT_WORDS = 6;

/** Without what a phone adds for an effect: "Stop (Sent with Loud Effect)", "optout sent with loud effect". */
export function withoutEffect(plain: string): string {
  for (const begins of EFFECT_BEGINS) {
    const at = plain.indexOf(begins);
    if (at === -1) continue;
    const bracket = plain.lastIndexOf("(", at) === at - 1 ? at - 1 : -1;
    const close = bracket === -1 ? plain.length : plain.indexOf(")", at);
    const end = close === -1 ? plain.length : close;
    const named = plain
      .slice(at + begins.length, end)
      .split(/[^\p{L}]+/u)
      .filter((word) => word !== "");
    if (named.length === 0 || named.length > MOST_EFFECT_WORDS || !named.some((word) => EFFECTS.has(word))) continue;
    const rest = `${plain.slice(0, bracket === -1 ? at : bracket)} ${plain.slice(end + 1)}`;
    if (rest.trim() !== "") return rest;
  }
  return plain;
}
