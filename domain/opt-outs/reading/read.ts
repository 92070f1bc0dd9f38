/**
 * What a text asks for, by the grammars of English, Spanish and French: every rule that its words fit, weighed with what stands
 * around it. One pass over the words per grammar.
 */
import { before, endsThought, isLimited } from "./context.ts";
import { ENGLISH } from "./grammar-en.ts";
import { FRENCH } from "./grammar-fr.ts";
import { SPANISH } from "./grammar-es.ts";
import type { Grammar, Language, Meaning } from "./grammar.ts";
import { Automaton, BREAK } from "../pattern/pattern.ts";
import type { Steps } from "../pattern/pattern.ts";
import { PLEAS } from "./words.ts";
import type { Clause, TextWordsRead } from "./words.ts";

export type OptOutReading =
  | { kind: "opt_out"; alone: boolean; phrase: string; language: Language }
  | { kind: "review"; reason: "wrong_number" | "unclear"; phrase: string; language: Language }
  | null;

type Match = { meaning: Meaning; language: Language; start: number; end: number };
type FoundMeaning = { request: boolean; match: Match; clause: Clause };

/** Rules over a whole clause or text, which are looked for from the beginnings of clauses only. */
const FROM_START: ReadonlySet<Meaning> = new Set<Meaning>(["alone", "keyword", "asked", "review_alone"]);

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
  if (wrong) return { kind: "review", reason: "wrong_number", ...said(wrong) };
  const unclear = request ?? found[0];
  return unclear ? { kind: "review", reason: "unclear", ...said(unclear) } : null;
}

/** What stands beside a match, arranged so that each match is weighed in a few steps, however many there are. */
type Scene = {
  text: TextWordsRead;
  /** Matches that no `not` covers. */
  standing: readonly Match[];
  /** Per first word, the end of the longest open request. */
  longest: ReadonlyMap<number, number>;
  refusals: { firstEnd: number; lastStart: number; starts: ReadonlySet<number>; ends: ReadonlySet<number> };
  /** The clause of each word. */
  clauseAt: readonly (Clause | undefined)[];
};

function sceneOf(text: TextWordsRead, matches: readonly Match[]): Scene {
  const denied = covered(matches, "not", text.words.length);
  const elsewhere = covered(matches, "elsewhere", text.words.length);
  // Running count, so that a stretch is looked at in one step.
  const counted = [0];
  for (const [at, is] of elsewhere.entries()) counted.push((counted[at] ?? 0) + (is ? 1 : 0));
  const isElsewhere = ({ start, end }: Match) => (counted[end] ?? 0) > (counted[start] ?? 0);
  const standing = matches.filter((match) => {
    if (REQUESTS.has(match.meaning) && isElsewhere(match)) return false;
    return NEVER_VOID.has(match.meaning) || denied[match.start] !== true;
  });
  const longest = new Map<number, number>();
  const refusals = { firstEnd: Infinity, lastStart: -1, starts: new Set<number>(), ends: new Set<number>() };
  for (const { meaning, start, end } of standing) {
    if (OPEN_REQUESTS.has(meaning)) longest.set(start, Math.max(end, longest.get(start) ?? 0));
    if (REFUSALS.has(meaning)) {
      refusals.firstEnd = Math.min(refusals.firstEnd, end);
      refusals.lastStart = Math.max(refusals.lastStart, start);
    }
    if (meaning === "refusal") {
      refusals.starts.add(start);
      refusals.ends.add(end);
    }
  }
  const clauseAt: (Clause | undefined)[] = [];
  for (const clause of text.clauses) for (let at = clause.start; at < clause.end; at += 1) clauseAt[at] = clause;
  return { text, standing, longest, refusals, clauseAt };
}

/** Which words lie within a match of a meaning. */
function covered(matches: readonly Match[], meaning: Meaning, length: number): boolean[] {
  const ends: number[] = [];
  for (const match of matches)
    if (match.meaning === meaning) ends[match.start] = Math.max(match.end, ends[match.start] ?? 0);
  let until = 0;
  return Array.from({ length }, (_, at) => {
    until = Math.max(until, ends[at] ?? 0);
    return at < until;
  });
}

/** A doubt within a request is part of it: "do not text my work phone". */
function isDoubted({ standing }: Scene, requests: readonly FoundMeaning[]): boolean {
  const doubts = standing.filter(({ meaning }) => meaning === "doubt");
  if (doubts.length === 0) return false;
  const within = covered(
    requests.map(({ match }) => ({ ...match, meaning: "doubt" })),
    "doubt",
    MOST_COVERED,
  );
  return doubts.some(({ start, end }) => !(within[start] === true && within[end - 1] === true));
}
const MOST_COVERED = 2_000;

const NEVER_VOID: ReadonlySet<Meaning> = new Set<Meaning>(["not", "doubt", "elsewhere", "review_at_end"]);

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
  const match = alone ?? whole.find(({ meaning }) => meaning === "keyword" || meaning === "asked");
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

