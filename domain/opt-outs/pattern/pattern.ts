/**
 * Patterns over words, as the grammar writes them: `stop|quit CONTACTING ME?`. A pattern becomes an automaton whose states
 * are followed side by side, so that reading never goes back over a word: the steps grow with the words of the text and
 * with nothing else, whatever a stranger writes.
 *
 * Written form, parts separated by spaces:
 *   word          that word, in plain form            a|b c      a or b, then c
 *   (a b|c)       in brackets and in a named part, a whole row or another
 *   NAME          a named part of the grammar         part?      or nothing
 *   part*         any number of it                    part{0,3}  so many
 *   .             any word of the same clause         ,          the end of a clause
 */

import { parser } from "./pattern-parser.ts";
import type { Node, Parts } from "./pattern-parser.ts";

/** The end of a clause among the words of a text. */
export const BREAK = ",";
/** The longest stretch that a pattern covers, in words: what bounds a reading from each word. */
const MOST_WORDS = 24;

/** Found in a text: rule by its number, words from `start` up to but not including `end`. */
export type FoundPattern = { rule: number; start: number; end: number };

/** Counts what reading costs; the fuzz holds it against a bound. */
export type Steps = { count: number };

type Ends = { first: number[]; last: number[]; skippable: boolean };

/** The state that waits for any word but the end of a clause. */
const ANY = -1;
const NONE = new Uint8Array(0);

/** All rules of a grammar in one automaton. */
export class Automaton {
  /** Sets of words that a state waits for; equal ones have one number. */
  readonly #sets = new Map<string, number>();
  /** Per word, a 1 for each set that it belongs to. */
  readonly #setsOf = new Map<string, Uint8Array>();
  readonly #wordsOf: (readonly string[])[] = [];
  readonly #numbers = new Map<readonly string[], number>();
  /** Per state: the set that it waits for, the groups of states that follow, and the rules that end there. */
  readonly #waitsFor: number[] = [];
  readonly #next: number[][] = [];
  /** States that follow together: many states share such a group, which is looked at once per word. */
  readonly #groups: (readonly number[])[] = [];
  readonly #accepts: number[][] = [];
  /** First states by the word that begins them. */
  readonly #first = new Map<string, number[]>();
  /** In which round a state and a group were last seen. */
  readonly #seen: Uint32Array;
  readonly #groupSeen: Uint32Array;
  #round = 0;
  /** The states at hand and those that follow. */
  readonly #buffers: [Int32Array, Int32Array];

