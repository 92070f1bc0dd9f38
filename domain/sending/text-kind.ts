/** What an outgoing text is for. It decides who goes first and which texting hours apply. */
import type { SendKind } from "../hours/texting-window.ts";

export type TextKind = "confirmation" | "reply" | "first";

/** In this order texts leave: a confirmation has minutes, somebody waits for a reply, and first texts are the bulk. */
export const LINE_ORDER: readonly TextKind[] = ["confirmation", "reply", "first"];

export function sendKindOf(kind: TextKind | null): SendKind {
  return kind === "first" ? "initial" : "reply";
}
