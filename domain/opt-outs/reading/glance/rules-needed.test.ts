/** Rules are made when a text needs them: none may fit words of a text that says nothing of what it needs. */
import { describe, expect, test } from "vitest";
import { labelledTexts } from "../../../../test/corpus/opt-out-texts.ts";
import { wordNumbers } from "../../pattern/vocabulary.ts";
import { ENGLISH } from "../grammars/english.ts";
import { FRENCH } from "../grammars/french.ts";
import { SPANISH } from "../grammars/spanish.ts";
import { AGAIN, LanguageRules } from "../language-rules.ts";
import { readWords } from "../words.ts";
import { NeedIndex } from "./need-index.ts";

const PATIENT_MS = 120_000;

describe.each([ENGLISH, SPANISH, FRENCH])("the rules of $language", (grammar) => {
  test(
    "fit only texts that have what they need",
    () => {
      const rules = new LanguageRules(grammar);
      const needs = rules.needs();
      for (let number = 0; number < rules.count; number += 1) rules.make(number);
      const every8th = labelledTexts().filter((_, at) => at % 8 === 1);
      const without = every8th.flatMap(({ text }) => {
        const { words, clauses, said } = readWords(text);
        const all = new Set(said.split(" "));
        const starts = clauses.map(({ start }) => start);
        return rules
          .matches(wordNumbers(words), starts, { count: 0 })
          .flatMap(({ rule }) =>
            needs[rule]!.needs.some((need) => need !== AGAIN && !need.some((word) => all.has(word)))
              ? [[text, rule]]
              : [],
          );
      });
      expect(without).toEqual([]);
    },
    PATIENT_MS,
  );
});

test("an index names each rule once, when all that it needs is met", () => {
  const index = new NeedIndex({ words: "0|stop quit\n1|texts\n2|no", readers: "1:0,1:0.4,3.2\n2:2:1.7" });
  const newOf = (text: string) => {
    index.begin();
    for (const word of text.split(" ")) index.meet(index.needsOf(word));
    return index.newRules();
  };
  expect(newOf("stop it")).toEqual([]);
  expect(newOf("stop texts")).toEqual([
    { of: 0, number: 4 },
    { of: 3, number: 2 },
  ]);
  expect(newOf("no texts quit")).toEqual([{ of: 1, number: 7 }]);
});
