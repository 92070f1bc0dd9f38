/**
 * What a text is compared by: its words alone, two and three in a row, and two with one between, each as a number of 32 bits.
 * Where the text begins and ends and where a question ends are words, too.
 */
import { remembering } from "../remembering.ts";
import type { TextWordsRead } from "../words.ts";

/** Words of a text that are looked at. */
const MOST_WORDS = 60;
const BEGINS = "^";
const ENDS = "$";
const QUESTION = /[?？؟]/u;

const FIRST = 0x811c9dc5;
const FACTOR = 0x01000193;

const numberOf = remembering((word: string): number => {
  let hash = FIRST;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), FACTOR);
  return hash;
});

/** Kinds of traits, so that a word is another number than two words. */
const KIND = { alone: 1, two: 2, three: 3, around: 4 } as const;

function joined(kind: number, first: number, second = 0, third = 0): number {
  let hash = Math.imul(FIRST ^ kind, FACTOR);
  for (const part of [first, second, third]) {
    hash = Math.imul(hash ^ (part >>> 16), FACTOR);
    hash = Math.imul(hash ^ (part & 0xffff), FACTOR);
  }
  return hash ^ (hash >>> 15);
}

/** Each trait of a text once. */
export function traitsOf({ clauses }: TextWordsRead): ReadonlySet<number> {
  const row = [numberOf(BEGINS)];
  for (const { said, endsWith } of clauses) {
    for (const word of said.split(" ")) row.push(numberOf(word));
    if (endsWith !== "") row.push(numberOf(QUESTION.test(endsWith) ? "?" : ","));
    if (row.length > MOST_WORDS) break;
  }
  row.push(numberOf(ENDS));
  const traits = new Set<number>();
  for (let at = 0; at < row.length; at += 1) {
    const [first = 0, second, third] = [row[at], row[at + 1], row[at + 2]];
    traits.add(joined(KIND.alone, first));
    if (second !== undefined) traits.add(joined(KIND.two, first, second));
    if (second === undefined || third === undefined) continue;
    traits.add(joined(KIND.three, first, second, third));
    traits.add(joined(KIND.around, first, third));
  }
  return traits;
}
