/** What a match means together with the words around it: a request, something for a person, or nothing. */
import { before, endsThought, isLimited } from "./context.ts";
import { BREAK } from "../pattern/vocabulary.ts";
import { REQUESTS } from "./scene.ts";
import type { FoundMeaning, Match, Scene } from "./scene.ts";
import { PLEAS } from "./words.ts";
import type { Clause, TextWordsRead } from "./words.ts";

export function weigh(match: Match, scene: Scene): FoundMeaning[] {
  const { meaning, start, end } = match;
  const { text, longest } = scene;
  const { words } = text;
  const clause = scene.clauseAt[start];
  if (!clause) return [];
  // Of several requests that begin with the same word, the longest says what it is about.
  if (REQUESTS.has(meaning) && (longest.get(start) ?? 0) > end) return [];
  const isWhole = start === clause.start && end >= clause.end;
  const found = (request: boolean) => [{ request, match, clause }];
  switch (meaning) {
    case "alone":
      // "Please cancel": cancel what?
      return isWhole && (pleads(text, match) || text.words.length <= MOST_ALONE) ? found(false) : [];
    case "asked":
    case "pleaded":
      return isWhole && (pleads(text, match) || refusesBeside(match, scene)) ? found(true) : [];
    case "keyword":
      return weighKeyword(match, clause, isWhole, scene);
    case "opt_out":
    case "opt_out_again":
    case "opt_out_at_end": {
      if (meaning === "opt_out_again" && !["again", "ever", "anymore"].some((word) => clause.aside.has(word)))
        return [];
      if (
        meaning === "opt_out_at_end" &&
        !endsThought(words, end) &&
        !(MAY_BE_LIMITED.has(words[start] ?? "") && isLimited(words, end, false))
      )
        return [];
      if (
        BARE.has(words[start] ?? "") &&
        !words.slice(start, end).some((word) => SAYS_WHOM.has(word)) &&
        !text.pleas.has(start) &&
        !beginsThought(words, start)
      )
        return [];
      const is = before(words, start);
      if (is === "no") return [];
      const forbids = FORBIDS.has(words[start] ?? "") && words[start] !== "never" && !clause.aside.has("again");
      return found(is === "yes" && !isLimited(words, end, forbids));
    }
    case "of_other":
      if (!endsThought(words, end)) return [];
      // "They should remove him".
      if (SHOULD.has(words[start - 1] ?? "") && before(words, start) === "maybe") return [];
      return found(before(words, start) === "yes" && refusesBeside(match, scene));
    case "review_at_end":
      return endsThought(words, end) && (beginsThought(words, start) || SPEAKERS.has(words[start - 1] ?? ""))
        ? found(false)
        : [];
    case "review_alone":
      return isWhole && isShort(text) ? found(false) : [];
    case "review":
    case "wrong_number":
      return found(false);
    default:
      return [];
  }
}

/** A text of hardly more than one thought. */
function isShort({ words, clauses }: TextWordsRead): boolean {
  return clauses.length === 1 || words.length <= MOST_SHORT;
}
const MOST_SHORT = 6;
const MOST_ALONE = 4;

function pleads(text: TextWordsRead, { start, end }: Match): boolean {
  return text.pleas.has(start) || text.pleas.has(end);
}

/** "Not interested. Stop", "You are harassing me, stop": a refusal or a complaint beside a bare word. */
function refusesBeside({ start, end }: Match, { refusals }: Scene): boolean {
  return refusals.firstEnd <= start || refusals.lastStart >= end;
}

const SHOULD = new Set("should must could would will might can".split(" "));

/** "Stop texting at night", "do not text after 9". */
const MAY_BE_LIMITED = new Set("stop quit cease dont never arretez arrete ne no deje dejen".split(" "));

/** Words that forbid: what follows may say when. */
const FORBIDS = new Set("dont never not cant no may must".split(" "));

/** What makes a bare "stop" in company a request. */
const ASKS = new Set(
  "can could would will need want like told asked asking telling must should said repeat thanks now rightnow today remove unsubscribe".split(
    " ",
  ),
);

/** A ban that names nobody is one at the start of a thought only: "do not text", not "so I dont text". */
const BARE = new Set(["dont", "never"]);
const SAYS_WHOM = new Set("me us this my our want wish need texts messages these anything list".split(" "));
const BEGINS = new Set(
  "oops whoops and so then but just interested number voted thanks no ok hi hello hey sorry stop busy line phone landline cell minor business please lines voter republican democrat".split(
    " ",
  ),
);

/** "She is 11 do not text". */
const NUMBER = /^\d+$/u;

const SPEAKERS = new Set("i ive we you have its".split(" "));

function beginsThought(words: readonly string[], start: number): boolean {
  const last = words[start - 1];
  return last === undefined || last === BREAK || BEGINS.has(last) || NUMBER.test(last);
}

const QUESTION = /[?？؟]/u;
const ENDS_SENTENCE = /[.!\n…。！]/u;
/** "Stop, ok?" asks for nothing but that. */
const TAGS = new Set("ok okay k alright understood understand capisce please thanks".split(" "));
const TURNS = new Set(["but", "so"]);

/** What one says of oneself, a farewell or a curse behind the word. */
const SELF = new Set("im i ive id ill its we please thanks ok asshole idiot sir maam have bless".split(" "));

function weighKeyword(match: Match, clause: Clause, isWhole: boolean, scene: Scene): FoundMeaning[] {
  const { start, end } = match;
  const { text, refusals } = scene;
  const found = (request: boolean) => [{ request, match, clause }];
  const asksNicely = pleads(text, match);
  const refuses = refusesBeside(match, scene);
  // "Unsubscribe? Why?": what it says is asked about.
  if (isWhole && QUESTION.test(clause.endsWith) && !TAGS.has(text.words[clause.end - 1] ?? "")) return found(false);
  // A sentence of its own at the end: "I get these every day. STOP".
  const sentence = scene.clauseAt[start - 2]?.endsWith ?? "";
  if (isWhole && end === text.words.length && ENDS_SENTENCE.test(sentence)) return found(true);
  if (isWhole) {
    const asks = text.words.slice(start, end).some((word) => ASKS.has(word));
    return found(asksNicely || [...clause.aside].some((word) => PLEAS.has(word)) || asks || refuses);
  }
  const refusesBehind = refusals.starts.has(end) || refusals.starts.has(end + 1);
  const endsThere = end === clause.end || refusesBehind || SELF.has(text.words[end] ?? "");
  // "I don't know who this is but stop", "I donated already so stop I'm not interested", "I'm 14 please stop".
  if (endsThere && (asksNicely || TURNS.has(text.words[start - 1] ?? ""))) return found(true);
  // "Not interested stop", "STOP I already voted".
  if (start === clause.start && refusesBehind) return found(true);
  return end === clause.end && (refusals.ends.has(start) || refusals.ends.has(start - 1)) ? found(true) : [];
}
