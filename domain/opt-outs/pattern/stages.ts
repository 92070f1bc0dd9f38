/**
 * Stages of an automaton: sets of states that are at hand together, by number, and what each leads to by the next word. A stage
 * that was met before is not made again. All of them are in a few flat arrays, since a reading jumps from one to another.
 */

import { MOST_NUMBERS } from "./vocabulary.ts";

/** More are forgotten, all at once: strangers must not fill the memory. */
const MOST_STAGES = 6_000;
const LEAST_STEPS = 1 << 10;
const MOST_STEPS = 1 << 17;
const FREE = -1;
const NO_RULES: readonly number[] = [];

export class Stages {
  readonly #rulesOf: (states: Int32Array) => readonly number[];
  readonly #states: Int32Array[] = [];
  readonly #rules: (readonly number[])[] = [];
  /** Stages by a hash of their states. */
  readonly #byHash = new Map<number, number[]>();
  /** Steps from stage to stage, in an open hash table: which step, and where it leads. */
  #steps = new Int32Array(LEAST_STEPS).fill(FREE);
  #leadsTo = new Int32Array(LEAST_STEPS);
  #stepCount = 0;

  /** @param rulesOf the rules that end in states */
  constructor(rulesOf: (states: Int32Array) => readonly number[]) {
    this.#rulesOf = rulesOf;
  }

  get isFull(): boolean {
    return this.#states.length >= MOST_STAGES || 2 * this.#stepCount >= MOST_STEPS;
  }

  clear(): void {
    this.#states.length = 0;
    this.#rules.length = 0;
    this.#byHash.clear();
    this.#resize(LEAST_STEPS);
  }

  states(stage: number): Int32Array {
    return this.#states[stage] ?? NO_STATES;
  }

  rules(stage: number): readonly number[] {
    return this.#rules[stage] ?? NO_RULES;
  }

  isEnd(stage: number): boolean {
    return this.states(stage).length === 0;
  }

  /** The stage that a word leads to; -1 when that is not known yet. */
  next(stage: number, word: number): number {
    const step = stage * MOST_NUMBERS + word;
    const mask = this.#steps.length - 1;
    for (let at = slotOf(step) & mask; ; at = (at + 1) & mask) {
      const there = this.#steps[at];
      if (there === step) return this.#leadsTo[at] ?? FREE;
      if (there === FREE) return FREE;
    }
  }

  lead(stage: number, word: number, to: number): void {
    if (2 * this.#stepCount >= this.#steps.length) this.#grow();
    this.#put(stage * MOST_NUMBERS + word, to);
  }

  /** The stage of these states, in order. */
  of(states: Int32Array): number {
    let hash = states.length;
    for (const state of states) hash = Math.imul(hash ^ state, 0x01000193);
    const like = this.#byHash.get(hash);
    const known = like?.find((stage) => isSame(this.states(stage), states));
    if (known !== undefined) return known;
    const stage = this.#states.length;
    this.#states.push(states.slice());
    this.#rules.push(this.#rulesOf(states));
    if (like) like.push(stage);
    else this.#byHash.set(hash, [stage]);
    return stage;
  }

  #put(step: number, to: number): void {
    const mask = this.#steps.length - 1;
    let at = slotOf(step) & mask;
    while (this.#steps[at] !== FREE) at = (at + 1) & mask;
    this.#steps[at] = step;
    this.#leadsTo[at] = to;
    this.#stepCount += 1;
  }

  #grow(): void {
    const steps = this.#steps;
    const leadsTo = this.#leadsTo;
    this.#resize(2 * steps.length);
    for (const [at, step] of steps.entries()) if (step !== FREE) this.#put(step, leadsTo[at] ?? FREE);
  }

  #resize(size: number): void {
    this.#steps = new Int32Array(size).fill(FREE);
    this.#leadsTo = new Int32Array(size);
    this.#stepCount = 0;
  }
}

const NO_STATES = new Int32Array(0);

/** Spreads steps over the table. */
function slotOf(step: number): number {
  const hash = Math.imul(step, 0x9e3779b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
