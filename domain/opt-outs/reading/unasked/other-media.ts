/**
 * What is refused when that is another way to be reached than texts: "no emails please, just texts", "stop spam calls". Such a clause
 * asks us for nothing by itself. Alone it goes to a person, who can ask what is meant; with texts welcome it is conversation.
 */
import { BREAK } from "../../pattern/vocabulary.ts";
import { classWords } from "../frames/lexicon.ts";
import { READER } from "../glance/readers.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { isLimited } from "../context.ts";
import type { TextWordsRead } from "../words.ts";

const set = (words: string) => new Set(words.split(" "));

const MEDIA =
  "calls robocalls robocall phonecalls phonecall emails email mail mails letters letter postcards postcard flyers flyer mailers mailer brochures leaflets " +
  "voicemails voicemail visits visit visitors knocks knocking knockers knocker canvassers canvassing doorknockers doorknocking newsletters " +
  "llamadas llamada correos correo cartas visitas appels appel courriels lettres visites";
const OTHER = set(MEDIA);
/** Texts themselves, and what has them with it: such a list refuses us, too. */
const OURS = set(
  "texts text texting messages message messaging sms mms txt txts msgs contact communication communications correspondence solicitation solicitations spam notifications alerts anything everything nothing mensajes mensaje textos texto",
);
const ADJECTIVES = new Set(
  classWords(
    "DET",
    "phone voice spam robo junk home house door paper political campaign sales automated constant stupid telemarketing scam nonstop mass random political fundraising marketing annoying endless cold",
  ),
);
/** "No calls", "stop the calls", "don't send me letters", "I don't want mail". */
const ENDING = set("stop quit end cease halt discontinue enough alto basta paren pare dejen arretez arrete cessez");
const MAKING = set("sending making with of the doing w these those all your con las los sus de les vos ces");
const BANNING = "no zero without dont never not sin pas plus";
const BANS = set(BANNING);
const VERBAL = set("dont never not");
const VERBS = set(
  "mas de d quiero send sending want need leave give like do accept take make receive get to me us any more",
);
/** Texts as a word of a list. */
const LISTED = set("texts messages sms txts msgs");
const SELF = set("me us");
const LIST_ENDS = new Set([BREAK, ...MEDIA.split(" "), "or", "and"]);
const JOINS = set("or and nor no ni y o et ou");
/** What a refusal of one's own begins with, besides the start of a clause. */
const OPENS = set("hi hello hey ok okay so and but also yes yeah thanks sorry sir maam listen look with");
const ASKS_YOU = set("can could will would please");
/** Before one's own "don't want". */
const SPEAKERS = set("i we");
/** "Letters to my house". */
const AT_MINE = set("to at on");
const MINE = set("my our me us this");
/** "No emails please, this number works". */
const WELCOMES = set("works work fine better best ok okay good great");
const MOST_BETWEEN = 5;

export const mediaNeeds = (): ReaderNeeds[] => [
  { needs: [[...BANNING.split(" "), ...ENDING], MEDIA.split(" ")], readers: READER.whole },
];

export type OtherMedia = {
  /** The text without such refusals. */
  read: TextWordsRead;
  /** Whether a person should read what is left when it says nothing. */
  isUnclear: boolean;
};

/** Null when no other way to be reached is refused. */
export function withoutOtherMedia(read: TextWordsRead): OtherMedia | null {
  const { words, clauses } = read;
  let kept: string[] | null = null;
  let isUnclear = false;
  for (let at = 0; at < words.length; at += 1) {
    const clause = clauses.find(({ start, end: last }) => start <= at && at < last);
    const end = endOfRefusal(words, at, clause?.aside.has("just") === true);
    if (end === 0) continue;
    kept ??= [...words];
    kept.fill(BREAK, at, end);
    const last = words[at - 1];
    const isOwn =
      last === undefined ||
      last === BREAK ||
      OPENS.has(last) ||
      (last === "you" && ASKS_YOU.has(words[at - 2] ?? "")) ||
      (SPEAKERS.has(last) && VERBAL.has(words[at] ?? ""));
    const isWhole = isOver(words, end);
    const ends = ENDING.has(words[at] ?? "");
    const saysTexts = words.some((word, i) => (i < at || i >= end) && (OURS.has(word) || WELCOMES.has(word)));
    if (isOwn && isWhole && (ends || !saysTexts)) isUnclear = true;
    at = end - 1;
  }
  return kept ? { read: { ...read, words: kept }, isUnclear } : null;
}

/** Whether nothing follows that says whose calls or letters are meant. */
function isOver(words: readonly string[], end: number): boolean {
  const next = words[end] ?? BREAK;
  if (next === BREAK || OURS.has(next)) return true;
  if (AT_MINE.has(next) && MINE.has(words[end + 1] ?? "")) return true;
  return next !== "from" && isLimited(words, end, false);
}

/**
 * The end of the refusal that begins here; 0 when there is none, or when texts are refused with it.
 * @param isJust whether the clause says "just": "no calls just texts"
 */
function endOfRefusal(words: readonly string[], start: number, isJust: boolean): number {
  const first = words[start] ?? "";
  const between = ENDING.has(first) ? MAKING : BANS.has(first) ? VERBS : null;
  if (!between) return 0;
  let at = start + 1;
  while (at <= start + MOST_BETWEEN && isBetween(words, at, between)) at += 1;
  // "Don't email me or text me" is of its own (grammars); "no need to email".
  if (at === start + 1 && VERBAL.has(first)) return 0;
  if (!OTHER.has(words[at] ?? "") || words[at - 1] === "to") return 0;
  at += 1;
  // "Calls/texts".
  if (!isJust && LISTED.has(words[at] ?? "") && LIST_ENDS.has(words[at + 1] ?? BREAK)) return 0;
  // The rest of a list: "calls or letters", "calls and texts".
  for (let next = at; JOINS.has(words[next] ?? "") || words[next] === BREAK;) {
    const isBreak = words[next] === BREAK;
    next += 1;
    while (JOINS.has(words[next] ?? "") || isBetween(words, next, between)) next += 1;
    if (OURS.has(words[next] ?? "")) {
      // "No calls, texts are fine", "stop the mailers and just text me".
      if ((isBreak && words[next - 1] === BREAK) || SELF.has(words[next + 1] ?? "")) break;
      return 0;
    }
    if (!OTHER.has(words[next] ?? "")) break;
    next += 1;
    at = next;
  }
  return at;
}

function isBetween(words: readonly string[], at: number, between: ReadonlySet<string>): boolean {
  const word = words[at] ?? "";
  if (OTHER.has(word)) return OTHER.has(words[at + 1] ?? "");
  return between.has(word) || ADJECTIVES.has(word);
}
