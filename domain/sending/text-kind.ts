/** The kind of an outgoing text. It decides the order of sending and which texting hours apply. */
import type { SendKind } from "../hours/texting-window.ts";

export type TextKind = "confirmation" | "reply" | "first";

/**
 * Texts leave in this order: a confirmation has only minutes, somebody waits for a reply, and first texts are the bulk.
 */
export const LINE_ORDER: readonly TextKind[] = ["confirmation", "reply", "first"];

export function sendKindOf(kind: TextKind | null): SendKind {
  return kind === "first" ? "initial" : "reply";
}
