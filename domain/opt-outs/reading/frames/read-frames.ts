/** What the frames find in a text, weighed with the words before and after. */
import { THIRD as OTHERS, endsThought, isLimited } from "../context.ts";
import { BREAK } from "../../pattern/vocabulary.ts";
import type { Steps } from "../../pattern/pattern.ts";
import type { TextWordsRead } from "../words.ts";
import type { Need } from "../../pattern/needs.ts";
import { FRAMES, READER } from "../glance/readers.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { ENGLISH_FRAMES } from "./english-frames.ts";
import type { FrameMeaning } from "./english-frames.ts";
import { REVIEW_FRAMES } from "./review-frames.ts";
import { CLASSES } from "./lexicon.ts";
import { FrameReader } from "./reader.ts";
import type { FoundFrame } from "./reader.ts";

export type LooseReading = { kind: "opt_out" | "unclear" | "wrong_number"; start: number; end: number; row: string };

const set = (words: string) => new Set(words.split(" "));

let made: FrameReader<FrameMeaning> | null = null;
function frames(): FrameReader<FrameMeaning> {
  return (made ??= new FrameReader([...ENGLISH_FRAMES, ...REVIEW_FRAMES], CLASSES, endsThought));
}

/** What a text must say for each frame, also elsewhere in it. */
export function frameNeeds(): ReaderNeeds[] {
  const texts = [...TEXTS, "these"];
  const numbers = [...NUMBERS, "this"];
  const besides: Readonly<Partial<Record<FrameMeaning, Need>>> = {
    echo: texts,
    echo_number: numbers,
    review_number: numbers,
    pleaded: PLEADS,
    limit_asked: PLEADS,
  };
  return frames()
    .needs()
    .map(({ meaning, needs }, number) => {
      const also = besides[meaning];
      return { needs: also ? [...needs, also] : needs, readers: READER.frames, rule: { of: FRAMES, number } };
    });
}

/** Makes a frame, before the words of a text that needs it are numbered. */
export function makeFrame(number: number): void {
  frames().make(number);
}

type Speaks = { ofTexts: boolean; ofNumber: boolean };

/** Words of a text of hardly more than one thought. */
const MOST_SHORT = 8;
/** "10 of these a day": these texts. */
const AFTER_THESE = set("a again every and to upset need come are keep have each per coming");
/** "I have been receiving these text". */
const MANY = set("these those all many your yalls ur such");
/** "I don't want texts from the other guy". */
const OTHERS_TEXTS = set("the him her them his their my that other");
const NONE_ASIDE: ReadonlySet<string> = new Set();
const PLEADS = ["please", "kindly", "again", "anymore", "ever", "forever"];
/** "Idk how u got this": this number. */
const HAS = set("got get have");
const NUMBERS = set("number phone cell line cellphone mobile landline");
const CEASE = set(CLASSES["CEASE"] ?? "");
const TEXTS = set(CLASSES["TEXTS"] ?? "");
const WISHES = set(
  "thank thanks want need like love ask asked asking request requested requesting tell told telling beg begging demand demanding appreciate grateful obliged kind gonna going got gotta ought supposed have has trying ready wish decided choose able pay nice good great time",
);
/** They do it themselves, did it or deny it. */
const SUBJECTS = set(
  "i we they he she it who that which there people nobody everyone someone everybody will would wont cant couldnt couldve didnt wouldnt shouldnt never dont doesnt not isnt arent aint " +
    "im ill id ive were theyll theyre theyd hes shes wed well theyve he'll had has have having was am is are been be being did does do can could may might must should shall to of for about by after before from without the a an my his her their our and",
);
const THIRD = set("they he she them him her congress government trump biden school mayor boss");
/** "I asked the other campaign to take me off their list". */
const OTHER_SIDE = set("campaign side party candidate team");
const LEADS = set("can could would will should may might must please to have do");
const AT_YOU = set("you ya yall u ye folks guys people someone somebody anyone yinz");
const OPENERS = set(
  "and so but then or just now also lol ok okay hey hi hello sir maam bro brah dude man yo pls thanks nah no yes well",
);

/**
 * The first sure request, or what a person should read.
 *
 * @param numbers the text's words by number (vocabulary.ts)
 * @param isVoid whether words ask for the opposite, or tell of something
 */
export function readFrames(
  text: TextWordsRead,
  numbers: Int32Array,
  isVoid: (start: number, end: number) => boolean,
  steps: Steps,
): LooseReading | null {
  const { words } = text;
  const found = frames().all(words, numbers, steps);
  if (found.length === 0) return null;
  const speaks: Speaks = {
    ofTexts: words.some(
      (word, at) =>
        (TEXTS.has(word) && word !== "contact") ||
        (word === "text" && MANY.has(words[at - 1] ?? "")) ||
        (word === "these" && (isLast(words, at) || AFTER_THESE.has(words[at + 1] ?? ""))),
    ),
    ofNumber: words.some((word, at) => NUMBERS.has(word) || (word === "this" && HAS.has(words[at - 1] ?? ""))),
  };
  /** Per word the number of its clause. */
  const clauseOf: number[] = [];
  for (const [number, clause] of text.clauses.entries())
    for (let at = clause.start; at < clause.end; at += 1) clauseOf[at] = number;
  let best: LooseReading | null = null;
  for (const each of found) {
    const kind = weigh(each, text, clauseOf, speaks, isVoid);
    if (kind === null) continue;
    const reading = { kind, start: each.start, end: each.end, row: each.row };
    if (kind === "opt_out") return reading;
    if (best === null || (best.kind === "unclear" && kind === "wrong_number")) best = reading;
  }
  return best;
}

