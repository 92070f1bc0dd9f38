import { describe, expect, test } from "vitest";
import type { Script } from "./script-schema.ts";
import { answersAfter, questionsOf } from "./script-path.ts";

const step = (id: string, answers: Record<string, string | null>) => ({
  id,
  texts: [id],
  question: `${id}?`,
  answers: Object.entries(answers).map(([value, nextStepId]) => ({ value, nextStepId })),
});
/** first: Yes → how: Mail → when: Morning; how: Walk. first: No → why. */
const SCRIPT: Script = {
  rootStepId: "first",
  steps: [
    step("first", { Yes: "how", No: "why" }),
    step("how", { Mail: "when", Walk: null }),
    step("when", { Morning: null, Evening: null }),
    step("why", { Busy: null }),
  ],
};
const path = (answers: Record<string, string>) =>
  questionsOf(SCRIPT, answers).map(({ step: { id }, chosen }) => `${id}:${chosen ?? ""}`);

test("the way leads several steps deep, to the question that is open", () => {
  expect(path({})).toEqual(["first:"]);
  expect(path({ first: "Yes" })).toEqual(["first:Yes", "how:"]);
  expect(path({ first: "Yes", how: "Mail" })).toEqual(["first:Yes", "how:Mail", "when:"]);
  expect(path({ first: "Yes", how: "Walk" })).toEqual(["first:Yes", "how:Walk"]);
});

test("a circle in an old script ends where it began", () => {
  const steps = [step("first", { On: "b" }), step("b", { Back: "first" })];
  const circle = { rootStepId: "first", steps };
  expect(questionsOf(circle, { first: "On", b: "Back" })).toHaveLength(2);
});

describe("a corrected answer", () => {
  const answers = { first: "Yes", how: "Mail", when: "Morning" };

  test("takes the answers of the way that is no longer taken with it", () => {
    expect(answersAfter(SCRIPT, answers, "first", "No")).toEqual({ first: "No" });
    expect(answersAfter(SCRIPT, answers, "how", "Walk")).toEqual({ first: "Yes", how: "Walk" });
    expect(answersAfter(SCRIPT, answers, "first", null)).toEqual({});
  });

  test("that is the same changes nothing", () => {
    expect(answersAfter(SCRIPT, answers, "first", "Yes")).toEqual(answers);
  });

  test("leaves what was answered to steps that an edit removed", () => {
    expect(answersAfter(SCRIPT, { ...answers, gone: "x" }, "how", null)).toEqual({ first: "Yes", gone: "x" });
  });
});
