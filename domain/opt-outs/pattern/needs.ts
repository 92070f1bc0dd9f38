/**
 * What a text must say for a pattern to be met in it: rows of words of which each must have one in the text, wherever it is. It is
 * read off the pattern, so that a text without them is known to say nothing before any word of it is followed.
 */
import type { Node } from "./pattern-parser.ts";
import { BREAK } from "./vocabulary.ts";

/** Words (or, with "-" behind them, beginnings of words) of which a text must have one. */
export type Need = readonly string[];

/** The words of ordinary answers, commonest first: what needs one of them keeps few texts out. */
const COMMON: readonly (readonly [number, string])[] = [
  [40, "i you the to a and is it of in my me that this"],
  [20, "for on not no do be have are am im so will was but with your just dont at if what can all we know yes they or as he she"],
  [8, "get out up like when how there about vote voted thanks thank ok please who name where why going want need good hi hello here from us has had did would could right already now time one day too see any more them him her his their been were an by lol okay la de que y en el se un una le les et je pas"],
]; // prettier-ignore
const RARE = 0.2;

const weights = new Map(COMMON.flatMap(([weight, words]) => words.split(" ").map((word) => [word, weight] as const)));

/** How many texts a word lets through, as a rough share. */
export function commonness(word: string): number {
  return weights.get(word) ?? RARE;
}

/** Parts of a grammar are in many patterns. */
const weightsOf = new WeakMap<Need, number>();
function weightOf(need: Need): number {
  const known = weightsOf.get(need);
  if (known !== undefined) return known;
  let sum = 0;
  for (const word of need) sum += commonness(word);
  weightsOf.set(need, sum);
  return sum;
}

/** The least common of these words. */
export function rarest(words: readonly string[]): string {
  return words.reduce((least, word) => (commonness(word) < commonness(least) ? word : least));
}

/** A row of words as one need: the word of it that says most. */
export function needOfRows(rows: readonly string[]): Need {
  return [...new Set(rows.map((row) => rarest(row.split(" "))))];
}

/** Of several needs those that keep the most texts out. */
export function mostTelling(needs: readonly Need[]): Need[] {
  return [...new Set(needs)].sort((a, b) => weightOf(a) - weightOf(b)).slice(0, MOST_NEEDS);
}
const MOST_NEEDS = 3;

/** Reads needs off patterns; a part that many patterns share is read once, and its need is the same object. */
export function needsReader(): (pattern: Node) => readonly Need[] {
  const met = new Map<Node, readonly Need[]>();
  const read = (node: Node): readonly Need[] => {
    const known = met.get(node);
    if (known) return known;
    const needs = needsOf(node);
    met.set(node, needs);
    return needs;
  };
  const needsOf = (node: Node): readonly Need[] => {
    switch (node.kind) {
      case "any":
        return NO_NEEDS;
      case "words":
        // The end of a clause is no word.
        return node.words.includes(BREAK) ? NO_NEEDS : [node.words];
      case "times":
        return node.least > 0 ? read(node.of) : NO_NEEDS;
      case "row": {
        const needs: Need[] = [];
        for (const each of node.of) for (const need of read(each)) needs.push(need);
        return mostTelling(needs);
      }
      case "either": {
        const words = new Set<string>();
        for (const each of node.of) {
          // The first of a row's needs is the one that says most.
          const [best] = read(each);
          if (!best) return NO_NEEDS;
          for (const word of best) words.add(word);
        }
        return [[...words]];
      }
    }
  };
  return read;
}
const NO_NEEDS: readonly Need[] = [];
