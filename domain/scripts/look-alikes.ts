/**
 * Characters outside of GSM-7 and what people read as the same within it: typographic marks, bullets, fractions, odd blanks,
 * invisible marks, letters in a fancy style. Letters of names stay as they are: "Łukasz" is not "Lukasz".
 *
 * A character that Unicode holds to be a form of others (full-width letters, ligatures, "№", "½") is found by
 * normalization (NFKC), so only the others are written here.
 */

/** Each group of characters, and what replaces any of them. */
const GROUPS: readonly (readonly [characters: string, plain: string])[] = [
  ["‘’‚‛ʹʻʼʽˈˊˋ´`′‵❛❜‹›ꞌʾʿ", "'"],
  ["“”„‟ʺˮ″‶❝❞〝〞〟«»", '"'],
  ["‴", "'''"],
  ["‐‑‒–—―−⁃﹘˗⎯─━⸺⸻", "-"],
  ["•‣●○◦▪▫■□◆◇∙⋅・‧⬤❍❖▸▹", "-"],
  ["►▶▷➢➣➤❯⟩〉", ">"],
  ["❮⟨〈", "<"],
  ["→➔➙➜➝➞➡⟶", "->"],
  ["←⬅⟵", "<-"],
  ["↔⟷", "<->"],
  ["⇒⟹", "=>"],
  ["⁄∕⧸÷", "/"],
  ["∖⧵⧹", "\\"],
  ["∣ǀ⏐⎸⎹❘¦", "|"],
  ["‖∥", "||"],
  ["∗⁎✱✲✳✴★☆✦✧✶✭✮✯※❋❊❉✻✽✼", "*"],
  ["×✕", "x"],
  ["±", "+/-"],
  ["≤⩽", "<="],
  ["≥⩾", ">="],
  ["≠", "!="],
  ["≈∼˜", "~"],
  ["ˆ", "^"],
  ["¯‾", "-"],
  ["¸", ","],
  ["‽", "?!"],
  ["ǃ", "!"],
  ["¢", "c"],
  ["₤", "£"],
  ["©", "(c)"],
  ["®", "(R)"],
  ["☐", "[ ]"],
  ["☑☒", "[x]"],
  ["\t\u2800\u1680", " "],
  ["\u0085\u2028\u2029\v", "\n"],
];

/** Small capitals and the letters that they are, in the same order. */
const SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWYZ";

const PLAIN: ReadonlyMap<string, string> = new Map([
  ...GROUPS.flatMap(([characters, plain]) => Array.from(characters, (character) => [character, plain] as const)),
  ...Array.from(SMALL_CAPITALS, (letter, at) => [letter, CAPITALS.charAt(at)] as const),
]);

/** Soft hyphens, zero-width marks, marks of direction, byte-order marks, variation selectors, and what shows nothing. */
const INVISIBLE = /^[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;
const BLANK = /^\p{Zs}$/u;
/** Words read from right to left, which marks of direction keep in order. */
const RIGHT_TO_LEFT = /(?=\p{L})[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;
const MARK_OF_DIRECTION = /^[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]$/u;
/** A superscript or subscript is another number than the digit: 10² is not 102. */
const RAISED = /^[⁰¹²³⁴-⁹⁺⁻₀-₉]$/u;
const CIRCLED_NUMBER = /^[\u2460-\u2473]$/u;
const FRACTION_SLASH = "\u2044";
/** Somebody chose a picture: it is none of the signs above, even where it looks like one. */
const EMOJI = /^(?![©®™])(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F)/u;
/** The narrow blanks within quotation marks of French. */
const AFTER_OPENING = /«[\u00A0\u202F]/gu;
const BEFORE_CLOSING = /[\u00A0\u202F]»/gu;

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The text with every character that has a look-alike among those that `has` accepts replaced by it. What people see as one
 * character is replaced as a whole or not at all, so that an emoji made of several keeps its joiners.
 *
 * @param has whether a character belongs to the alphabet that is wanted
 */
export function withLookAlikes(text: string, has: (character: string) => boolean): string {
  const keepsDirection = RIGHT_TO_LEFT.test(text);
  let plain = "";
  const composed = text.normalize("NFC").replaceAll(AFTER_OPENING, "«").replaceAll(BEFORE_CLOSING, "»");
  for (const { segment } of clusters.segment(composed)) {
    if (EMOJI.test(segment) || (keepsDirection && MARK_OF_DIRECTION.test(segment))) {
      plain += segment;
      continue;
    }
    let replaced = "";
    for (const character of segment) replaced += has(character) ? character : plainOf(character, plain + replaced);
    plain += Array.from(replaced).every(has) ? replaced : segment;
  }
  return plain;
}

/** @param before what precedes it: a fraction after a digit needs a blank, "2½" is "2 1/2" */
function plainOf(character: string, before: string): string {
  const known = PLAIN.get(character);
  if (known !== undefined) return known;
  if (character === "·") return /\p{L}$/u.test(before) ? "." : "-";
  if (INVISIBLE.test(character)) return "";
  if (BLANK.test(character)) return " ";
  if (RAISED.test(character)) return character;
  const form = character.normalize("NFKC");
  if (form === character) return character;
  if (CIRCLED_NUMBER.test(character)) return `(${form})`;
  const plain = Array.from(form, (each) => PLAIN.get(each) ?? each).join("");
  return form.includes(FRACTION_SLASH) && /\d$/.test(before) ? ` ${plain}` : plain;
}
