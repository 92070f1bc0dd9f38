/**
 * What a text wants to end, when that is none of ours: "stop racism", "I opt out of social security". The object decides, and one
 * that was never heard of is somebody's issue more often than another word for texts.
 */
import { BREAK } from "../../pattern/vocabulary.ts";
import { classWords } from "../frames/lexicon.ts";
import type { TextWordsRead } from "../words.ts";

/** Verbs whose object says what is to end. */
const ENDS_WHAT = new Set(classWords("KEYWORD", "end cancel halt cease discontinue block remove withdraw"));
/** What a text that ends texts goes on with. */
const TEXTS_THEMSELVES = classWords(
  "TEXTS TEXT RUBBISH SEND SENDING INTRUDING CONTACTED",
  "number list lists phone testing textiando using consent permission",
);
const BEFORE_TEXTS = classWords(
  "THESE MY",
  "a all any every your ur yalls political daily constant annoying ur its such stupid random",
);
const GOES_ON = classWords(
  "THESE ME NEG NONE KEYWORD POLITE",
  "it all everything and or but so as if or i im ive id you u ya yall dude bro man sir maam lol ok okay now today right here this with " +
    "thanks thank thx ty yes no hi hello everyone from being because cuz cause before until unless wrong since when means is was remove " +
    "comma period cease end cancel quit desist off fuck",
);
const OPTING = new Set("opt opted opting opts".split(" "));
/** What one leaves together with the texts. */
const OURS = new Set([
  ...TEXTS_THEMSELVES,
  ...BEFORE_TEXTS,
  ...GOES_ON,
  ...classWords(
    "",
    "database campaign campaigns marketing future further whatever receiving getting being hearing group chat thread program service system",
  ),
  ...classWords(
    "",
    "political communication distribution mailing subscription polls surveys fundraising donations promotions automated",
  ),
]);
const followers = { texts: new Set(TEXTS_THEMSELVES), before: new Set(BEFORE_TEXTS), goesOn: new Set(GOES_ON) };

/** Whether the text says of something that is none of ours that it is to end. */
export function endsSomethingElse(words: readonly string[]): boolean {
  return words.some((word, at) => {
    const isOut = word === "out" && words[at - 1] === "opt";
    if (!isOut && !ENDS_WHAT.has(word)) return false;
    const [next, afterNext] = [words[at + 1], words[at + 2]];
    if (next === undefined || next === BREAK || followers.texts.has(next)) return false;
    if (followers.before.has(next)) {
      const isAlone = afterNext === undefined || afterNext === BREAK;
      return !(
        isAlone ||
        followers.texts.has(afterNext) ||
        followers.before.has(afterNext) ||
        followers.goesOn.has(afterNext)
      );
    }
    return !followers.goesOn.has(next);
  });
}

/** Without clauses in which somebody opts out of something else. */
export function withoutOtherThings(read: TextWordsRead): TextWordsRead {
  const { words } = read;
  const isElse = (at: number) =>
    OPTING.has(words[at] ?? "") && [at + 1, at + 2, at + 3].some((out) => isOutOfElse(words, at, out));
  const from = words.findIndex((_, at) => isElse(at));
  if (from < 0) return read;
  const end = words.indexOf(BREAK, from);
  const until = end < 0 ? words.length : end;
  return { ...read, words: words.map((word, at) => (at >= from && at < until ? BREAK : word)) };
}

function isOutOfElse(words: readonly string[], from: number, out: number): boolean {
  if (words.slice(from, out).includes(BREAK) || words[out] !== "out" || words[out + 1] !== "of") return false;
  const object = words[out + 2];
  return object !== undefined && object !== BREAK && !OURS.has(object);
}
