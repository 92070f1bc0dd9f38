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
import { Stages } from "./stages.ts";
import { BREAK_NUMBER, UNKNOWN } from "./vocabulary.ts";
import { WordSets } from "./word-sets.ts";
import type { Node, Parts } from "./pattern-parser.ts";

/** The longest stretch that a pattern covers, in words: what bounds a reading from each word. */
const MOST_WORDS = 24;

/** Found in a text: rule by its number, words from `start` up to but not including `end`. */
export type FoundPattern = { rule: number; start: number; end: number };

/** Counts what reading costs; the fuzz holds it against a bound. */
export type Steps = { count: number };

type Ends = { first: number[]; last: number[]; skippable: boolean };

/** The state that waits for any word but the end of a clause. */
const ANY = -1;
const NO_GROUPS: readonly number[] = [];
/** No stage, or none that is known. */
const NO_STAGE = -1;

export function automatonOf(patterns: readonly string[], parts: Parts): Automaton {
  const automaton = new Automaton();
  const parse = parser(parts);
  for (const [rule, pattern] of patterns.entries()) automaton.add(parse(pattern), rule, pattern);
  return automaton;
}

/** All rules of a grammar in one automaton. */
export class Automaton {
  readonly #sets = new WordSets();
  /** Per state: the set that it waits for, the groups of states that follow, and the rules that end there. */
  readonly #waitsFor: number[] = [];
  readonly #next: (number[] | undefined)[] = [];
  /** States that follow together: many states share such a group, which is looked at once per word. */
  readonly #groups: (readonly number[])[] = [];
  readonly #accepts: (number[] | undefined)[] = [];
  /** States with which rules begin. */
  readonly #first: number[] = [];
  /** In which round a state and a group were last seen. */
  #seen = new Uint32Array(0);
  #groupSeen = new Uint32Array(0);
  #round = 0;
  /** The states that follow, while they are looked for. */
  #buffer = new Int32Array(0);
  readonly #stages = new Stages((states) => {
    const rules = new Set<number>();
    for (const state of states) for (const rule of this.#accepts[state] ?? []) rules.add(rule);
    return [...rules];
  });
  /** The stage that a word begins; -1 for none. */
  #begins: number[] = [];

  /** Adds a rule by its number. What was read before stays known: rules share no states. @param written for whoever wrote it wrong */
  add(pattern: Node, rule: number, written: string): void {
    const { first, last, skippable } = this.#states(pattern);
    if (skippable) throw new Error(`The pattern "${written}" may be empty.`);
    for (const state of first) {
      if (this.#waitsFor[state] === ANY) throw new Error(`The pattern "${written}" may begin with any word.`);
      this.#first.push(state);
    }
    for (const state of last) (this.#accepts[state] ??= []).push(rule);
    this.#begins = [];
  }

  /**
   * Every rule's longest match from every word, or from these.
   * @param words by number (vocabulary.ts)
   */
  all(words: Int32Array, steps: Steps, starts: readonly number[] | null = null): FoundPattern[] {
    this.#makeRoom();
    if (this.#stages.isFull) {
      this.#stages.clear();
      this.#begins = [];
    }
    const found: FoundPattern[] = [];
    const count = starts ? starts.length : words.length;
    for (let i = 0; i < count; i += 1) {
      const start = starts ? (starts[i] ?? 0) : i;
      steps.count += 1;
      // Most words begin no rule.
      const begin = this.#begin(words[start] ?? UNKNOWN);
      if (begin !== NO_STAGE) this.#from(begin, words, start, steps, found);
    }
    return found;
  }

  /** For the states of rules that were added. */
  #makeRoom(): void {
    const states = this.#waitsFor.length;
    if (this.#seen.length < states) {
      this.#seen = new Uint32Array(2 * states);
      this.#buffer = new Int32Array(2 * states);
    }
    const groups = this.#groups.length;
    if (this.#groupSeen.length < groups) this.#groupSeen = new Uint32Array(2 * groups);
  }

  /**
   * Goes from stage to stage. A stage that was met before is not made again, so a text costs little once others like it were
   * read; whatever a stranger writes, it costs no more than making one stage per word.
   */
  #from(begin: number, words: Int32Array, start: number, steps: Steps, found: FoundPattern[]): void {
    const stages = this.#stages;
    let stage = begin;
    let longest: Map<number, number> | null = null;
    const last = Math.min(words.length, start + MOST_WORDS);
    // The states at hand are those that the word at hand brought on.
    for (let at = start; ; at += 1) {
      const rules = stages.rules(stage);
      if (rules.length > 0) {
        longest ??= new Map();
        for (const rule of rules) longest.set(rule, at + 1);
      }
      if (at + 1 >= last || stages.isEnd(stage)) break;
      steps.count += 1;
      const word = words[at + 1] ?? UNKNOWN;
      const next = stages.next(stage, word);
      stage = next === NO_STAGE ? this.#after(stage, word, steps) : next;
    }
    if (!longest) return;
    // In the order of the rules, whichever was made first.
    const inOrder = longest.size === 1 ? longest : [...longest].sort(([a], [b]) => a - b);
    for (const [rule, end] of inOrder) found.push({ rule, start, end });
  }

  /** The stage of a text's first word, which must be one of a rule's. */
  #begin(word: number): number {
    const known = this.#begins[word];
    if (known !== undefined) return known;
    const states = word === UNKNOWN ? [] : this.#first.filter((state) => this.#isMet(state, word));
    return (this.#begins[word] = states.length === 0 ? NO_STAGE : this.#stages.of(Int32Array.from(states)));
  }

  /** Whether a state waits for this word. */
  #isMet(state: number, word: number): boolean {
    const set = this.#waitsFor[state] ?? ANY;
    if (set === ANY) return word !== BREAK_NUMBER;
    return this.#sets.has(word, set);
  }

  /** The stage of the states that follow those of a stage and that the next word brings on. */
  #after(stage: number, word: number, steps: Steps): number {
    this.#round += 1;
    let count = 0;
    for (const state of this.#stages.states(stage)) {
      for (const group of this.#next[state] ?? NO_GROUPS) {
        if (this.#groupSeen[group] === this.#round) continue;
        this.#groupSeen[group] = this.#round;
        const members = this.#groups[group] ?? NO_GROUPS;
        steps.count += members.length;
        for (const next of members) {
          if (this.#seen[next] === this.#round || !this.#isMet(next, word)) continue;
          this.#seen[next] = this.#round;
          this.#buffer[count++] = next;
        }
      }
    }
    const next = this.#stages.of(this.#buffer.subarray(0, count).sort());
    this.#stages.lead(stage, word, next);
    return next;
  }

  /** Glushkov's construction: one state per place of a word in the pattern, none without a word. */
  #states(node: Node): Ends {
    switch (node.kind) {
      case "words":
      case "any": {
        const state = this.#waitsFor.length;
        this.#waitsFor.push(node.kind === "any" ? ANY : this.#sets.add(node.words));
        this.#next.push(undefined);
        this.#accepts.push(undefined);
        return { first: [state], last: [state], skippable: false };
      }
      case "either": {
        const all: Ends = { first: [], last: [], skippable: false };
        for (const each of node.of) {
          const { first, last, skippable } = this.#states(each);
          for (const state of first) all.first.push(state);
          for (const state of last) all.last.push(state);
          all.skippable ||= skippable;
        }
        return all;
      }
      case "row": {
        const row: Ends = { first: [], last: [], skippable: true };
        for (const each of node.of) {
          const part = this.#states(each);
          this.#follow(row.last, part.first);
          if (row.skippable) for (const state of part.first) row.first.push(state);
          row.last = part.skippable ? row.last.concat(part.last) : part.last;
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
    for (const state of states) {
      const groups = this.#next[state];
      if (groups) groups.push(group);
      else this.#next[state] = [group];
    }
  }
}
