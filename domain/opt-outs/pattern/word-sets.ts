/** Sets of words that rules wait for, and which of them a word belongs to. Sets are added as rules are made. */
import { wordNumber } from "./vocabulary.ts";

const NONE = new Uint32Array(0);

export class WordSets {
  /** Sets of words that are written alike are one array (pattern-parser.ts). */
  readonly #numbers = new Map<readonly string[], number>();
  /** Per word's number the sets that it is in. */
  readonly #setsOf: (number[] | undefined)[] = [];
  /** The same as bits, made when a word is first looked up. */
  readonly #bits: (Uint32Array | undefined)[] = [];

  /** The number of a set. */
  add(words: readonly string[]): number {
    const known = this.#numbers.get(words);
    if (known !== undefined) return known;
    const set = this.#numbers.size;
    this.#numbers.set(words, set);
    for (const each of words) {
      const word = wordNumber(each);
      const sets = this.#setsOf[word];
      if (sets) sets.push(set);
      else this.#setsOf[word] = [set];
      this.#bits[word] = undefined;
    }
    return set;
  }

  /** Numbers that hold a bit for each set. */
  get width(): number {
    return (this.#numbers.size >> 5) + 1;
  }

  has(word: number, set: number): boolean {
    const bits = this.bits(word);
    return (((bits[set >> 5] ?? 0) >>> (set & 31)) & 1) === 1;
  }

  /** A bit for each set that a word is in, 32 in a number. */
  bits(word: number): Uint32Array {
    return this.#bits[word] ?? this.#made(word);
  }

  #made(word: number): Uint32Array {
    const sets = this.#setsOf[word];
    if (!sets) return NONE;
    const bits = new Uint32Array((Math.max(...sets) >> 5) + 1);
    for (const set of sets) bits[set >> 5] = (bits[set >> 5] ?? 0) | (1 << (set & 31));
    return (this.#bits[word] = bits);
  }
}
