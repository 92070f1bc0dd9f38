/** All needs of all readers, by word: which readers a text may mean something to. Made of a table (needs-table.ts). */

import type { RuleNumber } from "./readers.ts";

export type NeedsTable = {
  /** A line per group of words that meet the same needs: numbers of the needs, a bar, the words. "-" ends a beginning of words. */
  words: string;
  /** Per group of readers: their bits, a colon, the numbers of the needs that all must be met, a colon, rules that have these needs. */
  readers: string;
};

/** What a reader needs besides a first need. */
type Rest = {
  needs: readonly number[];
  readers: number;
  /** As they are written until they are made; then empty. */
  rules: string;
};

/** Letters by which beginnings of words are looked up. */
const KEY_LETTERS = 2;
const NO_NEEDS: readonly number[] = [];

export class NeedIndex {
  /** Per word the line of the table that it is in. */
  readonly #lineOf = new Map<string, number>();
  readonly #stems = new Map<string, { stem: string; line: number }[]>();
  /** Per line its needs, as they are written until one asks for them. */
  readonly #written: string[] = [];
  readonly #needs: (readonly number[])[] = [];
  /** Per need, what else is needed by those whose first need it is. */
  readonly #rests: (Rest[] | undefined)[] = [];
  /** In which text each need was last met, and the first needs that were met in this one. */
  readonly #met: Uint32Array;
  readonly #firsts: Uint16Array;
  #count = 0;
  #text = 0;

  constructor({ words, readers }: NeedsTable) {
    for (const [line, each] of words.split("\n").entries()) {
      const bar = each.indexOf("|");
      this.#written.push(each.slice(0, bar));
      for (const word of each.slice(bar + 1).split(" ")) {
        if (word.endsWith("-")) this.#addStem(word.slice(0, -1), line);
        else this.#lineOf.set(word, line);
      }
    }
    let most = 0;
    for (const each of readers.split("\n")) {
      const [bits, needed = "", rules = ""] = each.split(":");
      const [first = 0, ...needs] = numbers(needed);
      const rest = { needs, readers: Number(bits), rules };
      const rests = this.#rests[first];
      if (rests) rests.push(rest);
      else this.#rests[first] = [rest];
      most = Math.max(most, first, ...needs);
    }
    this.#met = new Uint32Array(most + 1);
    this.#firsts = new Uint16Array(most + 1);
  }

  /** The needs that a word meets. */
  needsOf(word: string): readonly number[] {
    const line = this.#lineOf.get(word);
    const own = line === undefined ? NO_NEEDS : this.#needsIn(line);
    const stems = this.#stems.get(word.slice(0, KEY_LETTERS))?.filter(({ stem }) => word.startsWith(stem));
    return stems ? [...own, ...stems.flatMap((each) => this.#needsIn(each.line))] : own;
  }

  /** Begins another text. */
  begin(): void {
    this.#text += 1;
    this.#count = 0;
  }

  meet(needs: readonly number[]): void {
    for (const need of needs) {
      if (this.#met[need] === this.#text) continue;
      this.#met[need] = this.#text;
      if (this.#rests[need]) this.#firsts[this.#count++] = need;
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

  /** Rules whose needs were all met, each once in the life of this index: who asks makes them. */
  newRules(): RuleNumber[] {
    const found: RuleNumber[] = [];
    for (let i = 0; i < this.#count; i += 1) {
      for (const rest of this.#rests[this.#firsts[i] ?? 0] ?? []) {
        if (rest.rules === "" || !this.#meetsAll(rest.needs)) continue;
        for (const rule of rest.rules.split(",")) {
          const [of, number] = rule.split(".").map(Number);
          found.push({ of: of ?? 0, number: number ?? 0 });
        }
        rest.rules = "";
      }
    }
    return found;
  }

  #meetsAll(needs: readonly number[]): boolean {
    for (const need of needs) if (this.#met[need] !== this.#text) return false;
    return true;
  }

  #needsIn(line: number): readonly number[] {
    return (this.#needs[line] ??= numbers(this.#written[line] ?? ""));
  }

  #addStem(stem: string, line: number): void {
    const key = stem.slice(0, KEY_LETTERS);
    const stems = this.#stems.get(key);
    if (stems) stems.push({ stem, line });
    else this.#stems.set(key, [{ stem, line }]);
  }
}

function numbers(written: string): number[] {
  return written.split(",").map(Number);
}
