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

/** States that are at hand together, the rules that end there, and what a next word leads to, by its row, with the last one asked for. */
type Stage = {
  states: Int32Array;
  rules: readonly number[];
  next: Map<number, Stage>;
  lastRow: number;
  last: Stage | null;
};

/** More are forgotten, all at once: strangers must not fill the memory. */
const MOST_STAGES = 3_000;

/** The state that waits for any word but the end of a clause. */
const ANY = -1;
/** The row of words that no state waits for. */
const UNKNOWN = 0;
/** The row of the end of a clause, and none at all. */
const BREAK_ROW = -1;
const NO_ROW = -2;
const BITS = 32;

export function automatonOf(patterns: readonly string[], parts: Parts): Automaton {
  return new Automaton(patterns.map(parser(parts)), patterns);
}

/** All rules of a grammar in one automaton. */
export class Automaton {
  /** Sets of words that a state waits for; equal ones have one number. */
  readonly #sets = new Map<string, number>();
  /** Per word its row in `#bits`, which has a bit for each set that the word belongs to. One array is soon made. */
  readonly #rows = new Map<string, number>();
  readonly #bits: Uint32Array;
  readonly #perRow: number;
  readonly #wordsOf: (readonly string[])[] = [];
  readonly #numbers = new Map<readonly string[], number>();
  /** Per state: the set that it waits for, the groups of states that follow, and the rules that end there. */
  readonly #waitsFor: number[] = [];
  readonly #next: number[][] = [];
  /** States that follow together: many states share such a group, which is looked at once per word. */
  readonly #groups: (readonly number[])[] = [];
  readonly #accepts: (number[] | undefined)[] = [];
  /** First states by the word that begins them. */
  readonly #first = new Map<string, number[]>();
  /** In which round a state and a group were last seen. */
  readonly #seen: Uint32Array;
  readonly #groupSeen: Uint32Array;
  #round = 0;
  /** The states that follow, while they are looked for. */
  readonly #buffer: Int32Array;
  /** States that were once at hand together, by their numbers, and those that a word begins, by its row. */
  readonly #stages = new Map<string, Stage>();
  #begins: (Stage | undefined)[] = [];

  /** @param patterns as they were parsed, and as they are written */
  constructor(patterns: readonly Node[], written: readonly string[] = []) {
    patterns.forEach((pattern, rule) => this.#add(pattern, rule, written[rule] ?? ""));
    this.#seen = new Uint32Array(this.#waitsFor.length);
    this.#groupSeen = new Uint32Array(this.#groups.length);
    this.#buffer = new Int32Array(this.#waitsFor.length);
    for (const of of this.#wordsOf) {
      for (const word of of) if (!this.#rows.has(word)) this.#rows.set(word, this.#rows.size + 1);
    }
    this.#perRow = Math.ceil(this.#wordsOf.length / BITS);
    this.#bits = new Uint32Array((this.#rows.size + 1) * this.#perRow);
    for (const [set, of] of this.#wordsOf.entries()) {
      for (const word of of) {
        const at = (this.#rows.get(word) ?? UNKNOWN) * this.#perRow + Math.floor(set / BITS);
        this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (set % BITS));
      }
    }
    this.#begin();
  }

  #begin(): void {
    for (const [word, states] of this.#first)
      this.#begins[this.#rows.get(word) ?? UNKNOWN] = this.#newStage(Int32Array.from(states));
  }

  /** Every rule's longest match from every word, or from these. */
  all(words: readonly string[], steps: Steps, starts: readonly number[] | null = null): FoundPattern[] {
    const rows = new Int32Array(words.length);
    for (let at = 0; at < rows.length; at += 1) {
      const word = words[at] ?? "";
      rows[at] = word === BREAK ? BREAK_ROW : (this.#rows.get(word) ?? UNKNOWN);
    }
    const found: FoundPattern[] = [];
    const count = starts ? starts.length : rows.length;
    for (let i = 0; i < count; i += 1) {
      const start = starts ? (starts[i] ?? 0) : i;
      steps.count += 1;
      // Most words begin no rule.
      const begin = this.#begins[rows[start] ?? UNKNOWN];
      if (begin) this.#from(begin, rows, start, steps, found);
    }
    return found;
  }

  /**
   * Goes from stage to stage. A stage that was met before is not made again, so a text costs little once others like it were
   * read; whatever a stranger writes, it costs no more than making one stage per word.
   */
  #from(begin: Stage, rows: Int32Array, start: number, steps: Steps, found: FoundPattern[]): void {
    let stage = begin;
    let longest: Map<number, number> | null = null;
    const last = Math.min(rows.length, start + MOST_WORDS);
    // The states at hand are those that the word at hand brought on.
    for (let at = start; ; at += 1) {
      if (stage.rules.length > 0) {
        longest ??= new Map();
        for (const rule of stage.rules) longest.set(rule, at + 1);
      }
      if (at + 1 >= last || stage.states.length === 0) break;
      steps.count += 1;
      stage = this.#nextStage(stage, rows[at + 1] ?? UNKNOWN, steps);
    }
    if (longest) for (const [rule, end] of longest) found.push({ rule, start, end });
  }

  #nextStage(stage: Stage, row: number, steps: Steps): Stage {
    if (row === stage.lastRow && stage.last) return stage.last;
    let next = stage.next.get(row);
    if (!next) {
      next = this.#after(stage, row, steps);
      stage.next.set(row, next);
    }
    stage.lastRow = row;
    stage.last = next;
    return next;
  }

  /** The states that follow those of a stage and that the next word brings on. */
  #after({ states }: Stage, row: number, steps: Steps): Stage {
    const isWord = row !== BREAK_ROW;
    const bits = (isWord ? row : (this.#rows.get(BREAK) ?? UNKNOWN)) * this.#perRow;
    this.#round += 1;
    let count = 0;
    for (const state of states) {
      for (const group of this.#next[state] ?? []) {
        if (this.#groupSeen[group] === this.#round) continue;
        this.#groupSeen[group] = this.#round;
        const members = this.#groups[group] ?? [];
        steps.count += members.length;
        for (const next of members) {
          const set = this.#waitsFor[next] ?? ANY;
          const isMet = set === ANY ? isWord : (((this.#bits[bits + (set >> 5)] ?? 0) >>> (set & 31)) & 1) === 1;
          if (!isMet || this.#seen[next] === this.#round) continue;
          this.#seen[next] = this.#round;
          this.#buffer[count++] = next;
        }
      }
    }
    return this.#stageOf(this.#buffer.slice(0, count).sort());
  }

  #stageOf(states: Int32Array): Stage {
    const key = states.join();
    const met = this.#stages.get(key);
    if (met) return met;
    if (this.#stages.size >= MOST_STAGES) {
      this.#stages.clear();
      this.#begin();
    }
    const stage = this.#newStage(states);
    this.#stages.set(key, stage);
    return stage;
  }

  #newStage(states: Int32Array): Stage {
    const rules = new Set<number>();
    for (const state of states) for (const rule of this.#accepts[state] ?? []) rules.add(rule);
    return { states, rules: [...rules], next: new Map(), lastRow: NO_ROW, last: null };
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
    for (const state of last) (this.#accepts[state] ??= []).push(rule);
  }

  /** Glushkov's construction: one state per place of a word in the pattern, none without a word. */
  #states(node: Node): Ends {
    switch (node.kind) {
      case "words":
      case "any": {
        const state = this.#waitsFor.length;
        this.#waitsFor.push(node.kind === "any" ? ANY : this.#setOf(node.words));
        this.#next.push([]);
        this.#accepts.push(undefined);
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
