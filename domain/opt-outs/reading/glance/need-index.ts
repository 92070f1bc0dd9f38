/** All needs of all readers, by word: which readers a text may mean something to. */
import type { Need } from "../../pattern/needs.ts";

/** What a reader needs besides a first need. */
type Rest = { needs: readonly number[]; readers: number };

/** Letters by which beginnings of words are looked up. */
const KEY_LETTERS = 2;

export class NeedIndex {
  readonly #numbers = new Map<Need, number>();
  /** Per word, the needs that it meets; the same for beginnings of words, by their first letters. */
  readonly #byWord = new Map<string, number[]>();
  readonly #stems = new Map<string, { stem: string; need: number }[]>();
  /** Per need, what else is needed by those whose first need it is. */
  readonly #rests: Rest[][] = [];
  /** In which text each need was last met, and those that were met in this one. */
  #met = new Uint32Array(0);
  #firsts = new Uint16Array(0);
  #count = 0;
  #text = 0;

  /** @param readers that find nothing in a text that does not meet all these needs */
  add(needs: readonly Need[], readers: number): void {
    const [first, ...others] = needs.map((need) => this.#numberOf(need));
    if (first === undefined) throw new Error("A reader needs at least one word.");
    const rests = this.#rests[first] ?? [];
    const same = rests.find(
      (rest) => rest.needs.length === others.length && rest.needs.every((n, i) => n === others[i]),
    );
    if (same) same.readers |= readers;
    else rests.push({ needs: others, readers });
  }

  /** The needs that a word meets. */
  needsOf(word: string): number[] {
    const stems = this.#stems.get(word.slice(0, KEY_LETTERS)) ?? [];
    return [
      ...(this.#byWord.get(word) ?? []),
      ...stems.flatMap(({ stem, need }) => (word.startsWith(stem) ? [need] : [])),
    ];
  }

  /** Begins another text. */
  begin(): void {
    if (this.#met.length < this.#numbers.size) {
      this.#met = new Uint32Array(this.#numbers.size);
      this.#firsts = new Uint16Array(this.#numbers.size);
    }
    this.#text += 1;
    this.#count = 0;
  }

  meet(needs: readonly number[]): void {
    for (const need of needs) {
      if (this.#met[need] === this.#text) continue;
      this.#met[need] = this.#text;
      if ((this.#rests[need]?.length ?? 0) > 0) this.#firsts[this.#count++] = need;
    }
  }

  /** The readers all of whose needs were met. */
  readers(): number {
    let readers = 0;
    for (let i = 0; i < this.#count; i += 1) {
      for (const rest of this.#rests[this.#firsts[i] ?? 0] ?? []) {
        if ((rest.readers & ~readers) !== 0 && this.#meetsAll(rest.needs)) readers |= rest.readers;
      }
    }
    return readers;
  }

  #meetsAll(needs: readonly number[]): boolean {
    for (const need of needs) if (this.#met[need] !== this.#text) return false;
    return true;
  }

  #numberOf(need: Need): number {
    const known = this.#numbers.get(need);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(need, number);
    this.#rests.push([]);
    for (const word of need) {
      if (word.endsWith("-")) {
        const stem = word.slice(0, -1);
        const key = stem.slice(0, KEY_LETTERS);
        const stems = this.#stems.get(key);
        if (stems) stems.push({ stem, need: number });
        else this.#stems.set(key, [{ stem, need: number }]);
      } else {
        const needs = this.#byWord.get(word);
        if (needs) needs.push(number);
        else this.#byWord.set(word, [number]);
      }
    }
    return number;
  }
}
