/**
 * Requests in other languages, read by their parts: a sentence that has both "delete" and "my number" asks to be deleted, in
 * whatever order. What is rarer than that is in the tables of ../languages.ts.
 */
import type { Language } from "../grammar.ts";
import { mostTelling, needOfRows } from "../../pattern/needs.ts";
import type { Need } from "../../pattern/needs.ts";
import { READER } from "../glance/readers.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { plainText } from "../plain-text.ts";
import { remembering } from "../remembering.ts";
import { LANGUAGE_PARTS } from "./language-parts.ts";
import type { LanguageParts } from "./language-parts.ts";

type PartName = Exclude<keyof LanguageParts, "within">;
type Kind = "opt_out" | "unclear" | "wrong_number";
export type PartsReading = { kind: Kind; language: Language; phrase: string };

/** Parts that together ask for something; a negation comes before what it denies. */
const SENTENCES: readonly { parts: readonly PartName[]; kind: Kind }[] = [
  { parts: ["asks", "got", "mine"], kind: "unclear" },
  { parts: ["remove", "mine"], kind: "opt_out" },
  { parts: ["remove", "list"], kind: "opt_out" },
  { parts: ["stop", "send"], kind: "opt_out" },
  { parts: ["stop", "texts"], kind: "opt_out" },
  { parts: ["unwanted", "receive"], kind: "opt_out" },
  { parts: ["unwanted", "texts"], kind: "opt_out" },
  { parts: ["neg", "send"], kind: "opt_out" },
  { parts: ["wrong", "number"], kind: "wrong_number" },
  { parts: ["review"], kind: "unclear" },
];

/** What a part may be: rows of words, by the first word or its beginning. */
type Stem = { part: PartName; words: readonly string[] };
type Reader = { language: Language; within: readonly { part: PartName; text: string }[] | null };
type Tables = { readers: readonly Reader[]; stems: ReadonlyMap<string, readonly (Stem & { language: Language })[]> };

/** Letters by which beginnings of words are looked up. */
const KEY_LETTERS = 2;

let made: Tables | null = null;
/** Made at the first text, not when a Worker starts. */
function tables(): Tables {
  return (made ??= makeTables());
}

function makeTables(): Tables {
  const readers: Reader[] = [];
  const stems = new Map<string, (Stem & { language: Language })[]>();
  // Keys of the table.
  for (const [language, { within, ...parts }] of Object.entries(LANGUAGE_PARTS) as [Language, LanguageParts][]) {
    const all = (Object.entries(parts) as [PartName, string][]).flatMap(([part, list]) =>
      list.split("|").flatMap((each) => (each === "" ? [] : [{ part, text: plainText(each).trimStart() }])),
    );
    if (within) readers.push({ language, within: all });
    else {
      for (const { part, text } of all) {
        const words = text.split(" ");
        const key = (words[0] ?? "").replace("-", "").slice(0, KEY_LETTERS);
        const known = stems.get(key);
        const stem = { part, words, language };
        if (known) known.push(stem);
        else stems.set(key, [stem]);
      }
    }
  }
  return { readers, stems };
}

/** What a text must say for each sentence of each language; those that are looked for within words have letters of their own. */
export function partNeeds(): ReaderNeeds[] {
  return (Object.values(LANGUAGE_PARTS) as LanguageParts[]).flatMap((language) => {
    if (language.within === true) return [];
    const needs = new Map<PartName, Need>();
    const needOf = (part: PartName): Need => {
      const known = needs.get(part);
      if (known) return known;
      const rows = language[part].split("|").map((row) => plainText(row).trim());
      const need = needOfRows(rows.filter((row) => row !== ""));
      needs.set(part, need);
      return need;
    };
    return SENTENCES.flatMap(({ parts }) => {
      const all = parts.map(needOf);
      return all.every((need) => need.length > 0) ? [{ needs: mostTelling(all), readers: READER.parts }] : [];
    });
  });
}

/** Letters that only languages use which are looked for within words. */
const OTHER_LETTERS = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Arabic}]/u;

/** Where parts of a language were met in a sentence: per part, first and last place. */
type Met = Map<PartName, { first: number; last: number }>;

