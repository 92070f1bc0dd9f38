/**
 * The carrier's own verdict on an inbound text. A service may have opt-out keywords of its own at the carrier, which no reading
 * of words here knows; so its verdict counts as if the contact had written it.
 */
import { detectOptOut } from "./opt-out.ts";
import type { InboundContext, InboundIntent } from "./opt-out.ts";
import type { Language } from "./reading/grammar.ts";

export type CarrierVerdict = "STOP" | "START" | "HELP";

export type CountedIntent = InboundIntent | { kind: "opt_out"; carrierAnswers: true; language: Language };

/** What counts of an inbound text. */
export function intentOf(text: string, context: InboundContext, verdict: CarrierVerdict | undefined): CountedIntent {
  return withVerdict(verdict, detectOptOut(text, context));
}

/**
 * What counts of a text: the verdict, else what its words ask for. A call for help that opts out by its words opts out.
 * @param words what the words ask for
 */
export function withVerdict(verdict: CarrierVerdict | undefined, words: InboundIntent): CountedIntent {
  // The words may be none that are read here; what language they are in may be known all the same.
  const language = "language" in words ? words.language : "en";
  if (verdict === "STOP") return { kind: "opt_out", carrierAnswers: true, language };
  if (verdict === "START") return { kind: "opt_in", phrase: "START" };
  return verdict === "HELP" && words.kind !== "opt_out" ? { kind: "help", language } : words;
}
