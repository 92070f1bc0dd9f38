/**
 * The carrier's own verdict on an inbound text. A service may have opt-out keywords of its own at the carrier, which no reading
 * of words here knows; so its verdict counts as the contact's word.
 */
import { detectOptOut } from "./opt-out.ts";
import type { InboundContext, InboundIntent } from "./opt-out.ts";

export type CarrierVerdict = "STOP" | "START" | "HELP";

export type HeardIntent = InboundIntent | { kind: "opt_out"; carrierAnswers: true };

/** What counts of an inbound text. */
export function heardIn(text: string, context: InboundContext, verdict: CarrierVerdict | undefined): HeardIntent {
  return withVerdict(verdict, detectOptOut(text, context));
}

/**
 * What counts of a text: the verdict, else what its words ask for. A call for help that opts out by its words opts out.
 * @param words what the words ask for
 */
export function withVerdict(verdict: CarrierVerdict | undefined, words: InboundIntent): HeardIntent {
  if (verdict === "STOP") return { kind: "opt_out", carrierAnswers: true };
  if (verdict === "START") return { kind: "opt_in", phrase: "START" };
  return verdict === "HELP" && words.kind !== "opt_out" ? { kind: "help" } : words;
}
