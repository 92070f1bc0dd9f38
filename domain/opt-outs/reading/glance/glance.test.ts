/** A glance leaves out readers; what is decided must be the same as when all of them read. */
import { describe, expect, test } from "vitest";
import { HOSTILE, hostileText } from "../../../../test/corpus/hostile.ts";
import { labelledTexts } from "../../../../test/corpus/opt-out-texts.ts";
import { ordinaryChat } from "../../../../test/corpus/ordinary-chat.ts";
import { CARRIER_KEYWORDS, detectOptOut, readBy } from "../../opt-out.ts";
import { CLASSES } from "../frames/lexicon.ts";
import { LANGUAGE_PARTS } from "../frames/language-parts.ts";
import { ENGLISH } from "../grammars/english.ts";
import { FRENCH } from "../grammars/french.ts";
import { SPANISH } from "../grammars/spanish.ts";
import { glance } from "./glance.ts";
import { ALL_READERS, DECIDING } from "./readers.ts";

/** On a busy machine. */
const PATIENT_MS = 120_000;
const TEXTS = labelledTexts().map(({ text }) => text);
const CHAT = ordinaryChat(1_500);

/** Texts that are read otherwise at a glance. */
function otherwise(texts: readonly string[]): string[] {
  return texts.filter((text) => {
    const all = readBy(ALL_READERS, text, { optedOut: false }, { count: 0 });
    return JSON.stringify(detectOptOut(text)) !== JSON.stringify(all);
  });
}

function random(seed: number): <T>(of: readonly T[]) => T {
  let state = seed;
  return (of) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return of[Math.floor((state / 2 ** 32) * of.length)]!;
  };
}

const texts = (count: number, make: () => string) => Array.from({ length: count }, make);

describe("what a glance leaves out would have found nothing", { timeout: PATIENT_MS }, () => {
  test("in the carrier's keywords, as people type them", () => {
    const typed = [...CARRIER_KEYWORDS].flatMap((word) => [
      word,
      word.toLowerCase(),
      ` ${word}\n`,
      `${word}!`,
      `${word} ${word}`,
    ]);
    expect(otherwise(typed)).toEqual([]);
  });

  test("in the corpus, in ordinary chat, in hostile texts", () => {
    // Of each part of the corpus every eighth: all readers take many times as long as those that a glance chooses.
    expect(otherwise(TEXTS.filter((_, at) => at % 8 === 0))).toEqual([]);
    expect(otherwise(CHAT)).toEqual([]);
    expect(otherwise(HOSTILE.map(hostileText))).toEqual([]);
  });

  test("in any words of the grammars, put together at random", () => {
    const pick = random(3);
    const written = [
      ...[ENGLISH, SPANISH, FRENCH].map(({ rules, parts }) => JSON.stringify([rules, parts])),
      JSON.stringify([CLASSES, LANGUAGE_PARTS]),
    ];
    const words = written
      .join(" ")
      .split(/[^\p{L}]+/u)
      .filter((word) => word !== "");
    const all = [...new Set(words)];
    const made = texts(1_500, () => Array.from({ length: pick([1, 2, 3, 4, 5, 7, 9]) }, () => pick(all)).join(" "));
    expect(otherwise(made)).toEqual([]);
  });

  test("in halves of two texts, with signs and slips", () => {
    const pick = random(4);
    const half = (text: string) => {
      const words = text.split(/\s+/u);
      return words.slice(0, pick([1, 2, 3, 4, 6])).join(pick([" ", " ", " ", ", ", ". ", "", "’", "=", "\u200d"]));
    };
    const made = texts(1_500, () => {
      const text = `${half(pick(TEXTS))}${pick([" ", " ", " ", ", ", " & ", " #", "\n", "️ ", "…"])}${half(pick(TEXTS))}`;
      const at = pick([...text].map((_, i) => i));
      return pick([text, text, text.toUpperCase(), text.slice(0, at) + text.slice(at + 1), text.replaceAll("'", "’")]);
    });
    expect(otherwise(made)).toEqual([]);
  });
});

test("ordinary answers say nothing to any reader", () => {
  const read = CHAT.filter((text) => (glance(text) & DECIDING) !== 0);
  expect(read.length / CHAT.length).toBeLessThan(0.65);
  for (const text of ["yes", "No", "ok who is this", "I already voted", "👍🏽", "Thanks!", "I’m voting on Tuesday", "k"])
    expect(glance(text) & DECIDING).toBe(0);
});
