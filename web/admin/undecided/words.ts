/** What the screen says about a text that needs a decision. */
import type { CarrierText, UndecidedText } from "../../../domain/messages/undecided.ts";

/** One line above the decision: whether to wait, or what the carrier's list suggests. */
export function advice(
  { calls, nextLookUpAtMs }: Pick<UndecidedText, "calls" | "nextLookUpAtMs">,
  texts: readonly Pick<CarrierText, "kind">[],
): string {
  const fitting = texts.filter(({ kind }) => kind === "fits").length;
  if (fitting === 1)
    return "The carrier lists one text with these words that matches no other message. It is probably this one.";
  if (fitting > 1) return "The carrier lists several texts with these words. Choose the one closest in time.";
  if (nextLookUpAtMs !== null) return "We are still checking. Most texts are settled within a minute.";
  const times = calls.length === 1 ? "once" : `${calls.length} times`;
  return `It was handed to the carrier ${times}, but the carrier lists no text with these words. It was probably not sent.`;
}

/** With a capital first letter. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The tone of the carrier's status as a badge. */
export function toneOf(status: string): "good" | "wrong" | "" {
  if (status === "delivered" || status === "read") return "good";
  return status === "failed" || status === "undelivered" || status === "canceled" ? "wrong" : "";
}