function weigh(
  { meaning, start, end, row }: FoundFrame<FrameMeaning>,
  { words, clauses }: TextWordsRead,
  clauseOf: readonly number[],
  speaks: Speaks,
  isVoid: (start: number, end: number) => boolean,
): LooseReading["kind"] | null {
  const at = clauseOf[start] ?? 0;
  const aside = clauses[at]?.aside ?? NONE_ASIDE;
  // "Don't text back. Ever."
  const after = clauses[at + 1];
  const asideAfter = after && after.start === after.end ? after.aside : NONE_ASIDE;
  const pleads = PLEADS.some((word) => aside.has(word) || asideAfter.has(word));
  if (meaning === "released") return row.includes("keep") || pleads ? "opt_out" : null;
  if (isVoid(start, end) && !(meaning === "limit" && pleads)) return null;
  if (meaning === "review_number") return speaks.ofNumber ? "unclear" : null;
  if (meaning === "review_short") return words.length <= MOST_SHORT ? "unclear" : null;
  if (meaning === "limit_asked") return pleads ? "unclear" : null;
  if (meaning === "review") return "unclear";
  if (meaning === "wrong_number") return "wrong_number";
  if (meaning === "limit_first") return start === 0 ? "unclear" : null;
  if (meaning === "limit") {
    const last = words[start - 1];
    const asks = AT_YOU.has(last ?? "") && LEADS.has(words[start - 2] ?? "");
    return asks || isOwnBan(words, start) ? "unclear" : null;
  }
  if (meaning === "echo" && !speaks.ofTexts) return null;
  if (meaning === "echo_number" && !speaks.ofNumber) return null;
  if (meaning === "pleaded" && !pleads) return null;
  if (aside.has("idk") || isUnsure(words, start)) return "unclear";
  const isCommand =
    meaning === "command" || meaning === "echo_number" || (meaning === "pleaded" && CEASE.has(words[start] ?? ""));
  const forbids = meaning === "ban" || meaning === "pleaded";
  const asked = isCommand ? isTold(words, start) : forbids ? isOwnBan(words, start) : !isOthers(words, start);
  if (!asked || (words[end] === "from" && OTHERS_TEXTS.has(words[end + 1] ?? ""))) return null;
  if (meaning === "sure") return "opt_out";
  return isLimited(words, end, forbids) ? "unclear" : "opt_out";
}

/** "I keep getting these": these texts. */
function isLast(words: readonly string[], at: number): boolean {
  return endsThought(words, at + 1);
}

/** Whether the verb here is said to somebody: "please nix", "you can lose", "I want you to drop". */
function isTold(words: readonly string[], start: number): boolean {
  const last = words[start - 1];
  if (last === undefined || last === BREAK || OPENERS.has(last)) return !OPENS_CLAUSE.has(words[start - 2] ?? "");
  if (AT_YOU.has(last)) {
    const before = words[start - 2];
    return !(before === "did" || before === "why" || before === "when" || before === "have");
  }
  if (last === "to" || last === "of" || last === "by") {
    let wishes = false;
    for (let at = start - 2; at >= 0 && at >= start - 9 && words[at] !== BREAK; at -= 1) {
      const word = words[at] ?? "";
      if (
        THIRD.has(word) ||
        OTHERS.has(word) ||
        OTHER_SIDE.has(words[at + 1] ?? "") ||
        word === "not" ||
        word === "dont" ||
        word === "didnt" ||
        word === "had"
      )
        return false;
      if (WISHES.has(word)) wishes = true;
    }
    return wishes;
  }
  if (LEADS.has(last)) {
    for (let at = start - 2; at >= 0 && at >= start - 7 && words[at] !== BREAK; at -= 1) {
      if (THIRD.has(words[at] ?? "") || words[at] === "i" || words[at] === "we") return false;
      if (words[at] === "you") return true;
    }
    return false;
  }
  if (SUBJECTS.has(last)) return false;
  return !isOthers(words, start);
}
const OPENS_CLAUSE = set("i we they he she");

/** Whether a ban that begins here is said by whom it is about: "no send more", "I dont want", not "they dont send". */
function isOwnBan(words: readonly string[], start: number): boolean {
  const last = words[start - 1];
  if (last === undefined || last === BREAK) return true;
  const wants = WANTS.has(words[start + 1] ?? "") || WANTS.has(words[start] ?? "");
  if (wants) return !isOthers(words, start) && last !== "you" && last !== "if" && last !== "why";
  if (AT_YOU.has(last)) {
    // "Could you not send me these", "please you no send message".
    return LEADS.has(words[start - 2] ?? "") || words[start] === "no";
  }
  if (NOT_BEFORE.has(last)) return false;
  return !isOthers(words, start);
}
const WANTS = set(CLASSES["WANT"] ?? "");
const NOT_BEFORE = set(
  "i we they he she it who that is are was were am im ive id have has had did does do why would will could cant so there got get gets getting you if or and",
);

/** "Maybe take me off", "I might want off this list". */
function isUnsure(words: readonly string[], start: number): boolean {
  for (let at = start - 1; at >= 0 && at >= start - 4; at -= 1) {
    const word = words[at] ?? "";
    if (word === BREAK) return false;
    if (word === "maybe" && words[at - 1] === "you") return false;
    if (word === "might" || word === "maybe" || word === "perhaps") return true;
  }
  return false;
}

/** Whether others are spoken of right before. */
function isOthers(words: readonly string[], start: number): boolean {
  for (let at = start - 1; at >= 0 && at >= start - 4; at -= 1) {
    const word = words[at] ?? "";
    if (word === BREAK) return false;
    if (THIRD.has(word)) return true;
  }
  return false;
}
