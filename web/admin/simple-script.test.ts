import { expect, test } from "vitest";
import { scriptSchema } from "../../domain/protocol/script.ts";
import type { Script } from "../../domain/protocol/script.ts";
import { EMPTY_SCRIPT, hiddenSteps, newAnswer, simpleScript, withSimpleScript } from "./simple-script.ts";

const deep: Script = {
  rootStepId: "a",
  steps: [
    {
      id: "a",
      texts: ["Hi", "Hello"],
      question: "Q",
      answers: [
        { value: "yes", nextStepId: "b" },
        { value: "no", nextStepId: null },
      ],
    },
    { id: "b", texts: ["Great"], question: "Q2", answers: [{ value: "mail", nextStepId: "c" }] },
    { id: "c", texts: ["By mail"], question: "", answers: [] },
  ],
};

test("nothing written is no script", () => {
  expect(withSimpleScript(null, EMPTY_SCRIPT)).toBeNull();
  expect(simpleScript(null)).toEqual(EMPTY_SCRIPT);
});

test("what was written comes back as it was", () => {
  const written = {
    firstText: "Hi {firstName}",
    question: "Coming?",
    answers: [
      { value: "Yes", followUp: "See you!", stepId: "answer-1" },
      { value: "No", followUp: "", stepId: "answer-2" },
    ],
  };
  const script = withSimpleScript(null, written);
  expect(scriptSchema.safeParse(script).success).toBe(true);
  expect(simpleScript(script)).toEqual(written);
});

test("variants and deeper steps survive an edit", () => {
  const edited = withSimpleScript(deep, { ...simpleScript(deep), firstText: "Hey" });
  expect(edited?.steps.map((step) => step.texts)).toEqual([["Hey", "Hello"], ["Great"], ["By mail"]]);
  expect(hiddenSteps(deep)).toBe(1);
});

test("steps that nothing leads to any more go with their answer", () => {
  const simple = simpleScript(deep);
  const edited = withSimpleScript(deep, { ...simple, answers: simple.answers.slice(1) });
  expect(edited?.steps.map((step) => step.id)).toEqual(["a"]);
});

test("a row that was added and left empty is no answer", () => {
  const added = newAnswer(simpleScript(deep));
  expect(simpleScript(deep).answers.map((answer) => answer.stepId)).not.toContain(added.stepId);
  const edited = withSimpleScript(deep, { ...simpleScript(deep), answers: [...simpleScript(deep).answers, added] });
  expect(edited).toEqual(deep);
});
