/**
 * A text as a row of words for the grammar: plain, in one spelling, with the ends of clauses, and without words that change
 * nothing ("please", "fucking", "again"), which are kept aside.
 */
import { BREAK } from "../pattern/vocabulary.ts";
import { withLists } from "./lists.ts";
import { KEYWORDS, plainText, withoutEffect, withoutLookAlikes, withoutSignature } from "./plain-text.ts";
import { SIGN, isLetter, signOf } from "./signs.ts";
import { spell } from "./spelling.ts";

export type Clause = {
  /** First word in the text's words, and the one after the last. */
  start: number;
  end: number;
  /** As they were said, in one spelling, for the record. */
  said: string;
  /** Words that change nothing. */
  aside: ReadonlySet<string>;
  /** The sign that it ends with; empty at the end of the text. */
  endsWith: string;
};

export type TextWordsRead = {
  /** All words that count, with BREAK between clauses. */
  words: string[];
  clauses: Clause[];
  /** Places in the words at which somebody asked nicely. */
  pleas: ReadonlySet<number>;
  /** Everything that was said, in one spelling. */
  said: string;
  /** The same as it was spelled. */
  plain: string;
  /** By clauses. */
  sentences: readonly string[];
};

/** Politeness, rudeness and stress. What asks nicely also makes a bare word a request: "please". */
export const PLEAS = new Set("please kindly respectfully porfavor svp favor asap bitte piacere".split(" "));
const RUDE =
  "fucking fuckin fkn fking fukin fckin fucken effing freaking freakin frickin fricking friggin frigging damn dang darn goddamn goddam " +
  "damned bloody motherfucking fukking fing blasted stinking puto puta pinche maldito putain foutu";
const STRESS =
  "just ever again anymore already really seriously actually simply permanently forever hereby also completely entirely promptly " +
  "literally totally absolutely definitely honestly jesus christ god ffs smh omg wtf tf idk tbh fyi btw " +
  "thereby forthwith effective whatsoever";
const ASIDE = new Set([...PLEAS, ...RUDE.split(" "), ...STRESS.split(" ")]);
/** The same in several words. */
const ASIDE_ROWS = [
  "the fuck", "the hell", "the heck", "the f", "for gods sake", "for fucks sake", "for the love of pete", "for the love of christ", "for the love of all that is holy", "sweet jesus", "for real this time", "for real", "this time", "for fuck sake", "for christ sake", "for god sake", "for petes sake", "for heavens sake", "for goodness sake", "for pity sake", "for the love of god", "for christs sake", "for good",
  "at all", "thanks in advance", "for crying out loud", "once and for all", "thanks so much", "thanks very much", "under any circumstances",
  "in any way", "of any kind", "from now on", "going forward", "in the future", "a los cojones", "de una vez", "s v p", "from here on out",
]; // prettier-ignore
const asideRows = new Map<string, string[][]>();
for (const row of ASIDE_ROWS.map((each) => each.split(" "))) {
  const first = row[0] ?? "";
  asideRows.set(first, [...(asideRows.get(first) ?? []), row]);
}

/** French words that an apostrophe ties to the next one. */
const ELIDED = new Set("m l d n t s j c qu".split(" "));
/** A longer word is not looked up: it grows letter by letter, and each look would read all of it. */
const LONGEST_ELIDED = 2;

/** After these, "#" is a number: "wrong #", "lose my #". */
const NUMBERED = new Set("wrong my this the your phone cell right correct our".split(" "));

export function readWords(text: string): TextWordsRead {
  return arrange(cut(withoutEffect(withoutSignature(plainText(text)))));
}

/** The same text with other words in the places of some, BREAK between clauses. */
export function rearrange(words: readonly string[]): TextWordsRead {
  const clauses: Cut[] = [{ words: [], endsWith: "" }];
  for (const word of words) {
    if (word === BREAK) clauses.push({ words: [], endsWith: "" });
    else clauses.at(-1)?.words.push(word);
  }
  return arrange(clauses.filter((clause) => clause.words.length > 0));
}

/** A clause as it is written. */
type Cut = { words: string[]; endsWith: string };

/** Clauses of a text. */
function cut(plain: string): Cut[] {
  return together(withLists(withoutRepeats(cutClauses(plain))));
}