const REQUESTS: ReadonlySet<Meaning> = new Set<Meaning>(["opt_out", "opt_out_again", "opt_out_at_end"]);
const OPEN_REQUESTS: ReadonlySet<Meaning> = new Set<Meaning>(["opt_out", "opt_out_again"]);

function weigh(match: Match, scene: Scene): FoundMeaning[] {
  const { meaning, start, end } = match;
  const { text, longest } = scene;
  const { words } = text;
  const clause = scene.clauseAt[start];
  if (!clause) return [];
  // Of several requests that begin with the same word, the longest says what it is about.
  if (REQUESTS.has(meaning) && (longest.get(start) ?? 0) > end) return [];
  const isWhole = start === clause.start && end >= clause.end;
  const found = (request: boolean) => [{ request, match, clause }];
  switch (meaning) {
    case "alone":
      // "Please cancel": cancel what?
      return isWhole && (pleads(text, match) || text.words.length <= MOST_ALONE) ? found(false) : [];
    case "asked":
      return isWhole && (pleads(text, match) || refusesBeside(match, scene)) ? found(true) : [];
    case "keyword":
      return weighKeyword(match, clause, isWhole, scene);
    case "opt_out":
    case "opt_out_again":
    case "opt_out_at_end": {
      if (meaning === "opt_out_again" && !["again", "ever", "anymore"].some((word) => clause.aside.has(word)))
        return [];
      if (
        meaning === "opt_out_at_end" &&
        !endsThought(words, end) &&
        !(MAY_BE_LIMITED.has(words[start] ?? "") && isLimited(words, end, false))
      )
        return [];
      if (
        BARE.has(words[start] ?? "") &&
        !words.slice(start, end).some((word) => SAYS_WHOM.has(word)) &&
        !beginsThought(words, start)
      )
        return [];
      const is = before(words, start);
      if (is === "no") return [];
      return found(is === "yes" && !isLimited(words, end, FORBIDS.has(words[start] ?? "")));
    }
    case "review_at_end":
      return endsThought(words, end) && (beginsThought(words, start) || SPEAKERS.has(words[start - 1] ?? ""))
        ? found(false)
        : [];
    case "review_alone":
      return isWhole && isShort(text) ? found(false) : [];
    case "review":
    case "wrong_number":
      return found(false);
    default:
      return [];
  }
}

/** A text of hardly more than one thought. */
function isShort({ words, clauses }: TextWordsRead): boolean {
  return clauses.length === 1 || words.length <= MOST_SHORT;
}
const MOST_SHORT = 6;
const MOST_ALONE = 4;

function pleads(text: TextWordsRead, { start, end }: Match): boolean {
  return text.pleas.has(start) || text.pleas.has(end);
}

/** "Not interested. Stop", "You are harassing me, stop": a refusal or a complaint beside a bare word. */
function refusesBeside({ start, end }: Match, { refusals }: Scene): boolean {
  return refusals.firstEnd <= start || refusals.lastStart >= end;
}
const REFUSALS: ReadonlySet<Meaning> = new Set<Meaning>(["refusal", "review", "review_at_end", "wrong_number"]);

/** "Stop texting at night", "do not text after 9". */
const MAY_BE_LIMITED = new Set("stop quit cease dont never arretez arrete ne no deje dejen".split(" "));

/** Words that forbid: what follows may say when. */
const FORBIDS = new Set("dont never not cant no may must".split(" "));

/** What makes a bare "stop" in company a request. */
const ASKS = new Set(
  "can could would will need want like told asked asking telling must should said repeat thanks now rightnow today remove unsubscribe".split(
    " ",
  ),
);

/** A ban that names nobody is one at the start of a thought only: "do not text", not "so I dont text". */
const BARE = new Set(["dont", "never"]);
const SAYS_WHOM = new Set("me us this my our want wish need texts messages these anything list".split(" "));
const BEGINS = new Set(
  "and so then but just interested number voted thanks no ok hi hello hey sorry stop busy line phone landline cell minor business please lines voter republican democrat".split(
    " ",
  ),
);

const SPEAKERS = new Set("i ive we you have its".split(" "));

function beginsThought(words: readonly string[], start: number): boolean {
  const last = words[start - 1];
  return last === undefined || last === BREAK || BEGINS.has(last);
}

function weighKeyword(match: Match, clause: Clause, isWhole: boolean, scene: Scene): FoundMeaning[] {
  const { start, end } = match;
  const { text, refusals } = scene;
  const found = (request: boolean) => [{ request, match, clause }];
  const asksNicely = pleads(text, match);
  const refuses = refusesBeside(match, scene);
  if (isWhole) {
    const asks = text.words.slice(start, end).some((word) => ASKS.has(word));
    return found(asksNicely || [...clause.aside].some((word) => PLEAS.has(word)) || asks || refuses);
  }
  // "I'm 14 please stop".
  if (asksNicely && end === clause.end) return found(true);
  // "Not interested stop", "STOP I already voted".
  if (start === clause.start && (refusals.starts.has(end) || refusals.starts.has(end + 1))) return found(true);
  return end === clause.end && (refusals.ends.has(start) || refusals.ends.has(start - 1)) ? found(true) : [];
}