  constructor(patterns: readonly string[], parts: Parts) {
    const parse = parser(parts);
    patterns.forEach((pattern, rule) => this.#add(parse(pattern), rule, pattern));
    this.#seen = new Uint32Array(this.#waitsFor.length);
    this.#groupSeen = new Uint32Array(this.#groups.length);
    this.#buffers = [new Int32Array(this.#waitsFor.length), new Int32Array(this.#waitsFor.length)];
    for (const [set, of] of this.#wordsOf.entries()) {
      for (const word of of) {
        const sets = this.#setsOf.get(word) ?? new Uint8Array(this.#wordsOf.length);
        sets[set] = 1;
        this.#setsOf.set(word, sets);
      }
    }
  }

  /** Every rule's longest match from every word. */
  all(words: readonly string[], steps: Steps): FoundPattern[] {
    return this.at([...words.keys()], words, steps);
  }

  /** Every rule's longest match from these words on. */
  at(starts: readonly number[], words: readonly string[], steps: Steps): FoundPattern[] {
    const sets = words.map((word) => this.#setsOf.get(word) ?? NONE);
    const found: FoundPattern[] = [];
    for (const start of starts) this.#from(words, sets, start, steps, found);
    return found;
  }

  /** Allocates nothing until something is found: this is where a text's time goes. */
  #from(
    words: readonly string[],
    sets: readonly Uint8Array[],
    start: number,
    steps: Steps,
    found: FoundPattern[],
  ): void {
    steps.count += 1;
    const first = this.#first.get(words[start] ?? "");
    if (!first) return;
    let longest: Map<number, number> | null = null;
    let [states, following] = this.#buffers;
    let count = 0;
    for (const state of first) states[count++] = state;
    const last = Math.min(words.length, start + MOST_WORDS);
    // The states at hand are those that the word at hand brought on.
    for (let at = start; at < last && count > 0; at += 1) {
      const next = at + 1 < last ? words[at + 1] : undefined;
      const isWord = next !== undefined && next !== BREAK;
      const known = next === undefined ? NONE : (sets[at + 1] ?? NONE);
      let followers = 0;
      this.#round += 1;
      for (let i = 0; i < count; i += 1) {
        const state = states[i] ?? 0;
        const rules = this.#accepts[state];
        if (rules !== undefined && rules.length > 0) {
          longest ??= new Map();
          for (const rule of rules) longest.set(rule, at + 1);
        }
        if (next !== undefined) followers = this.#advance(state, known, isWord, following, followers, steps);
      }
      [states, following] = [following, states];
      count = followers;
    }
    if (longest) for (const [rule, end] of longest) found.push({ rule, start, end });
  }

  /** Adds to `into` the states that follow one and that the next word brings on; answers with how many are there. */
  #advance(state: number, known: Uint8Array, isWord: boolean, into: Int32Array, count: number, steps: Steps): number {
    let added = count;
    const groups = this.#next[state];
    if (groups === undefined) return added;
    for (let g = 0; g < groups.length; g += 1) {
      const group: number = groups[g] ?? 0;
      if (this.#groupSeen[group] === this.#round) continue;
      this.#groupSeen[group] = this.#round;
      const members: readonly number[] | undefined = this.#groups[group];
      if (members === undefined) continue;
      steps.count += members.length;
      for (let m = 0; m < members.length; m += 1) {
        const next = members[m] ?? 0;
        const set = this.#waitsFor[next] ?? ANY;
        if ((set === ANY ? !isWord : known[set] !== 1) || this.#seen[next] === this.#round) continue;
        this.#seen[next] = this.#round;
        into[added++] = next;
      }
    }
    return added;
  }

  #add(node: Node, rule: number, pattern: string): void {
    const { first, last, skippable } = this.#states(node);
    if (skippable) throw new Error(`The pattern "${pattern}" may be empty.`);
    for (const state of first) {
      const set = this.#waitsFor[state] ?? ANY;
      if (set === ANY) throw new Error(`The pattern "${pattern}" may begin with any word.`);
      for (const word of this.#wordsOf[set] ?? []) {
        const known = this.#first.get(word);
        if (known) known.push(state);
        else this.#first.set(word, [state]);
      }
    }
    for (const state of last) this.#accepts[state]?.push(rule);
  }

  /** Glushkov's construction: one state per place of a word in the pattern, none without a word. */
  #states(node: Node): Ends {
    switch (node.kind) {
      case "words":
      case "any": {
        const state = this.#waitsFor.length;
        this.#waitsFor.push(node.kind === "any" ? ANY : this.#setOf(node.words));
        this.#next.push([]);
        this.#accepts.push([]);
        return { first: [state], last: [state], skippable: false };
      }
      case "either": {
        const parts = node.of.map((each) => this.#states(each));
        return {
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
          skippable: parts.some(({ skippable }) => skippable),
        };
      }
      case "row": {
        const row: Ends = { first: [], last: [], skippable: true };
        for (const each of node.of) {
          const part = this.#states(each);
          this.#follow(row.last, part.first);
          if (row.skippable) row.first.push(...part.first);
          row.last = part.skippable ? [...row.last, ...part.last] : part.last;
          row.skippable &&= part.skippable;
        }
        return row;
      }
      case "times": {
        if (node.most === Infinity) {
          const part = this.#states(node.of);
          this.#follow(part.last, part.first);
          return { ...part, skippable: node.least === 0 || part.skippable };
        }
        if (node.most === 1) return { ...this.#states(node.of), skippable: true };
        const once: Node = { kind: "times", of: node.of, least: 0, most: 1 };
        const of = Array.from({ length: node.most }, (_, i) => (i < node.least ? node.of : once));
        return this.#states({ kind: "row", of });
      }
    }
  }

  #follow(states: readonly number[], next: readonly number[]): void {
    if (states.length === 0 || next.length === 0) return;
    const group = this.#groups.length;
    this.#groups.push(next);
    for (const state of states) this.#next[state]?.push(group);
  }

  #setOf(words: readonly string[]): number {
    const met = this.#numbers.get(words);
    if (met !== undefined) return met;
    const key = words.toSorted().join(" ");
    const set = this.#sets.get(key) ?? this.#sets.size;
    this.#numbers.set(words, set);
    if (this.#sets.has(key)) return set;
    this.#sets.set(key, set);
    this.#wordsOf[set] = words;
    return set;
  }
}
