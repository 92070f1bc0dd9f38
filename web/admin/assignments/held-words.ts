import type { HeldKind } from "../../../domain/assignment/assignments.ts";

/** The kinds of a texter's contacts that can be given away, as people read them. */
export const HELD_WORDS: readonly { kind: HeldKind; words: string }[] = [
  { kind: "waiting", words: "Waiting for a reply" },
  { kind: "toSend", words: "To send" },
  { kind: "conversations", words: "All conversations" },
  { kind: "all", words: "Everything" },
];
