import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CLEAR_PHRASES as CLEAR_EN,
  NEAR_MISSES as NEAR_EN,
  UNCLEAR as UNCLEAR_EN,
} from "../../test/corpus/opt-out-corpus.ts";
import { WORDS_ALONE as WORDS_EN } from "../../test/corpus/opt-out-corpus.ts";
import { CLEAR_PHRASES_ES, NEAR_MISSES_ES, UNCLEAR_ES, WORDS_ALONE_ES } from "../../test/corpus/opt-out-corpus-es.ts";
import { CLEAR_PHRASES_FR, NEAR_MISSES_FR, UNCLEAR_FR, WORDS_ALONE_FR } from "../../test/corpus/opt-out-corpus-fr.ts";
import { OPT_OUT_WORDS } from "./opt-out-phrases.ts";
import { CARRIER_KEYWORDS, detectOptOut } from "./opt-out.ts";

const seed = 31;

const WORDS_ALONE = [...WORDS_EN, ...WORDS_ALONE_ES, ...WORDS_ALONE_FR];
const CLEAR_PHRASES = [...CLEAR_EN, ...CLEAR_PHRASES_ES, ...CLEAR_PHRASES_FR];
const UNCLEAR = [...UNCLEAR_EN, ...UNCLEAR_ES, ...UNCLEAR_FR];
const NEAR_MISSES = [...NEAR_EN, ...NEAR_MISSES_ES, ...NEAR_MISSES_FR];

describe("(a) words alone opt out", () => {
  test.each(WORDS_ALONE)("%s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", rule: "a" });
  });
});

describe("(b) short phrases of clear intent opt out", () => {
  test.each(CLEAR_PHRASES)("%s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", rule: "b", carrierAnswers: false });
  });
});

describe("(c) unclear texts go to review", () => {
  test.each(UNCLEAR)("%s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "review", rule: "c" });
  });

  test("wrong numbers are distinguished from the rest", () => {
    expect(detectOptOut("Hi, you have the wrong number.")).toMatchObject({ reason: "wrong_number" });
    expect(detectOptOut("please cancel")).toMatchObject({ reason: "unclear" });
  });
});

describe("(d) conversation is neither opt-out nor review", () => {
  test.each(NEAR_MISSES)("%s", (text) => {
    expect(detectOptOut(text)).toEqual({ kind: "none" });
  });

  test("nor is an empty text, a text of signs or a very long one", () => {
    for (const text of ["", "  ", "...", "\n", "😂".repeat(50), "we talked about it and ".repeat(500)]) {
      expect(detectOptOut(text)).toEqual({ kind: "none" });
    }
  });
});

describe("who answers", () => {
  test("the carrier answers exactly its own keywords", () => {
    for (const keyword of CARRIER_KEYWORDS) {
      expect(detectOptOut(keyword)).toMatchObject({ kind: "opt_out", carrierAnswers: true });
      expect(detectOptOut(` ${keyword.toLowerCase()}\n`)).toMatchObject({ kind: "opt_out", carrierAnswers: true });
    }
  });

  test.each(["Stop.", "STOP!", "“STOP”", "opt out", "OPT-OUT", "stop all", "unsub", "ARRET", "🛑", "stop stop"])(
    "we confirm %s",
    (text) => {
      expect(detectOptOut(text)).toMatchObject({ kind: "opt_out", carrierAnswers: false });
    },
  );
});

describe("the words that decided", () => {
  test("are returned for the record", () => {
    expect(detectOptOut("STOP!")).toMatchObject({ phrase: "stop" });
    expect(detectOptOut("I'm at work. PLEASE stop texting me!!")).toMatchObject({ phrase: "please stop texting me" });
    expect(detectOptOut("Hello? Wrong number, sorry")).toMatchObject({ phrase: "wrong number" });
  });
});

describe("opting in again", () => {
  test.each(["START", "start", "Start!", "UNSTOP", "unstop."])("%s", (text) => {
    expect(detectOptOut(text)).toMatchObject({ kind: "opt_in" });
  });

  test("YES counts only after an opt-out", () => {
    expect(detectOptOut("YES")).toEqual({ kind: "none" });
    expect(detectOptOut("Yes.", { optedOut: false })).toEqual({ kind: "none" });
    expect(detectOptOut("Yes.", { optedOut: true })).toEqual({ kind: "opt_in", phrase: "yes" });
    expect(detectOptOut("yes I will vote", { optedOut: true })).toEqual({ kind: "none" });
  });

  test("an opt-out stays one after an opt-out", () => {
    expect(detectOptOut("stop", { optedOut: true })).toMatchObject({ kind: "opt_out" });
  });
});

test("HELP and INFO alone ask for help", () => {
  for (const text of ["HELP", "help", "Help!", "INFO", "info?"]) expect(detectOptOut(text)).toEqual({ kind: "help" });
  expect(detectOptOut("help me find my polling place")).toEqual({ kind: "none" });
});

describe("properties", () => {
  const anyCase = (text: string) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((upper) => Array.from(text, (sign, i) => (upper[i] ? sign.toUpperCase() : sign)).join(""));
  const around = fc.string({ unit: fc.constantFrom(" ", "\n", ".", "!", "?", '"', "”", "*", "…", "\ufe0f", "👍") });

  test("an opt-out word counts in any case, within any punctuation", () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPT_OUT_WORDS).chain(anyCase), around, around, (word, before, after) => {
        expect(detectOptOut(before + word + after)).toMatchObject({ kind: "opt_out", rule: "a" });
      }),
      { seed, numRuns: 1000 },
    );
  });

  test("case never changes the answer", () => {
    const texts = [...CLEAR_PHRASES, ...UNCLEAR, ...NEAR_MISSES];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts).chain((text) => fc.tuple(fc.constant(text), anyCase(text))),
        ([text, other]) => {
          expect(detectOptOut(other).kind).toBe(detectOptOut(text).kind);
        },
      ),
      { seed, numRuns: 1000 },
    );
  });

  test("a reaction to any text is none", () => {
    const texts = [...WORDS_ALONE, ...CLEAR_PHRASES, ...UNCLEAR];
    const verb = fc.constantFrom("Liked", "Loved", "Disliked", "Laughed at", "Emphasized", "Questioned", "👍 to");
    fc.assert(
      fc.property(verb, fc.constantFrom(...texts), (reaction, text) => {
        expect(detectOptOut(`${reaction} “${text}”`)).toEqual({ kind: "none" });
      }),
      { seed, numRuns: 500 },
    );
  });

  test("any text gets an answer, and without a word of the rules it is none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const { kind } = detectOptOut(text);
        if (!/\p{L}|🛑/u.test(text.normalize("NFKD"))) expect(kind).toBe("none");
        expect(["opt_out", "review", "opt_in", "help", "none"]).toContain(kind);
      }),
      { seed, numRuns: 1000 },
    );
  });
});
