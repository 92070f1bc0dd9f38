import { glance } from "./reading/glance/glance.ts";
import { ALL_READERS, DECIDING, READER } from "./reading/glance/readers.ts";
import type { Language } from "./reading/grammar.ts";
import { readParts } from "./reading/frames/other-languages.ts";
import { asksAboutStop, instructedWords, isOffered } from "./reading/unasked/instructions.ts";
import { readForeign } from "./reading/languages.ts";
import { LIKE, likenessOf } from "./reading/likeness/likeness.ts";
import { withoutOtherMedia } from "./reading/unasked/other-media.ts";
import { withoutOtherThings } from "./reading/unasked/other-things.ts";
import { mayOptOut } from "./reading/likeness/may-opt-out.ts";
import { nearWord } from "./reading/near-words.ts";
import { BREAK } from "./pattern/vocabulary.ts";
import type { Steps } from "./pattern/pattern.ts";
import { beforeQuotation, readReactionTo } from "./reading/reactions.ts";
import type { Reaction } from "./reading/reactions.ts";
import { readRequest } from "./reading/read.ts";
import type { OptOutReading } from "./reading/read.ts";
import { readWords, rearrange } from "./reading/words.ts";
import type { TextWordsRead } from "./reading/words.ts";

/*
 * What an inbound text asks for (docs/rules.md, Opt-outs): (a) words alone and (b) phrases of clear intent opt out; (c) unclear
 * ones go to a person; (d) everything else is conversation. The grammar and its parts are in reading/.
 */

export type InboundIntent =
  | {
      kind: "opt_out";
      rule: "a" | "b";
      /** The words that decided, in plain form. */
      phrase: string;
      /** Of these words: the confirmation speaks it, too. */
      language: Language;
      /** The carrier answers this text itself, so our confirmation would be the second one. */
      carrierAnswers: boolean;
    }
  | { kind: "review"; rule: "c"; reason: "wrong_number" | "unclear"; phrase: string; language: Language }
  | { kind: "opt_in"; phrase: string }
  | { kind: "help"; language: Language }
  /** A reaction to one of our texts: shown on it, never read as words. */
  | { kind: "reaction"; reaction: Reaction }
  | { kind: "none" };

export interface InboundContext {
  /** Whether the contact's number is opted out now: only then "yes" opts in again. */
  optedOut: boolean;
  /**
   * What we texted in this conversation, oldest first: a quotation of it is a reaction in any language. Asked for only when the
   * text quotes something.
   */
  ours?: () => readonly string[];
}

/** Keywords that the carrier answers and blocks by itself when they are the whole text (Twilio's default list). */
export const CARRIER_KEYWORDS: ReadonlySet<string> = new Set(
  ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
); // prettier-ignore
const RUN_TOGETHER: Readonly<Record<string, string>> = { STOPALL: "stop all", OPTOUT: "opt out" };
/** Most opt-outs are one of these words and nothing else: no reader is asked. */
const KEYWORD_INTENTS = new Map<string, InboundIntent>(
  Array.from(CARRIER_KEYWORDS, (word) => [word, optOut("a", RUN_TOGETHER[word] ?? word.toLowerCase(), "en", word)]),
);
const LONGEST_KEYWORD = 12;

/** Longer texts than a carrier brings are read up to here. */
const MOST_SIGNS = 4_000;

const HELP = new Map<string, Language>([
  ["help", "en"],
  ["info", "en"],
  ["helpme", "en"],
  ["ayuda", "es"],
  ["aide", "fr"],
]);
const OPT_IN = new Set(["start", "unstop"]);
/** Signs that may say stop, as the whole text. */
const STOP_SIGNS = new Set(["⛔", "🚫", "✋", "🙅", "🤚", "🛇", "🖕", "⏹"]);
const BESIDE_SIGNS = /[\s.!\p{Emoji_Modifier}\p{M}\p{Cf}♀♂]/u;

function isStopSign(text: string): boolean {
  const signs = Array.from(text).filter((sign) => !BESIDE_SIGNS.test(sign));
  return signs.length > 0 && signs.every((sign) => STOP_SIGNS.has(sign));
}

/**
 * Decides what an inbound text asks for. Pure, and its steps grow with the text's length and nothing else: it runs on every
 * inbound text, whatever a stranger writes.
 *
 * @param steps counts what the reading cost
 */
export function detectOptOut(
  text: string,
  context: InboundContext = { optedOut: false },
  steps: Steps = { count: 0 },
): InboundIntent {
  const body = text.length > MOST_SIGNS ? text.slice(0, MOST_SIGNS) : text;
  const keyword = body.length <= LONGEST_KEYWORD ? KEYWORD_INTENTS.get(body.trim().toUpperCase()) : undefined;
  if (keyword) return keyword;
  const readers = context.optedOut ? ALL_READERS : glance(body);
  return (readers & DECIDING) === 0 ? NONE : readBy(readers, body, context, steps);
}

const NONE: InboundIntent = { kind: "none" };

