/** The rules of one grammar, each over words from anywhere or from the beginnings of clauses, each made when a text first needs it. */
import { needsReader } from "../pattern/needs.ts";
import type { Need } from "../pattern/needs.ts";
import { parser } from "../pattern/pattern-parser.ts";
import type { Node } from "../pattern/pattern-parser.ts";
import { Automaton } from "../pattern/pattern.ts";
import type { FoundPattern, Steps } from "../pattern/pattern.ts";
import type { Grammar, Language, Meaning } from "./grammar.ts";
import type { Match } from "./scene.ts";

/** Rules over a whole clause or text, which are looked for from the beginnings of clauses only. */
const FROM_START: ReadonlySet<Meaning> = new Set<Meaning>(["alone", "keyword", "asked", "pleaded", "review_alone"]);
/** What only says what another find means. */
const BESIDES: ReadonlySet<Meaning> = new Set<Meaning>(["not", "elsewhere", "doubt", "refusal"]);
/** Said with what asks for it once more. */
export const AGAIN: readonly string[] = ["again", "ever", "anymore"];

const FIRST: readonly number[] = [0];

type Rule = { meaning: Meaning; written: string; isAnywhere: boolean };

export class LanguageRules {
  readonly language: Language;
  readonly #parse: (pattern: string) => Node;
  /** By their numbers. */
  readonly #rules: readonly Rule[];
  readonly #isMade: Uint8Array;
  readonly #anywhere = new Automaton();
  readonly #fromStart = new Automaton();

  constructor({ language, parts, rules }: Grammar) {
    this.language = language;
    this.#parse = parser(parts);
    // Keys of the grammar's own rules.
    const all = (Object.entries(rules) as [Meaning, readonly string[]][]).flatMap(([meaning, of]) =>
      of.map((written) => ({ meaning, written, isAnywhere: !FROM_START.has(meaning) })),
    );
    // A bare word may stand at the end of a thought: "not interested stop".
    this.#rules = [...all, { meaning: "keyword", written: "KEY", isAnywhere: true }];
    this.#isMade = new Uint8Array(this.#rules.length);
  }

  /** How many rules there are. */
  get count(): number {
    return this.#rules.length;
  }

  /** What a text must say for each rule, and whether the rule decides anything by itself. */
  needs(): { needs: readonly Need[]; decides: boolean }[] {
    const read = needsReader();
    return this.#rules.map(({ meaning, written }) => {
      const needs = read(this.#parse(written));
      return {
        needs: meaning === "opt_out_again" ? [...needs, AGAIN] : needs,
        decides: !BESIDES.has(meaning),
      };
    });
  }

  /** Makes a rule, before the words of a text that needs it are numbered. */
  make(number: number): void {
    const rule = this.#rules[number];
    if (!rule || this.#isMade[number] === 1) return;
    this.#isMade[number] = 1;
    (rule.isAnywhere ? this.#anywhere : this.#fromStart).add(this.#parse(rule.written), number, rule.written);
  }

  /** @param words of the text by number (vocabulary.ts) */
  matches(words: Int32Array, starts: readonly number[], steps: Steps): Match[] {
    const found: Match[] = [];
    for (const each of this.#anywhere.all(words, steps)) found.push(this.#match(each));
    for (const each of this.#fromStart.all(words, steps, starts)) found.push(this.#match(each));
    return found;
  }

  /** Of rules over a whole text, those that cover all the words. */
  covering(words: Int32Array, steps: Steps): Match[] {
    const found = this.#fromStart.all(words, steps, FIRST);
    return found.filter(({ end }) => end === words.length).map((each) => this.#match(each));
  }

  #match({ rule, start, end }: FoundPattern): Match {
    return { meaning: this.#rules[rule]?.meaning ?? "not", language: this.language, rule, start, end };
  }
}
