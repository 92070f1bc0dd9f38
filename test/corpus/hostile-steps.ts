/**
 * What hostile texts cost the readers of inbound text, in steps that no machine's speed changes: how often each block of `domain/`
 * is run, as V8 counts it for coverage. A program of its own (hostile.test.ts runs it), because V8 counts only blocks of functions
 * that were compiled after it was told to. Regular expressions count as one; `npm run check:patterns` proves them linear.
 */
import { Session } from "node:inspector";
import * as fc from "fast-check";
import { HOSTILE, HOSTILE_LENGTH, hostileText } from "./hostile.ts";

export type Cost = { reader: string; part: string; whole: number; once: number; twice: number };
export type Fuzzed = { reader: string; most: number; text: string };
export type Costs = { costs: Cost[]; fuzzed: Fuzzed[]; quadratic: number };

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** Blocks run since the last time. The session of the same thread answers before `post` returns. */
function taken(): number {
  let steps = 0;
  session.post("Profiler.takePreciseCoverage", (_, { result }) => {
    for (const { url, functions } of result) {
      if (!url.includes("/domain/")) continue;
      for (const { ranges } of functions) for (const { count } of ranges) steps += count;
    }
  });
  return steps;
}

/** Between two of them nothing of `domain/` runs that is not counted: to ask V8 costs more than most readings. */
function stepsOf(run: () => unknown): number {
  run();
  return taken();
}

const { saysHowToOptOut } = await import("../../domain/opt-outs/reading/unasked/instructions.ts");
const { intentOf } = await import("../../domain/opt-outs/carrier-verdict.ts");
const { reactsTo, readReaction } = await import("../../domain/opt-outs/reading/reactions.ts");
const { readTagged, tagged } = await import("../../domain/sending/override-phone.ts");

const OURS = Array.from(
  { length: 10 },
  (_, i) => `Hi Ana, text ${i} of the union. ${"Will you vote? ".repeat(20)}Reply STOP to opt out`,
);
const NO_REACTION = { emoji: "👍", removed: false };

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "the detector": (text) => intentOf(text, { optedOut: false }, undefined),
  "the detector, beside our texts": (text) => intentOf(text, { optedOut: true, ours: () => OURS }, undefined),
  reactions: (text) => reactsTo(readReaction(text) ?? { ...NO_REACTION, quoted: text }, OURS),
  "a script's opt-out wording": saysHowToOptOut,
  "tags of the override phone": readTagged,
};
const MORE_PARTS = ["[", "[+1 617 ", "[to ", "+", "[(617) 555-0101 ", "Liked “", "…", "«", "Removed a heart from “"];
const MARKS = "“ ” \" « » 「 」 … ... 👍 🛑 \u200b [ +1617 ] ( \n ' ﷺ é̀̂ , # & = 2 6175550101".split(" ");
const WORDS =
  "stop dont texting me please the these any more texts from your list unsubscribe remove want to receive be not no i you and or if leave alone take my number off opt out reply para no me arretez de ne plus mas liked removed a heart to stpo unsubxribe stoptextingme".split(
    " ",
  );

// The grammar is made at the first text.
for (const read of Object.values(READERS)) read("Stop texting me");
taken();
const times = (part: string, signs: number) => part.repeat(Math.ceil(signs / part.length));
const costs = Object.entries(READERS).flatMap(([reader, read]) =>
  [...HOSTILE, ...MORE_PARTS].map((part): Cost => {
    const whole = stepsOf(() => read(hostileText(part)));
    const once = stepsOf(() => read(times(part, 900)));
    return { reader, part, whole, once, twice: stepsOf(() => read(times(part, 1_800))) };
  }),
);

const texts = fc.sample(
  fc
    .array(fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...MARKS), fc.string({ maxLength: 6 })), {
      minLength: 300,
      maxLength: 400,
    })
    .map((parts) => parts.join(" ").slice(0, HOSTILE_LENGTH)),
  { seed: 7, numRuns: 25 },
);
const fuzzed = Object.entries(READERS).map(([reader, read]): Fuzzed => {
  const all = texts.map((text) => ({ reader, most: stepsOf(() => read(text)), text }));
  return all.reduce((worst, each) => (each.most > worst.most ? each : worst));
});
const goesBack = (text: string) => Array.from(text, (_, at) => tagged("+1", text.slice(at)));
const answer: Costs = { costs, fuzzed, quadratic: stepsOf(() => goesBack("a".repeat(100))) };
console.log(JSON.stringify(answer));
