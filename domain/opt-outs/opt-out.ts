import { readInbound } from "./inbound-text.ts";
import {
  CLEAR_PHRASE,
  CONDITIONAL_PHRASE,
  DENIES,
  HAS_PLEA,
  INSTRUCTION,
  IS_CLEAR_WORD,
  IS_UNCLEAR_WORD,
  LATER_PHRASE,
  LEADING_FILLER,
  ONLY_WORDS,
  REPORTS,
  SAYS_WRONG_NUMBER,
  TRAILING_FILLER,
  UNCLEAR_CLAUSE,
} from "./opt-out-phrases.ts";

/*
 * What an inbound text asks for (docs/rules.md#opt-outs-detection): (a) words alone and (b) short phrases of clear
 * intent opt out; (c) unclear ones go to a person; (d) everything else is conversation.
 */

export type InboundIntent =
  | {
      kind: "opt_out";
      rule: "a" | "b";
      /** The words that decided, in plain form. */
      phrase: string;
      /** The carrier answers this text itself, so the product's confirmation would be a second one. */
      carrierAnswers: boolean;
    }
  | { kind: "review"; rule: "c"; reason: "wrong_number" | "unclear"; phrase: string }
  | { kind: "opt_in"; phrase: string }
  | { kind: "help" }
  | { kind: "none" };

export interface InboundContext {
  /** Whether the contact's number is opted out now: only then "yes" opts in again. */
  optedOut: boolean;
}

/** Keywords that the carrier answers and blocks by itself when they are the whole text (Twilio's default list). */
export const CARRIER_KEYWORDS: ReadonlySet<string> = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
]);

type Verdict = { kind: "opt_out" | "review"; phrase: string };

/** Decides what an inbound text asks for. Pure and cheap: it runs on every inbound text. */
export function detectOptOut(text: string, context: InboundContext = { optedOut: false }): InboundIntent {
  const { clauses, whole } = readInbound(text);
  if (whole === "") return { kind: "none" };
  if (whole === "help" || whole === "info") return { kind: "help" };
  if (whole === "start" || whole === "unstop" || (whole === "yes" && context.optedOut)) {
    return { kind: "opt_in", phrase: whole };
  }
  if (ONLY_WORDS.test(whole)) {
    // The carrier compares the text as it is, without spaces around it: "Stop!" is not answered by it.
    const carrierAnswers = CARRIER_KEYWORDS.has(text.trim().toUpperCase());
    return { kind: "opt_out", rule: "a", phrase: whole, carrierAnswers };
  }

  const verdicts = [readWhole(whole), ...withoutInstructions(clauses).map(readClause)];
  const optOut = verdicts.find((verdict) => verdict?.kind === "opt_out");
  if (optOut) return { kind: "opt_out", rule: "b", phrase: optOut.phrase, carrierAnswers: false };
  const wrongNumber = clauses.find((clause) => SAYS_WRONG_NUMBER.test(clause));
  if (wrongNumber) return { kind: "review", rule: "c", reason: "wrong_number", phrase: wrongNumber };
  const review = verdicts.find((verdict) => verdict?.kind === "review");
  if (review) return { kind: "review", rule: "c", reason: "unclear", phrase: review.phrase };
  return { kind: "none" };
}

/** A text that is nothing but a word or phrase and politeness: "no, please stop", "Stop. Thanks." */
function readWhole(whole: string): Verdict | undefined {
  const isClear = pointsOf(whole).some((point) => IS_CLEAR_WORD.test(point) || CLEAR_PHRASE.test(point));
  return isClear ? { kind: "opt_out", phrase: whole } : undefined;
}

/** One clause among others. A bare "stop" in it is unclear ("who is this, stop"), "please stop" is not. */
function readClause(clause: string): Verdict | undefined {
  const points = pointsOf(clause);
  const isAny = (...patterns: RegExp[]) => points.some((point) => patterns.some((pattern) => pattern.test(point)));
  if (isAny(CLEAR_PHRASE)) return { kind: "opt_out", phrase: clause };
  if (isAny(IS_CLEAR_WORD)) return { kind: HAS_PLEA.test(clause) ? "opt_out" : "review", phrase: clause };
  if (isAny(ONLY_WORDS, IS_UNCLEAR_WORD, CONDITIONAL_PHRASE, UNCLEAR_CLAUSE)) return { kind: "review", phrase: clause };

  const later = LATER_PHRASE.exec(clause);
  if (!later) return undefined;
  const before = clause.slice(0, later.index);
  if (DENIES.test(before)) return undefined;
  return { kind: REPORTS.test(before) ? "review" : "opt_out", phrase: later[1] ?? clause };
}

/**
 * The clause as it is, and without politeness, rudeness and questions before and after its point. All of them count,
 * because the same word may be politeness or part of the phrase: "no, stop" and "no more texts".
 */
function pointsOf(clause: string): string[] {
  const start = clause.replace(LEADING_FILLER, "");
  return [clause, clause.replace(TRAILING_FILLER, ""), start, start.replace(TRAILING_FILLER, "")];
}

/** Our own "Reply STOP to opt out", quoted back, says nothing; alone it is the contact's (rule b, as a whole). */
function withoutInstructions(clauses: readonly string[]): string[] {
  return clauses.map((clause) => clause.replace(INSTRUCTION, " ").trim()).filter((clause) => clause !== "");
}