/** "STOP! STOP! STOP!": what was said twice says nothing more, and costs nothing more. */
function withoutRepeats(clauses: Cut[]): Cut[] {
  if (clauses.length <= MOST_SAID) return clauses;
  const counts = new Map<string, number>();
  return clauses.filter(({ words, endsWith }) => {
    const clause = words.join(" ") + endsWith;
    const count = (counts.get(clause) ?? 0) + 1;
    counts.set(clause, count);
    return count <= MOST_SAID;
  });
}
const MOST_SAID = 2;

/** The same before letters that were set apart are put together. One look at each sign. */
export function cutClauses(plain: string): Cut[] {
  const clauses: Cut[] = [];
  let words: string[] = [];
  /** What of the word at hand is before an apostrophe, and where the rest begins; -1 when there is none. */
  let word = "";
  let from = -1;
  const endWord = (at: number) => {
    if (from !== -1) word += plain.slice(from, at);
    from = -1;
    if (word !== "") words.push(withoutLookAlikes(word));
    word = "";
  };
  const endClause = (at: number, endsWith: string) => {
    endWord(at);
    if (words.length > 0) clauses.push({ words, endsWith });
    words = [];
  };
  let before: number = SIGN.between;
  for (let at = 0; at < plain.length;) {
    const code = plain.codePointAt(at) ?? 0;
    const next = at + (code > LAST_OF_ONE_UNIT ? 2 : 1);
    const kind = signOf(code);
    if (kind === SIGN.letter || kind === SIGN.digit) {
      if (from === -1) from = at;
    } else if (kind === SIGN.between) endWord(at);
    else {
      const after = signOf(plain.codePointAt(next) ?? SPACE);
      if (kind === SIGN.apostrophe) {
        if (from !== -1) word += plain.slice(from, at);
        from = -1;
        if (word.length <= LONGEST_ELIDED && ELIDED.has(word) && isLetter(after)) endWord(at);
      } else if (kind === SIGN.stop || kind === SIGN.laugh) {
        endWord(at);
        words.push(kind === SIGN.stop ? "stop" : LAUGH);
      } else if (kind === SIGN.hash) {
        const isNumber = word === "" && from === -1 && !isLetter(after) && NUMBERED.has(words.at(-1) ?? "");
        endWord(at);
        if (isNumber) words.push("number");
      } else if (kind === SIGN.equals || kind === SIGN.and) {
        endWord(at);
        words.push(kind === SIGN.and ? "and" : "is");
      } else if (kind === SIGN.dot && isLetter(before) && isLetter(after)) endWord(at);
      else if (kind === SIGN.dash && !(isSpaceAt(plain, at - 1) && (after === SIGN.dash || isSpaceAt(plain, next))))
        endWord(at);
      else endClause(at, plain.slice(at, next));
    }
    before = kind;
    at = next;
  }
  endClause(plain.length, "");
  return clauses;
}
const LAST_OF_ONE_UNIT = 0xffff;
const SPACE = 32;
/** What 😂 says. */
export const LAUGH = "haha";

/** Before and behind a text is space. */
function isSpaceAt(plain: string, at: number): boolean {
  const sign = plain[at];
  return sign === undefined || sign === " " || sign.trim() === "";
}

/** Letters that were set apart, as one word: "s t o p", "S.T.O.P." */
function together(clauses: Cut[]): Cut[] {
  const all = clauses.flatMap(({ words }) => words);
  const endsWith = clauses.at(-1)?.endsWith ?? "";
  if (all.length >= 3 && all.every(isSingle)) return [{ words: [all.join("")], endsWith }];
  // One word in each clause: "STOP. TEXTING. ME."
  const isSpoken = clauses.length >= 3 && clauses.every(({ words }) => words.length === 1);
  if (isSpoken && new Set(all).size > 1 && (all.at(-1) !== "stop" || all[0] === "stop"))
    return [{ words: all, endsWith }];
  const made = unbroken(clauses);
  for (const clause of made) if (clause.words.some(isSingle)) clause.words = joined(clause.words);
  return made;
}

