import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scriptSchema } from "../../../../domain/scripts/script-schema.ts";
import type { Script } from "../../../../domain/scripts/script-schema.ts";
import {
  addAnswer,
  addResponses,
  addStep,
  addVariant,
  changeStep,
  changeText,
  emptyScript,
  isEmptyScript,
  leadTo,
  mayLeadTo,
  moveAnswer,
  nameOf,
  outlineOf,
  removeAnswer,
  removeStep,
  removeVariant,
  renameAnswer,
  setAction,
  stepsUnder,
} from "./tree.ts";

const step = (id: string, answers: Record<string, string | null>) => ({
  id,
  texts: [id],
  question: "",
  answers: Object.entries(answers).map(([value, nextStepId]) => ({ value, nextStepId })),
});
/** first: Yes → how, No → bye. how: Mail → done, Walk → done. */
const SCRIPT: Script = {
  rootStepId: "first",
  steps: [
    step("first", { Yes: "how", No: "bye" }),
    step("how", { Mail: "done", Walk: "done" }),
    step("done", {}),
    step("bye", {}),
  ],
};
const lines = (script: Script) =>
  outlineOf(script).map(({ step: { id }, depth, isPointer }) => `${" ".repeat(depth)}${id}${isPointer ? " ↑" : ""}`);

test("the outline shows each step once, and points to it from elsewhere", () => {
  expect(lines(SCRIPT)).toEqual(["first", " how", "  done", "  done ↑", " bye"]);
});

test("a step is called by its title, else by the answer that leads to it", () => {
  expect(["first", "how", "bye"].map((id) => nameOf(SCRIPT, id))).toEqual(["First text", "After “Yes”", "After “No”"]);
  expect(nameOf(changeStep(SCRIPT, "how", { title: "The way" }), "how")).toBe("The way");
});

describe("removing", () => {
  test("a step takes with it what only it leads to", () => {
    expect(stepsUnder(SCRIPT, "how")).toBe(2);
    expect(lines(removeStep(SCRIPT, "how"))).toEqual(["first", " bye"]);
    expect(removeStep(SCRIPT, "how").steps[0]?.answers[0]).toEqual({ value: "Yes", nextStepId: null });
  });

  test("one of two answers leaves the step that both led to", () => {
    expect(lines(removeAnswer(SCRIPT, "how", 0))).toEqual(["first", " how", "  done", " bye"]);
  });

  test("the first step is not possible", () => {
    expect(removeStep(SCRIPT, "first")).toBe(SCRIPT);
  });
});

test("an answer may lead to any step but itself and those before it", () => {
  expect(mayLeadTo(SCRIPT, "how").map(({ id }) => id)).toEqual(["done", "bye"]);
  expect(leadTo(SCRIPT, "done", 0, "first")).toBe(SCRIPT);
  expect(lines(leadTo(addAnswer(SCRIPT, "bye"), "bye", 0, "how"))).toContain("  how ↑");
});

test("moving an answer moves all that comes after it", () => {
  expect(lines(moveAnswer(SCRIPT, "first", 0, 1))).toEqual(["first", " bye", " how", "  done", "  done ↑"]);
  expect(moveAnswer(SCRIPT, "first", 0, -1)).toEqual(SCRIPT);
});

test("an empty beginning does not count as a script", () => {
  expect(isEmptyScript(emptyScript())).toBe(true);
  expect(isEmptyScript(changeText(emptyScript(), "first", 0, "x"))).toBe(false);
  expect(isEmptyScript(addResponses(emptyScript(), [{ title: "t", text: "", labels: [] }]))).toBe(false);
});

test("any edits in any order leave a script that can be stored, without steps that nothing reaches", () => {
  const anEdit = fc.record({
    kind: fc.integer({ min: 0, max: 9 }),
    step: fc.nat(),
    at: fc.nat(6),
    to: fc.nat(),
    text: fc.string(),
  });
  fc.assert(
    fc.property(fc.array(anEdit, { maxLength: 60 }), (edits) => {
      let script = emptyScript();
      for (const { kind, step: chosen, at, to, text } of edits) {
        const id = script.steps[chosen % script.steps.length]!.id;
        const target = script.steps[to % script.steps.length]!.id;
        const variants = script.steps.find((each) => each.id === id)!.texts.length;
        const edit = [
          () => addAnswer(script, id),
          () => renameAnswer(script, id, at, text),
          () => removeAnswer(script, id, at),
          () => moveAnswer(script, id, at, to % 2 === 0 ? 1 : -1),
          () => addStep(script, id, at)?.script ?? script,
          () => leadTo(script, id, at, to % 5 === 0 ? null : target),
          () => removeStep(script, id),
          () => addVariant(script, id),
          () => removeVariant(script, id, at % variants),
          () => changeText(script, id, at % variants, text),
        ][kind];
        script = edit?.() ?? script;
        expect(scriptSchema.safeParse(script).error?.issues).toBeUndefined();
        expect(new Set(outlineOf(script).map((row) => row.step.id)).size).toBe(script.steps.length);
      }
    }),
  );
});

test("what an answer does besides is set, changed and taken off, and moves with its answer", () => {
  const close = setAction(SCRIPT, SCRIPT.rootStepId, 0, { kind: "close" });
  const actions = (script: Script) => script.steps[0]?.answers.map(({ action }) => action?.kind);
  expect(actions(close)?.[0]).toBe("close");
  expect(actions(moveAnswer(close, SCRIPT.rootStepId, 0, 1))?.[1]).toBe("close");
  expect(actions(renameAnswer(close, SCRIPT.rootStepId, 0, "Other"))?.[0]).toBe("close");
  expect(setAction(close, SCRIPT.rootStepId, 0, undefined)).toEqual(SCRIPT);
});
