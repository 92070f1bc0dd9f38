/** The rules of one grammar, each over words from anywhere or from the beginnings of clauses, made when a text first needs them. */
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

type Rule = { meaning: Meaning; pattern: Node; written: string };
type Rules = { automaton: Automaton; meanings: readonly Meaning[] };

export class LanguageRules {
  readonly language: Language;
  readonly #all: readonly Rule[];
  readonly #bare: Rule;
  #anywhere: Rules | null = null;
  #fromStart: Rules | null = null;

  constructor({ language, parts, rules }: Grammar) {
    this.language = language;
    const parse = parser(parts);
    // Keys of the grammar's own rules.
    this.#all = (Object.entries(rules) as [Meaning, readonly string[]][]).flatMap(([meaning, of]) =>
      of.map((written) => ({ meaning, pattern: parse(written), written })),
    );
    // A bare word may stand at the end of a thought: "not interested stop".
    this.#bare = { meaning: "keyword", pattern: parse("KEY"), written: "KEY" };
  }

  /** What a text must say for each rule, and whether the rule decides anything by itself. */
  needs(): { needs: readonly Need[]; decides: boolean }[] {
    const read = needsReader();
    return [...this.#all, this.#bare].map(({ meaning, pattern }) => {
      const needs = read(pattern);
      return {
        needs: meaning === "opt_out_again" ? [...needs, AGAIN] : needs,
        decides: !BESIDES.has(meaning),
      };
    });
  }

  /** @param words of the text by number (vocabulary.ts), the readers of which were made before */
  matches(words: Int32Array, starts: readonly number[], steps: Steps): Match[] {
    const found: Match[] = [];
    const anywhere = this.#rulesAnywhere();
    for (const each of anywhere.automaton.all(words, steps)) found.push(this.#match(each, anywhere));
    const fromStart = this.#rulesFromStart();
    for (const each of fromStart.automaton.all(words, steps, starts)) found.push(this.#match(each, fromStart));
    return found;
  }

  /** Of rules over a whole text, those that cover all the words. */
  covering(words: Int32Array, steps: Steps): Match[] {
    const fromStart = this.#rulesFromStart();
    const found = fromStart.automaton.all(words, steps, FIRST);
    return found.filter(({ end }) => end === words.length).map((each) => this.#match(each, fromStart));
  }

  #rulesAnywhere(): Rules {
    return (this.#anywhere ??= made([...this.#all.filter(({ meaning }) => !FROM_START.has(meaning)), this.#bare]));
  }

  #rulesFromStart(): Rules {
    return (this.#fromStart ??= made(this.#all.filter(({ meaning }) => FROM_START.has(meaning))));
  }

  #match({ rule, start, end }: FoundPattern, { meanings }: Rules): Match {
    return { meaning: meanings[rule] ?? "not", language: this.language, start, end };
  }
}

function made(rules: readonly Rule[]): Rules {
  return {
    automaton: new Automaton(
      rules.map(({ pattern }) => pattern),
      rules.map(({ written }) => written),
    ),
    meanings: rules.map(({ meaning }) => meaning),
  };
}
