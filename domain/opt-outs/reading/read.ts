/**
 * What a text asks for, by the grammars of English, Spanish and French: every rule that its words fit, weighed with what is
 * around it. One pass over the words per grammar.
 */
import { ENGLISH } from "./grammars/english.ts";
import { FRENCH } from "./grammars/french.ts";
import { SPANISH } from "./grammars/spanish.ts";
import type { ReaderNeeds } from "./glance/readers.ts";
import { FRAMES, READER } from "./glance/readers.ts";
import { rulesNeeded } from "./glance/rules-needed.ts";
import type { Grammar, Language, Meaning } from "./grammar.ts";
import { LanguageRules } from "./language-rules.ts";
import { BREAK_NUMBER, wordNumbers } from "../pattern/vocabulary.ts";
import type { Steps } from "../pattern/pattern.ts";
import { PLEAS } from "./words.ts";
import { isDoubted, sceneOf } from "./scene.ts";
import type { FoundMeaning, Scene } from "./scene.ts";
import { readKeywordFirst, readKeywordLast } from "./frames/keyword-first.ts";
import { makeFrame, readFrames } from "./frames/read-frames.ts";
import { weigh } from "./weigh.ts";
import type { TextWordsRead } from "./words.ts";

export type OptOutReading =
  | { kind: "opt_out"; alone: boolean; phrase: string; language: Language }
  | { kind: "review"; reason: "wrong_number" | "unclear"; phrase: string; language: Language }
  /** It says that it asks for nothing, or what it asks for is something else. */
  | { kind: "denied" }
  | null;

/** The grammars, with the readers that they are. */
const GRAMMARS = [
  { grammar: ENGLISH, decides: READER.english, any: READER.anyEnglish },
  { grammar: SPANISH, decides: READER.spanish, any: READER.anySpanish },
  { grammar: FRENCH, decides: READER.french, any: READER.anyFrench },
] as const;

const made = new Map<Grammar, LanguageRules>();
/** Made when a text first needs them. */
function rulesOf(grammar: Grammar): LanguageRules {
  const known = made.get(grammar);
  if (known) return known;
  const rules = new LanguageRules(grammar);
  made.set(grammar, rules);
  return rules;
}

/** What a text must say for each rule of each grammar. */
export function grammarNeeds(): ReaderNeeds[] {
  return GRAMMARS.flatMap(({ grammar, decides, any }, of) =>
    rulesOf(grammar)
      .needs()
      .map((each, number) => ({
        needs: each.needs,
        readers: each.decides ? any | decides : any,
        rule: { of, number },
      })),
  );
}

/** Makes the rules that a text needs and that no text before it needed. */
function makeRules({ said }: TextWordsRead): void {
  for (const { of, number } of rulesNeeded(said.split(" "))) {
    if (of === FRAMES) makeFrame(number);
    else if (GRAMMARS[of]) rulesOf(GRAMMARS[of].grammar).make(number);
  }
}

/** @param readers that may find something (glance.ts) */
export function readRequest(text: TextWordsRead, readers: number, steps: Steps): OptOutReading {
  const rules = GRAMMARS.flatMap(({ grammar, any }) => ((readers & any) === 0 ? [] : [rulesOf(grammar)]));
  const isLoose = (readers & READER.frames) !== 0;
  makeRules(text);
  const words = wordNumbers(text.words);
  const bare = words.filter((word) => word !== BREAK_NUMBER);
  if (bare.length === 0) return null;
  const starts = text.clauses.map(({ start }) => start);
  const matches = rules.flatMap((each) => each.matches(words, starts, steps));
  // "No need to unsubscribe me": what denies it is among the words that may be around a keyword.
  const isDenied = matches.some(({ meaning }) => meaning === "not") || asksFirst(text);
  const keyword = isDenied ? null : readKeyword(bare, text, rules, steps);
  if (keyword) return keyword;

  const scene = sceneOf(text, matches);
  const loosely = () => readLoosely(text, scene, isLoose ? words : null, steps);
  const found = scene.standing.flatMap((match) => weigh(match, scene));
  const requests = found.filter((each) => each.request);
  const said = (each: FoundMeaning) => ({ phrase: each.clause.said, language: each.match.language });
  const [request] = requests;
  if (request && !isDoubted(scene, requests)) return { kind: "opt_out", alone: false, ...said(request) };
  const wrong = found.find(({ match }) => match.meaning === "wrong_number");
  if (wrong && !request) {
    const loose = loosely();
    if (loose?.kind === "opt_out") return loose;
  }
  if (wrong) return { kind: "review", reason: "wrong_number", ...said(wrong) };
  const unclear = request ?? found[0];
  const exact: OptOutReading = unclear ? { kind: "review", reason: "unclear", ...said(unclear) } : null;
  if (request) return exact;
  const denies = isDenied || matches.some(({ meaning }) => DENIES.has(meaning));
  return loosely() ?? exact ?? (denies ? DENIED : null);
}

const DENIES: ReadonlySet<Meaning> = new Set<Meaning>(["not", "elsewhere", "doubt"]);
const DENIED: OptOutReading = { kind: "denied" };

/** By the loose reader, where the exact rules found no request. @param words by number; null when no frame can be met */
function readLoosely(text: TextWordsRead, scene: Scene, words: Int32Array | null, steps: Steps): OptOutReading {
  const last = text.words.length;
  const first =
    (scene.isVoid(0, 1) ? null : readKeywordFirst(text)) ??
    (scene.isVoid(last - 1, last) ? null : readKeywordLast(text));
  if (first === "opt_out" && !isDoubted(scene, []))
    return { kind: "opt_out", alone: false, phrase: text.said, language: "en" };
  const loose = words ? readFrames(text, words, scene.isVoid, steps) : null;
  const isTakenBack = first !== null || (text.words[0] === "stop" && isDoubted(scene, []));
  if (!loose) return isTakenBack ? { kind: "review", reason: "unclear", phrase: text.said, language: "en" } : null;
  const phrase = scene.clauseAt[loose.start]?.said ?? text.said;
  if (loose.kind === "opt_out" && !isDoubted(scene, []))
    return { kind: "opt_out", alone: false, phrase, language: "en" };
  const reason = loose.kind === "wrong_number" ? "wrong_number" : "unclear";
  return { kind: "review", reason, phrase, language: "en" };
}

/** "Unsubscribe? Never!": a question that is answered behind it. */
function asksFirst({ words, clauses }: TextWordsRead): boolean {
  return clauses.some(
    ({ start, end, endsWith }, at) =>
      endsWith === "?" && at < clauses.length - 1 && words.slice(start, end).some((word) => ENDINGS.has(word)),
  );
}
const ENDINGS = new Set("stop unsubscribe unsub remove quit end cancel optmeout out".split(" "));

/** A text of keywords and what people put around them, across all clauses. */
function readKeyword(
  bare: Int32Array,
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