/** What a text asks for. @param readers those that may find something (reading/glance) */
export function readBy(readers: number, body: string, context: InboundContext, steps: Steps): InboundIntent {
  const mayReact = (readers & READER.reactions) !== 0;
  const reaction = mayReact ? readReactionTo(body, context.ours ?? (() => [])) : null;
  if (reaction) {
    // In a language that is not listed, the words before the quotation may ask to stop: "Baja “…”".
    if (reaction.emoji === "💬") {
      const said = detectOptOut(beforeQuotation(body), { optedOut: context.optedOut }, steps);
      if (said.kind !== "none") return said;
    }
    const stops = reaction.emoji.startsWith("🛑") && !reaction.removed;
    return stops ? optOut("a", "stop", "en", body) : { kind: "reaction", reaction };
  }
  if ((readers & DECIDING & ~READER.reactions) === 0) return NONE;
  const whole = readWords(body);
  const things = withoutOtherThings(whole);
  const media = withoutOtherMedia(things);
  const words = media?.read ?? things;
  if (words.said === "") {
    if (isStopSign(body)) return unclear(body.trim().slice(0, 20), "en");
    return NONE;
  }
  const bare = words.words.filter((word) => word !== BREAK).join(" ");
  const help = HELP.get(bare);
  if (help !== undefined) return { kind: "help", language: help };
  if (OPT_IN.has(bare) || (context.optedOut && words.said === "yes")) return { kind: "opt_in", phrase: words.said };

  const said = (readers & READER.instructions) === 0 ? words : withoutInstructions(words, steps);
  const isCopied = said !== words && COPIED.test(words.said);
  if (isCopied) return optOut("b", words.said, "en", body);
  if (isOffered(words)) return NONE;
  const found = read(said, said === whole, body, readers, steps);
  const intent = found.kind === "none" && media?.isUnclear === true ? unclear(words.said, "en") : found;
  // "You have reached Tony's Auto. Text STOP to end messages": a business speaks, not somebody who is not Tony.
  if (said !== words && intent.kind === "review" && intent.reason === "wrong_number") return NONE;
  // "Do I have to reply stop?", but not "How many times do I have to say stop?".
  const isOpen = intent.kind === "none" || (intent.kind === "opt_out" && asksLast(words, body));
  const mayAsk = isOpen && (readers & READER.asked) !== 0;
  if (mayAsk && !words.said.includes("how many") && asksAboutStop(words.said, steps)) return unclear(words.said, "en");
  return intent;
}

/** A single question, perhaps with one word behind it: "Do I text stop? STOP". */
function asksLast({ clauses }: TextWordsRead, body: string): boolean {
  const [first, second] = clauses;
  if (clauses.length === 1) return body.trimEnd().endsWith("?");
  return clauses.length === 2 && first?.endsWith === "?" && second !== undefined && second.end - second.start === 1;
}

/** "STOP to opt out" and nothing else: the contact copies what the instruction says to send. */
const COPIED = /^stop ?(?:2|to|is) ?(?:opt out|end|quit|unsubscribe|stop|cancel)$/u;

/** @param isWhole whether nothing of it is an instruction */
function read(words: TextWordsRead, isWhole: boolean, body: string, readers: number, steps: Steps): InboundIntent {
  const reading = readRequest(words, readers, steps);
  if (reading?.kind === "opt_out") return optOut(reading.alone ? "a" : "b", reading.phrase, reading.language, body);
  const foreign = (readers & READER.tables) === 0 ? null : readForeign(words.plain);
  if (foreign?.kind === "opt_out") return optOut(foreign.alone ? "a" : "b", foreign.phrase, foreign.language, body);
  const mayHaveParts = isWhole && (readers & READER.parts) !== 0;
  const parts = mayHaveParts ? readParts(words.sentences) : null;
  const isUnclear = reading?.kind === "review" && reading.reason === "unclear";
  const isClear = parts?.kind === "opt_out" && !isUnclear;
  if (parts && isClear) return optOut("b", parts.phrase, parts.language, body);
  if (reading?.kind === "review") return { ...reading, rule: "c" };
  if (foreign)
    return { kind: "review", rule: "c", reason: foreign.kind, phrase: foreign.phrase, language: foreign.language };
  if (parts && parts.kind !== "opt_out")
    return { kind: "review", rule: "c", reason: parts.kind, phrase: parts.phrase, language: parts.language };
  const mistyped = readMistyped(words, body, readers, steps);
  const isOpen = mistyped.kind === "none" && isWhole && reading === null && (readers & READER.likeness) !== 0;
  return isOpen && mayOptOut(words) && likenessOf(words) >= LIKE ? optOut("b", words.said, "en", body) : mistyped;
}

/** With slips of the finger mended: a request in which only a word is misspelt is one, a lone word goes to a person. */
function readMistyped(words: TextWordsRead, body: string, readers: number, steps: Steps): InboundIntent {
  const mended = words.words.map((word) => nearWord(word) ?? word);
  if (mended.every((word, at) => word === words.words[at])) return NONE;
  const meant: OptOutReading = readRequest(rearrange(mended), readers, steps);
  if (!meant || meant.kind === "denied") return NONE;
  const count = mended.filter((word) => word !== BREAK).length;
  const isSure = count >= 2 || mended.includes("unsubscribe") || mended.includes("please");
  if (meant.kind === "opt_out" && isSure) return optOut("b", words.said, meant.language, body);
  return meant.kind === "opt_out" || count <= 4 ? unclear(words.said, meant.language) : NONE;
}

function withoutInstructions(words: TextWordsRead, steps: Steps): TextWordsRead {
  const instructed = instructedWords(words.words, steps);
  if (instructed === null) return words;
  const kept = words.words.map((word, at) => (instructed[at] === true ? BREAK : word));
  return { ...words, words: kept };
}

function optOut(rule: "a" | "b", phrase: string, language: Language, body: string): InboundIntent {
  // The carrier compares the text as it is, without spaces around it: "Stop!" is not answered by it.
  return { kind: "opt_out", rule, phrase, language, carrierAnswers: CARRIER_KEYWORDS.has(body.trim().toUpperCase()) };
}

function unclear(phrase: string, language: Language): InboundIntent {
  return { kind: "review", rule: "c", reason: "unclear", phrase, language };
}