/** Three words or more with a full stop behind each, in a text of others: "Again: Do. Not. Text. Me." */
function unbroken(clauses: Cut[]): Cut[] {
  const made: Cut[] = [];
  for (let at = 0; at < clauses.length;) {
    let end = at;
    while (
      end < clauses.length &&
      clauses[end]?.words.length === 1 &&
      (end === at || clauses[end - 1]?.endsWith === ".")
    )
      end += 1;
    // "Every. Single. Day. STOP.": the last is a sentence of its own.
    if (end - at > LEAST_UNBROKEN && clauses[end - 1]?.words[0] === "stop") end -= 1;
    const run = clauses.slice(at, end);
    const words = run.flatMap((clause) => clause.words);
    if (run.length >= LEAST_UNBROKEN && new Set(words).size > 1)
      made.push({ words, endsWith: run.at(-1)?.endsWith ?? "" });
    else made.push(...clauses.slice(at, Math.max(end, at + 1)));
    at = Math.max(end, at + 1);
  }
  return made;
}
const LEAST_UNBROKEN = 3;

function joined(words: readonly string[]): string[] {
  const made: string[] = [];
  for (let at = 0; at < words.length;) {
    let end = at;
    while (end < words.length && isSingle(words[end] ?? "")) end += 1;
    const row = words.slice(at, end).join("");
    if (end - at >= 3 && KEYWORDS.has(row)) made.push(row);
    else made.push(...words.slice(at, Math.max(end, at + 1)));
    at = Math.max(end, at + 1);
  }
  return made;
}

function isSingle(word: string): boolean {
  return word.length === 1 && /\p{L}/u.test(word);
}

function arrange(clauses: Cut[]): TextWordsRead {
  const pleas = new Set<number>();
  const result: TextWordsRead = {
    words: [],
    clauses: [],
    pleas,
    said: "",
    plain: clauses.flatMap((clause) => clause.words).join(" "),
    sentences: clauses.map((clause) => clause.words.join(" ")),
  };
  const all: string[] = [];
  for (const { words, endsWith } of clauses) {
    const spelled = spell(withNumbers(words));
    for (const word of spelled) all.push(word);
    if (result.words.length > 0 && result.words.at(-1) !== BREAK) result.words.push(BREAK);
    const start = result.words.length;
    const aside = takeAside(spelled, result.words, pleas);
    result.clauses.push({ start, end: result.words.length, said: spelled.join(" "), aside, endsWith });
  }
  if (result.words.at(-1) === BREAK) result.words.pop();
  result.said = all.join(" ");
  return result;
}

/** A phone number's digits, however they are grouped, as the word for it: "remove 617-555-0101". */
function withNumbers(words: string[]): string[] {
  if (!words.some((word) => signOf(word.codePointAt(0) ?? SPACE) === SIGN.digit)) return words;
  const made: string[] = [];
  for (let at = 0; at < words.length;) {
    let digits = "";
    let end = at;
    while (end < words.length && /^\d+$/u.test(words[end] ?? "") && digits.length <= MOST_DIGITS)
      digits += words[end++] ?? "";
    const isLocal = digits.length === LOCAL_DIGITS && end - at > 1;
    const isPhone = digits.length === MOST_DIGITS || digits.length === MOST_DIGITS - 1 || isLocal;
    made.push(...(isPhone ? ["number"] : words.slice(at, Math.max(end, at + 1))));
    at = Math.max(end, at + 1);
  }
  return made;
}
const MOST_DIGITS = 11;
/** Without an area code: "555-0177". */
const LOCAL_DIGITS = 7;

/** Adds to `kept` the words of a clause but those that change nothing, which are returned, and notes where somebody asked nicely. */
function takeAside(words: readonly string[], kept: string[], pleas: Set<number>): ReadonlySet<string> {
  const start = kept.length;
  let aside: Set<string> | null = null;
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? "";
    const row = asideRows.get(word)?.find((each) => each.every((part, i) => words[at + i] === part));
    if (row) {
      at += row.length;
      continue;
    }
    at += 1;
    if (ASIDE.has(word)) {
      (aside ??= new Set()).add(word);
      if (PLEAS.has(word)) pleas.add(kept.length);
    }
    // "stop stop texting me": the second says nothing more.
    else if (kept.length === start || word !== kept.at(-1)) kept.push(word);
  }
  return aside ?? NONE_ASIDE;
}
const NONE_ASIDE: ReadonlySet<string> = new Set();
