/**
 * A text as a row of words for the grammar: plain, in one spelling, with the ends of clauses, and without words that change
 * nothing ("please", "fucking", "again"), which are kept aside.
 */
import { BREAK } from "../pattern/pattern.ts";
import { plainText, withoutEffect, withoutLookAlikes, withoutSignature } from "./plain-text.ts";
import { apart, spell } from "./spelling.ts";

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
  "the fuck", "the hell", "the heck", "the f", "for gods sake", "for fucks sake", "for the love of god", "for christs sake", "for good",
  "at all", "thanks in advance", "for crying out loud", "once and for all", "thanks so much", "thanks very much", "under any circumstances",
  "in any way", "of any kind", "from now on", "going forward", "in the future", "a los cojones", "de una vez", "s v p", "from here on out",
]; // prettier-ignore
const asideRows = new Map<string, string[][]>();
for (const row of ASIDE_ROWS.map((each) => each.split(" "))) {
  const first = row[0] ?? "";
  asideRows.set(first, [...(asideRows.get(first) ?? []), row]);
}

const LETTER = /[\p{L}\p{N}\p{M}🛑]/u;
const APOSTROPHE = /['’‘ʼ`´′]/u;
/** What ends a clause. */
const ENDS = /[.,;:!?\n…()[\]{}"“”„«»—–|。，！？、；：「」『』（）؟،؛।·•]/u;
/** French words that an apostrophe ties to the next one. */
const ELIDED = new Set("m l d n t s j c qu".split(" "));
/** A longer word is not looked up: it grows letter by letter, and each look would read all of it. */
const LONGEST_ELIDED = 2;
/** Words that people spell letter by letter. */
const SPELLED_OUT = new Set(
  "stop quit end cancel remove unsubscribe unsub optout stopall exit alto pare arret".split(" "),
);

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

/** Clauses of a text. One look at each sign. */
function cut(plain: string): Cut[] {
  const clauses: Cut[] = [];
  let words: string[] = [];
  let word = "";
  const endWord = () => {
    if (word !== "") words.push(withoutLookAlikes(word));
    word = "";
  };
  const endClause = (endsWith = "") => {
    endWord();
    if (words.length > 0) clauses.push({ words, endsWith });
    words = [];
  };
  const signs = Array.from(plain);
  for (const [at, sign] of signs.entries()) {
    const before = signs[at - 1] ?? " ";
    const after = signs[at + 1] ?? " ";
    if (sign === "🛑") {
      endWord();
      words.push("stop");
    } else if (isLetter(sign)) word += sign;
    else if (APOSTROPHE.test(sign)) {
      if (word.length <= LONGEST_ELIDED && ELIDED.has(word) && LETTER.test(after)) endWord();
    } else if (sign === "." && LETTER.test(before) && LETTER.test(after)) endWord();
    else if (sign === "#" && word === "" && !LETTER.test(after) && NUMBERED.has(words.at(-1) ?? ""))
      words.push("number");
    else if (sign === "=") {
      endWord();
      words.push("is");
    } else if (sign === "&") {
      endWord();
      words.push("and");
    } else if (ENDS.test(sign) || (sign === "-" && isSpace(before) && (isSpace(after) || after === "-")))
      endClause(sign);
    else endWord();
  }
  endClause();
  return together(clauses);
}

/** Most signs are plain letters. */
function isLetter(sign: string): boolean {
  return (sign >= "a" && sign <= "z") || (sign !== " " && LETTER.test(sign));
}

function isSpace(sign: string): boolean {
  return sign.trim() === "";
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
    if (end - at >= 3 && SPELLED_OUT.has(row)) made.push(row);
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
    const spelled = spell(withNumbers(words.map(withoutDrawl)).flatMap(apart));
    all.push(...spelled);
    const aside = new Set<string>();
    if (result.words.length > 0 && result.words.at(-1) !== BREAK) result.words.push(BREAK);
    const start = result.words.length;
    const kept = withoutAside(spelled, aside, (at) => pleas.add(start + at));
    result.words.push(...kept);
    result.clauses.push({ start, end: result.words.length, said: spelled.join(" "), aside, endsWith });
  }
  if (result.words.at(-1) === BREAK) result.words.pop();
  result.said = all.join(" ");
  return result;
}

/** A phone number's digits, however they are grouped, as the word for it: "remove 617-555-0101". */
function withNumbers(words: string[]): string[] {
  if (!words.some((word) => /^\d/u.test(word))) return words;
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

/** "stoooop", "pleeease": a letter three times or more counts once. */
function withoutDrawl(word: string): string {
  let drawls = false;
  for (let at = 2; at < word.length && !drawls; at += 1)
    drawls = word[at] === word[at - 1] && word[at] === word[at - 2];
  if (!drawls) return word;
  let made = "";
  for (let at = 0; at < word.length;) {
    let end = at + 1;
    while (end < word.length && word[end] === word[at]) end += 1;
    made += end - at >= 3 && /[a-z]/u.test(word[at] ?? "") ? (word[at] ?? "") : word.slice(at, end);
    at = end;
  }
  return made;
}

function withoutAside(words: readonly string[], aside: Set<string>, onPlea: (at: number) => void): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? "";
    const row = asideRows.get(word)?.find((each) => each.every((part, i) => words[at + i] === part));
    if (row) {
      at += row.length;
      continue;
    }
    at += 1;
    if (PLEAS.has(word)) onPlea(kept.length);
    if (ASIDE.has(word)) aside.add(word);
    // "stop stop texting me": the second says nothing more.
    else if (word !== kept.at(-1)) kept.push(word);
  }
  return kept;
}
