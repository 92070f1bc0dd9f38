/** Words by the sets that they belong to: words of the same sets are one class, which rules cannot tell apart. */
import { BREAK_NUMBER, UNKNOWN, vocabularySize } from "./vocabulary.ts";

export type WordClasses = {
  /** Per word's number its class. Unknown words and the ends of clauses are classes of their own, by their numbers. */
  classOf: Uint16Array;
  /** Per class a bit for each set, in so many numbers. */
  bits: Uint32Array;
  perClass: number;
};

const BITS = 32;

/** @param sets of words by their numbers (vocabulary.ts) */
export function classesOf(sets: readonly (readonly number[])[]): WordClasses {
  const perClass = Math.ceil(sets.length / BITS);
  // A word moves on with each set that it is in; words that moved alike end at the same place.
  const places = new Uint32Array(vocabularySize());
  const moves: { from: number; set: number }[] = [];
  const met = new Map<number, number>();
  for (const [set, words] of sets.entries()) {
    for (const word of words) {
      const from = places[word] ?? START;
      const key = from * sets.length + set;
      let to = met.get(key);
      if (to === undefined) {
        to = moves.push({ from, set });
        met.set(key, to);
      }
      places[word] = to;
    }
  }
  const classes = new Map<number, number>([[START, UNKNOWN]]);
  // The end of a clause has a class of its own, whether or not rules name it.
  const ofBreak = places[BREAK_NUMBER] ?? START;
  const classOf = Uint16Array.from(places, (place, word) => {
    if (word === BREAK_NUMBER) return BREAK_NUMBER;
    const known = classes.get(place);
    if (known !== undefined) return known;
    classes.set(place, classes.size + 1);
    return classes.size;
  });
  const bits = new Uint32Array((classes.size + 1) * perClass);
  const fill = (place: number, number: number) => {
    for (let at = place; at !== START;) {
      const { from, set } = moves[at - 1] ?? { from: START, set: 0 };
      const word = number * perClass + (set >> 5);
      bits[word] = (bits[word] ?? 0) | (1 << (set & 31));
      at = from;
    }
  };
  for (const [place, number] of classes) fill(place, number);
  fill(ofBreak, BREAK_NUMBER);
  return { classOf, bits, perClass };
}
/** The place of a word that is in no set. */
const START = 0;
