/** Which rules a text needs that no text before it needed: most rules are never made in the life of a Worker, or one by one. */
import { NeedIndex } from "./need-index.ts";
import { NEEDS } from "./needs-table.ts";
import type { RuleNumber } from "./readers.ts";

let made: NeedIndex | null = null;
/** Made at the first text, not when a Worker starts. */
export function indexOfReaders(): NeedIndex {
  return (made ??= new NeedIndex(NEEDS));
}

/** @param words all that a text says, in the grammar's spelling */
export function rulesNeeded(words: readonly string[]): RuleNumber[] {
  const index = indexOfReaders();
  index.begin();
  for (const word of new Set(words)) index.meet(index.needsOf(word));
  return index.newRules();
}
