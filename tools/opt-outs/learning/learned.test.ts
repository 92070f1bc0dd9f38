import { expect, test } from "vitest";
import { LEARNED } from "../../../domain/opt-outs/reading/likeness/learned.ts";
import { likenessOf, weightsOf } from "../../../domain/opt-outs/reading/likeness/likeness.ts";
import { traitsOf } from "../../../domain/opt-outs/reading/likeness/traits.ts";
import { readWords } from "../../../domain/opt-outs/reading/words.ts";
import { learn } from "./learn.ts";
import { examplesOf, learnable, markOf, written } from "./learned-source.ts";

test("what was learned is of the labelled texts: else `npm run opt-outs:learn`", () => {
  expect(LEARNED.of).toBe(markOf(examplesOf(learnable())));
});

test("what is learned tells texts apart that it has not seen, and is read back as it was written", () => {
  const say = (text: string, isOptOut: boolean) => Array.from({ length: 3 }, () => ({ text, isOptOut }));
  const weights = learn([
    ...say("stop texting me", true),
    ...say("the bus stop is near", false),
    ...say("quit texting us", true),
  ]);
  const back = weightsOf(written(weights, ""));
  const sum = (text: string) => [...traitsOf(readWords(text))].reduce((all, trait) => all + (back.get(trait) ?? 0), 0);
  expect(sum("quit texting me")).toBeGreaterThan(1);
  expect(sum("is the bus near")).toBeLessThan(-1);
});

test("a text of unknown words is like nothing", () => {
  expect(likenessOf(readWords("qwxzy vblkt mnopr"))).toBeLessThan(0.6);
});
