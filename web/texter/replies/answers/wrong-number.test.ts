import { expect, test } from "vitest";
import type { Script } from "../../../../domain/scripts/script-schema.ts";
import { isWrongNumber } from "./wrong-number.ts";

const script: Script = {
  rootStepId: "ask",
  steps: [
    {
      id: "ask",
      texts: ["Will you vote?"],
      question: "Will they?",
      answers: [
        { value: "Yes", nextStepId: null },
        { value: "Someone else", nextStepId: null, action: { kind: "wrong_number" } },
        { value: "Stop", nextStepId: null, action: { kind: "opt_out" } },
      ],
    },
  ],
};

test("a number that an answer calls somebody else's is a wrong number, and no opt-out", () => {
  expect(isWrongNumber(script, { optedOut: true, answers: { ask: "Someone else" } })).toBe(true);
});

test("an opt-out stays one, whatever was answered before", () => {
  expect(isWrongNumber(script, { optedOut: true, answers: { ask: "Yes" } })).toBe(false);
  expect(isWrongNumber(script, { optedOut: true, answers: { ask: "Stop" } })).toBe(false);
  expect(isWrongNumber(script, { optedOut: true, answers: {} })).toBe(false);
});

test("a number that is texted again, and a step that the script no longer has, are neither", () => {
  expect(isWrongNumber(script, { optedOut: false, answers: { ask: "Someone else" } })).toBe(false);
  expect(isWrongNumber(script, { optedOut: true, answers: { gone: "Someone else" } })).toBe(false);
});
