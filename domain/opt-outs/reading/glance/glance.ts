/**
 * A look at a text before it is read: which readers it may mean something to. Most texts say nothing that any reader waits for
 * ("I already voted", "ok who is this"), and that is seen in one pass over their signs and a look-up per word.
 *
 * It only ever leaves out readers that would find nothing: a reader's needs are read off its own rules (pattern/needs.ts), and every
 * word is looked up in all forms that the readers may take it for (token.ts).
 */
import { ANY_QUOTE, ENDS_IN_PICTURE } from "../reactions.ts";
import { plainText } from "../plain-text.ts";
import { SIGN, isLetter, signOf } from "../signs.ts";
import { ALL_READERS, READER } from "./readers.ts";
import { indexOfReaders } from "./rules-needed.ts";
import { meantBy } from "./token.ts";
import { LAUGH } from "../words.ts";

/** Letters and signs of texts that are plain but for case: ASCII, curly quotes, dashes, emoji. */
const SIMPLE = /^[\uFE0F -~\n\r\t‘’“”…–—\u2600-\u27BF\u{1F300}-\u{1FAFF}]*$/u;
/** Emoji that may say stop. */
const STOP_SIGNS = new Set(Array.from("🛑⛔🚫✋🙅🤚🛇🖕⏹", (sign) => sign.codePointAt(0)));
/** Beyond the Latin letters are no spaces, endings, look-alikes: all readers are asked. */
const OTHER_SCRIPTS = 0x370;
const VARIATION = 0xfe0f;
/** Only a reading can tell. */
const READ = 0;
/** Signs that stand for words. */
const WORD_OF: Readonly<Record<number, string>> = {
  [SIGN.hash]: "number",
  [SIGN.equals]: "is",
  [SIGN.and]: "and",
  [SIGN.laugh]: LAUGH,
};

function kindAt(plain: string, at: number): number {
  const code = plain.codePointAt(at) ?? SPACE;
  const kind = signOf(code);
  if (code < OTHER_SCRIPTS) return kind;
  // Within a word it is no sign of its own.
  if (code === VARIATION) return isLetter(signOf(plain.codePointAt(at - 1) ?? SPACE)) ? READ : SIGN.between;
  return kind === SIGN.letter || STOP_SIGNS.has(code) ? READ : kind;
}

/** A word as one look sees it. `count` is 0 for apostrophes alone. */
type Token = { needs: readonly number[]; count: number; singles: number; endsAsPicture: boolean };

/** More are forgotten, all at once: strangers must not fill the memory. */
const MOST_TOKENS = 4_000;
const LONGEST_KEPT = 24;
const tokens = new Map<string, Token>();
const NONE: readonly number[] = [];

function tokenOf(word: string): Token {
  const known = tokens.get(word);
  if (known) return known;
  const { words, cut } = meantBy(word);
  const index = indexOfReaders();
  const needs = new Set<number>();
  for (const each of words) for (const need of index.needsOf(each)) needs.add(need);
  const found: Token = {
    needs: needs.size === 0 ? NONE : [...needs],
    count: cut.length,
    singles: cut.filter((each) => each.length === 1).length,
    endsAsPicture: ENDS_IN_PICTURE.test(cut.at(-1) ?? ""),
  };
  if (tokens.size >= MOST_TOKENS) tokens.clear();
  if (word.length <= LONGEST_KEPT) tokens.set(word, found);
  return found;
}

/** Digits of the shortest phone number. */
const LEAST_PHONE = 7;
/** Letters set apart that may be a word: "s t o p". */
const LEAST_SPELLED = 3;
const MOST_PICTURE_WORDS = 8;
const SPACE = 32;

/** @returns bits of the readers (readers.ts) that may find something; 0 when the text says nothing to any of them */
export function glance(text: string): number {
  const plain = SIMPLE.test(text) ? text.toLowerCase() : plainText(text);
  const index = indexOfReaders();
  index.begin();
  let start = -1;
  let count = 0;
  let digits = 0;
  let singles = 0;
  let endsAsPicture = false;
  for (let at = 0; at <= plain.length; at += 1) {
    const kind = kindAt(plain, at);
    if (kind === READ) return ALL_READERS;
    if (kind === SIGN.letter || kind === SIGN.digit || kind === SIGN.apostrophe) {
      if (start === -1) start = at;
      if (kind === SIGN.digit) digits += 1;
      continue;
    }
    if (start !== -1) {
      const token = tokenOf(plain.slice(start, at));
      index.meet(token.needs);
      singles = token.singles === 0 ? 0 : singles + token.singles;
      if (singles >= LEAST_SPELLED) return ALL_READERS;
      count += token.count;
      if (token.count > 0) endsAsPicture = token.endsAsPicture;
      start = -1;
    }
    const word = WORD_OF[kind];
    if (word !== undefined) index.meet(tokenOf(word).needs);
  }
  if (digits >= LEAST_PHONE) index.meet(tokenOf("number").needs);
  const isReaction = ANY_QUOTE.test(text) || (endsAsPicture && count <= MOST_PICTURE_WORDS);
  return isReaction ? index.readers() | READER.reactions : index.readers();
}
