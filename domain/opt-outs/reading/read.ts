/**
 * What a text asks for, by the grammars of English, Spanish and French: every rule that its words fit, weighed with what is
 * around it. One pass over the words per grammar.
 */
import { ENGLISH } from "./grammars/english.ts";
import { FRENCH } from "./grammars/french.ts";
import { SPANISH } from "./grammars/spanish.ts";
import type { Grammar, Language, Meaning } from "./grammar.ts";
import { Automaton, BREAK } from "../pattern/pattern.ts";
import type { Steps } from "../pattern/pattern.ts";
import { PLEAS } from "./words.ts";
import { isDoubted, sceneOf } from "./scene.ts";
import type { FoundMeaning, Match, Scene } from "./scene.ts";
import { readKeywordFirst, readKeywordLast } from "./frames/keyword-first.ts";
import { readFrames } from "./frames/read-frames.ts";
import { weigh } from "./weigh.ts";
import type { TextWordsRead } from "./words.ts";

export type OptOutReading =
  | { kind: "opt_out"; alone: boolean; phrase: string; language: Language }
  | { kind: "review"; reason: "wrong_number" | "unclear"; phrase: string; language: Language }
  | null;

/** Rules over a whole clause or text, which are looked for from the beginnings of clauses only. */
const FROM_START: ReadonlySet<Meaning> = new Set<Meaning>(["alone", "keyword", "asked", "pleaded", "review_alone"]);

class LanguageRules {
  readonly #language: Language;
  readonly #anywhere: { automaton: Automaton; meanings: Meaning[] };
  readonly #fromStart: { automaton: Automaton; meanings: Meaning[] };

  constructor({ language, parts, rules }: Grammar) {
    // Keys of the grammar's own rules.
    const all = (Object.entries(rules) as [Meaning, readonly string[]][]).flatMap(([meaning, of]) =>
      of.map((pattern) => ({ meaning, pattern })),
    );
    const made = (some: typeof all) => ({
      automaton: new Automaton(
        some.map(({ pattern }) => pattern),
        parts,
      ),
      meanings: some.map(({ meaning }) => meaning),
    });
    this.#language = language;
    this.#fromStart = made(all.filter(({ meaning }) => FROM_START.has(meaning)));
    // A bare word may stand at the end of a thought: "not interested stop".
    const bare = { meaning: "keyword", pattern: "KEY" } as const;
    this.#anywhere = made([...all.filter(({ meaning }) => !FROM_START.has(meaning)), bare]);
  }

  matches({ words, clauses }: TextWordsRead, steps: Steps): Match[] {
    const starts = clauses.map(({ start }) => start);
    return [
      ...this.#anywhere.automaton.all(words, steps).map((each) => this.#match(each, this.#anywhere.meanings)),
      ...this.#fromStart.automaton.at(starts, words, steps).map((each) => this.#match(each, this.#fromStart.meanings)),
    ];
  }

  /** Of rules over a whole text, those that cover all the words. */
  covering(words: readonly string[], steps: Steps): Match[] {
    const found = this.#fromStart.automaton.at([0], words, steps);
    return found.filter(({ end }) => end === words.length).map((each) => this.#match(each, this.#fromStart.meanings));
  }

  #match({ rule, start, end }: { rule: number; start: number; end: number }, meanings: readonly Meaning[]): Match {
    return { meaning: meanings[rule] ?? "not", language: this.#language, start, end };
  }
}

let made: LanguageRules[] | null = null;
/** Made at the first text, not when a Worker starts. */
function allRules(): LanguageRules[] {
  made ??= [ENGLISH, SPANISH, FRENCH].map((grammar) => new LanguageRules(grammar));
  return made;
}

export function readRequest(text: TextWordsRead, steps: Steps): OptOutReading {
  const rules = allRules();
  const bare = text.words.filter((word) => word !== BREAK);
  if (bare.length === 0) return null;
  const keyword = readKeyword(bare, text, rules, steps);
  if (keyword) return keyword;

  const matches = rules.flatMap((each) => each.matches(text, steps));
  const scene = sceneOf(text, matches);
  const found = scene.standing.flatMap((match) => weigh(match, scene));
  const requests = found.filter((each) => each.request);
  const said = (each: FoundMeaning) => ({ phrase: each.clause.said, language: each.match.language });
  const [request] = requests;
  if (request && !isDoubted(scene, requests)) return { kind: "opt_out", alone: false, ...said(request) };
  const wrong = found.find(({ match }) => match.meaning === "wrong_number");
  if (wrong && !request) {
    const loose = readLoosely(text, scene, steps);
    if (loose?.kind === "opt_out") return loose;
  }
  if (wrong) return { kind: "review", reason: "wrong_number", ...said(wrong) };
  const unclear = request ?? found[0];
  const exact: OptOutReading = unclear ? { kind: "review", reason: "unclear", ...said(unclear) } : null;
  if (request) return exact;
  return readLoosely(text, scene, steps) ?? exact;
}

/** By the loose reader, where the exact rules found no request. */
function readLoosely(text: TextWordsRead, scene: Scene, steps: Steps): OptOutReading {
  const first = scene.isVoid(0, 1) ? null : (readKeywordFirst(text) ?? readKeywordLast(text));
  if (first === "opt_out" && !isDoubted(scene, []))
    return { kind: "opt_out", alone: false, phrase: text.said, language: "en" };
  const loose = readFrames(text, scene.isVoid, steps);
  const isTakenBack = first !== null || (text.words[0] === "stop" && isDoubted(scene, []));
  if (!loose) return isTakenBack ? { kind: "review", reason: "unclear", phrase: text.said, language: "en" } : null;
  const phrase = scene.clauseAt[loose.start]?.said ?? text.said;
  if (loose.kind === "opt_out" && !isDoubted(scene, []))
    return { kind: "opt_out", alone: false, phrase, language: "en" };
  const reason = loose.kind === "wrong_number" ? "wrong_number" : "unclear";
  return { kind: "review", reason, phrase, language: "en" };
}

/** A text of keywords and what people put around them, across all clauses. */
function readKeyword(
  bare: readonly string[],
  text: TextWordsRead,
  rules: readonly LanguageRules[],
  steps: Steps,
): OptOutReading {
  const whole = rules.flatMap((each) => each.covering(bare, steps));
  const aside = text.clauses.some((clause) => clause.aside.size > 0);
  const alone = aside ? undefined : whole.find(({ meaning }) => meaning === "alone");
  const asked = alone ?? whole.find(({ meaning }) => meaning === "keyword" || meaning === "asked");
  const isPleaded = text.clauses.some((clause) => [...clause.aside].some((word) => PLEAS.has(word)));
  const pleaded = isPleaded ? whole.find(({ meaning }) => meaning === "pleaded") : undefined;
  const match = asked ?? pleaded;
  if (!match) return null;
  const language = match.language === "en" ? spoken(text) : match.language;
  return { kind: "opt_out", alone: alone !== undefined, phrase: text.said, language };
}

/** Languages by the politeness around an international "stop". */
const SPEAKS: Readonly<Record<string, Language>> = {
  porfavor: "es", gracias: "es", hola: "es", ya: "es", porfa: "es", svp: "fr", merci: "fr", bonjour: "fr", obrigado: "pt", obrigada: "pt", danke: "de", bitte: "de", grazie: "it",
}; // prettier-ignore

function spoken({ said }: TextWordsRead): Language {
  for (const word of said.split(" ")) {
    const language = SPEAKS[word];
    if (language) return language;
  }
  return "en";
}
