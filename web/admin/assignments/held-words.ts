import type { HeldKind } from "../../../domain/assignment/assignments.ts";

/** What of a texter's contacts can be given away, as people read it. */
export const HELD_WORDS: readonly { kind: HeldKind; words: string }[] = [
  { kind: "waiting", words: "Waiting for an answer" },
  { kind: "toSend", words: "To send" },
  { kind: "conversations", words: "All conversations" },
  { kind: "all", words: "Everything" },
];
