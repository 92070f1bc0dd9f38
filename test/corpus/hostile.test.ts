/** Everything that reads what strangers text takes steps in proportion to the text, whatever they write. */
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { saysHowToOptOut } from "../../domain/opt-outs/reading/instructions.ts";
import { withVerdict } from "../../domain/opt-outs/carrier-verdict.ts";
import { detectOptOut } from "../../domain/opt-outs/opt-out.ts";
import { reactsTo, readReaction } from "../../domain/opt-outs/reading/reactions.ts";
import { readTagged, tagged } from "../../domain/sending/override-phone.ts";
import { HOSTILE, HOSTILE_LENGTH, hostileText } from "./hostile.ts";
import { StepCounter } from "./steps.ts";

const counter = new StepCounter("/domain/");
afterAll(() => counter.end());

const OURS = Array.from(
  { length: 10 },
  (_, i) => `Hi Ana, text ${i} of the union. ${"Will you vote? ".repeat(20)}Reply STOP to opt out`,
);

/** Blocks of source per sign of a text, at most: about twice what the dearest of these texts takes. */
const READERS: readonly { name: string; most: number; read: (text: string) => unknown }[] = [
  { name: "the detector", most: 700, read: (text) => withVerdict(undefined, detectOptOut(text)) },
  {
    name: "the detector, beside our texts",
    most: 700,
    read: (text) => detectOptOut(text, { optedOut: true, ours: () => OURS }),
  },
  {
    name: "reactions",
    most: 200,
    read: (text) => reactsTo(readReaction(text) ?? { emoji: "👍", removed: false, quoted: text }, OURS),
  },
  { name: "a script's opt-out wording", most: 400, read: saysHowToOptOut },
  { name: "tags of the override phone", most: 40, read: readTagged },
];

const MARKS = [
  "“",
  "”",
  '"',
  "«",
  "»",
  "「",
  "」",
  "…",
  "...",
  "👍",
  "🛑",
  "\u200b",
  "[",
  "+1617",
  "]",
  "(",
  "\n",
  "'",
  "ﷺ",
  "é̀̂",
  ",",
  "#",
  "&",
  "2",
];
const WORDS =
  "stop dont texting me please the these any more texts from your list unsubscribe remove want to receive be not no i you and or if leave alone take my number off opt out reply para no me arretez de ne plus mas liked removed a heart to stpo unsubxribe".split(
    " ",
  );

describe.each(READERS)("$name", ({ most, read }) => {
  test.each([
    ...HOSTILE,
    "[",
    "[+1 617 ",
    "[to ",
    "+",
    "[(617) 555-0101 ",
    "Liked “",
    "…",
    "«",
    "Removed a heart from “",
  ])("of 1,600 characters of %j", (part) => {
    const text = hostileText(part);
    expect(counter.of(() => read(text))).toBeLessThan(most * HOSTILE_LENGTH);
  });

  test("of any words and marks", () => {
    const texts = fc
      .array(fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...MARKS), fc.string({ maxLength: 6 })), {
        minLength: 300,
        maxLength: 400,
      })
      .map((parts) => parts.join(" ").slice(0, HOSTILE_LENGTH));
    fc.assert(
      fc.property(texts, (text) => {
        expect(counter.of(() => read(text))).toBeLessThan(most * HOSTILE_LENGTH);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test.each([...HOSTILE, "[+1617", "Liked “"])("twice as many %j take about twice the steps", (part) => {
    read(hostileText(part));
    const once = counter.of(() => read(part.repeat(Math.ceil(900 / part.length))));
    const twice = counter.of(() => read(part.repeat(Math.ceil(1800 / part.length))));
    expect(twice).toBeLessThan(2.4 * once + 5_000);
  });
});

test("the count tells a reader that goes back from one that does not", () => {
  const quadratic = (text: string) => Array.from(text).map((_, at) => tagged("+1", text.slice(at)));
  expect(counter.of(() => quadratic("a".repeat(100)))).toBeGreaterThan(90);
});
