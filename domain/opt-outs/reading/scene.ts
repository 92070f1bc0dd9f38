/** The words beside a match in a text, arranged so that each match is weighed in a few steps, however many there are. */
import { BREAK } from "../pattern/vocabulary.ts";
import type { Language, Meaning } from "./grammar.ts";
import { asksToReach } from "./unasked/other-persons.ts";
import type { Clause, TextWordsRead } from "./words.ts";

/** A rule that words of a text fit: from `start` up to but not including `end`. */
export type Match = {
  meaning: Meaning;
  language: Language;
  /** By its number (language-rules.ts). */
  rule: number;
  start: number;
  end: number;
};
/** What a match means in its text: a request, or something for a person. */
export type FoundMeaning = { request: boolean; match: Match; clause: Clause };

export type Scene = {
  text: TextWordsRead;
  /** Matches that no `not` covers. */
  standing: readonly Match[];
  /** Per first word, the end of the longest open request. */
  longest: ReadonlyMap<number, number>;
  refusals: { firstEnd: number; lastStart: number; starts: ReadonlySet<number>; ends: ReadonlySet<number> };
  /** The clause of each word. */
  clauseAt: readonly (Clause | undefined)[];
  /** Whether words from `start` to `end` begin within what asks for nothing, or are about something else. */
  isVoid: (start: number, end: number) => boolean;
};

export function sceneOf(text: TextWordsRead, matches: readonly Match[]): Scene {
  if (matches.length === 0) return { text, ...EMPTY, clauseAt: clausesOf(text) };
  const denied = covered(matches, "not", text.words.length);
  denyAnswered(text, denied);
  const elsewhere = covered(matches, "elsewhere", text.words.length);
  // Running count, so that a stretch is looked at in one step.
  const counted = [0];
  for (const [at, is] of elsewhere.entries()) counted.push((counted[at] ?? 0) + (is ? 1 : 0));
  const isElsewhere = ({ start, end }: { start: number; end: number }) =>
    (counted[reachOf(text.words, end)] ?? 0) > (counted[start] ?? 0);
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
    if (meaning === "refusal" || meaning === "wrong_number") {
      refusals.starts.add(start);
      refusals.ends.add(end);
    }
  }
  const clauseAt = clausesOf(text);
  const isVoid = (start: number, end: number) => denied[start] === true || isElsewhere({ start, end });
  return { text, standing, longest, refusals, clauseAt, isVoid };
}

/** "Take my name off" is about what follows: "the ballot request". */
function reachOf(words: readonly string[], end: number): number {
  if (!OPEN_ENDS.has(words[end - 1] ?? "")) return end;
  let reach = end;
  while (reach < end + MOST_REACH && reach < words.length && words[reach] !== BREAK) reach += 1;
  return reach;
}
const OPEN_ENDS = new Set(["off", "out", "from"]);
const MOST_REACH = 4;

/** "Remove me? No!", "Unsubscribe? Never!": a question that is answered. */
function denyAnswered({ words, clauses }: TextWordsRead, denied: boolean[]): void {
  for (const [at, { start, end, endsWith }] of clauses.entries()) {
    const next = clauses[at + 1];
    if (!next || !QUESTION.test(endsWith)) continue;
    const answer = words.slice(next.start, next.end).join(" ");
    if (NAYS.has(answer) || answer.startsWith("why would i") || answer.startsWith("why should i"))
      denied.fill(true, start, end);
  }
}
const QUESTION = /[?？؟]/u;
const NAYS = new Set([
  "never",
  "no",
  "nope",
  "nah",
  "no way",
  "hell no",
  "heck no",
  "not me",
  "no keep going",
  "not a chance",
]);

const EMPTY: Omit<Scene, "text" | "clauseAt"> = {
  standing: [],
  longest: new Map(),
  refusals: { firstEnd: Infinity, lastStart: -1, starts: new Set(), ends: new Set() },
  isVoid: () => false,
};

function clausesOf({ clauses }: TextWordsRead): (Clause | undefined)[] {
  const clauseAt: (Clause | undefined)[] = [];
  for (const clause of clauses) for (let at = clause.start; at < clause.end; at += 1) clauseAt[at] = clause;
  return clauseAt;
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
export function isDoubted({ standing, text }: Scene, requests: readonly FoundMeaning[]): boolean {
  if (endsWithDont(text) || asksToReach(text)) return true;
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

/** "I was told you would remove me, please don't". */
function endsWithDont({ words, clauses }: TextWordsRead): boolean {
  const last = clauses.at(-1);
  return clauses.length > 1 && last !== undefined && last.end - last.start === 1 && words[last.start] === "dont";
}

const NEVER_VOID: ReadonlySet<Meaning> = new Set<Meaning>([
  "not",
  "doubt",
  "elsewhere",
  "review_at_end",
  "review_alone",
]);

export const REQUESTS: ReadonlySet<Meaning> = new Set<Meaning>([
  "opt_out",
  "opt_out_again",
  "opt_out_at_end",
  "of_other",
]);
const OPEN_REQUESTS: ReadonlySet<Meaning> = new Set<Meaning>(["opt_out", "opt_out_again"]);

const REFUSALS: ReadonlySet<Meaning> = new Set<Meaning>(["refusal", "review", "review_at_end", "wrong_number"]);
