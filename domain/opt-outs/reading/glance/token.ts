/** A word as a text has it, with all that any reader may take it for: as it is, in the grammar's spelling, with a slip mended. */
import { rarest } from "../../pattern/needs.ts";
import { nearWord } from "../near-words.ts";
import { ROWS, spellWord } from "../spelling.ts";
import { cutClauses } from "../words.ts";

export type Meant = {
  /** All words that it may be read as. */
  words: ReadonlySet<string>;
  /** The words that it is cut into. */
  cut: readonly string[];
};

/** Words that stand for several, by the one of these that says most: "cell phone" is a "phone". */
const byRarest = new Map<string, string[]>();
for (const [from, to] of ROWS) {
  const key = rarest(from.split(" "));
  byRarest.set(key, [...(byRarest.get(key) ?? []), ...to.split(" ")]);
}

/** @param token letters, digits and apostrophes, in plain form */
export function meantBy(token: string): Meant {
  const cut = cutClauses(token).flatMap(({ words }) => words);
  const words = new Set(cut);
  // Grows while it is gone through: what was mended is spelled once more.
  for (const word of words) {
    for (const spelled of spellWord(word)) words.add(spelled);
    for (const row of byRarest.get(word) ?? []) words.add(row);
    const near = nearWord(word);
    if (near !== null) words.add(near);
  }
  return { words, cut };
}