/** @param sentences in plain words, by clauses */
export function readParts(sentences: readonly string[]): PartsReading | null {
  let best: PartsReading | null = null;
  const different = new Set(sentences);
  const within = partsWithin([...different].join("\n"));
  for (const sentence of different) {
    const found = readSentence(sentence, within);
    if (found?.kind === "opt_out") return found;
    best ??= found;
  }
  return best;
}

function readSentence(sentence: string, within: readonly PartWithin[]): PartsReading | null {
  const met = OTHER_LETTERS.test(sentence) ? metWithin(sentence, within) : metInWords(sentence.split(" "));
  let best: { reading: PartsReading; weight: number } | null = null;
  for (const [language, parts] of met) {
    if (parts.has("elsewhere")) continue;
    const kind = kindOf(parts, language === "ko");
    if (kind === null) continue;
    const weight = parts.size + (kind === "opt_out" ? 100 : 0);
    if (!best || weight > best.weight) best = { reading: { kind, language, phrase: sentence }, weight };
  }
  return best?.reading ?? null;
}

const MOST_BETWEEN = 6;

/** @param endsWithNo whether the negation comes behind the verb */
function kindOf(met: Met, endsWithNo: boolean): Kind | null {
  for (const { parts, kind } of SENTENCES) {
    if (!parts.every((part) => met.has(part))) continue;
    const [first, second] = parts.map((part) => met.get(part));
    // "Do not send", not "send …, no".
    const isNear = (at: number) =>
      first !== undefined && (endsWithNo || at > first.first) && Math.abs(at - first.first) <= MOST_BETWEEN;
    if (parts[0] === "neg" && !(second && (isNear(second.first) || isNear(second.last)))) continue;
    // One word cannot be both parts.
    if (first && second && first.first === second.last && first.last === second.first) continue;
    return kind;
  }
  return null;
}

/** What may begin with this word. */
const stemsOf = remembering((word) =>
  (tables().stems.get(word.slice(0, KEY_LETTERS)) ?? []).filter(({ words: [first = ""] }) => is(word, first)),
);

function metInWords(words: readonly string[]): Map<Language, Met> {
  const found = new Map<Language, Met>();
  for (let at = 0; at < words.length; at += 1) {
    for (const stem of stemsOf(words[at] ?? "")) {
      if (!stem.words.every((each, i) => is(words[at + i] ?? "", each))) continue;
      const isDenied = DENIED.has(stem.part) && isDeniedAt(words, at);
      note(found, stem.language, isDenied ? "elsewhere" : stem.part, at);
    }
  }
  return found;
}

/** "No me quiten": the opposite. */
const DENIED: ReadonlySet<PartName> = new Set<PartName>(["stop", "remove"]);
const DENIES = new Set("no ne n nao не nunca".split(" "));

/** "No me quiten", "no quiero que me quiten". */
function isDeniedAt(words: readonly string[], at: number): boolean {
  if (DENIES.has(words[at - 1] ?? "") || DENIES.has(words[at - 2] ?? "")) return true;
  const before = words.slice(Math.max(0, at - MOST_DENIED), at);
  return before.includes("que") && before.some((word) => DENIES.has(word));
}
const MOST_DENIED = 4;

function is(word: string, stem: string): boolean {
  return stem.endsWith("-") ? word.startsWith(stem.slice(0, -1)) : word === stem;
}

type PartWithin = { language: Language; part: PartName; text: string };

/** Parts that are somewhere in a text, so that each of its many sentences need not be searched for all of them. */
function partsWithin(text: string): PartWithin[] {
  if (!OTHER_LETTERS.test(text)) return [];
  return tables().readers.flatMap(({ language, within }) =>
    (within ?? []).flatMap(({ part, text: words }) => (text.includes(words) ? [{ language, part, text: words }] : [])),
  );
}

function metWithin(sentence: string, within: readonly PartWithin[]): Map<Language, Met> {
  const found = new Map<Language, Met>();
  for (const { language, part, text } of within) {
    const at = sentence.indexOf(text);
    if (at !== -1) note(found, language, part, at);
  }
  return found;
}

function note(found: Map<Language, Met>, language: Language, part: PartName, at: number): void {
  let met = found.get(language);
  if (!met) found.set(language, (met = new Map()));
  const place = met.get(part);
  if (place) place.last = at;
  else met.set(part, { first: at, last: at });
}
