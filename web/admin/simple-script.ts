import type { Script, ScriptStep } from "../../domain/protocol/script.ts";

/** The part of a script that this editor shows: the first text, its question, and one text after each answer. */
export type SimpleScript = {
  firstText: string;
  question: string;
  answers: SimpleAnswer[];
};

export type SimpleAnswer = {
  value: string;
  /** Empty: nothing is offered after this answer. */
  followUp: string;
  /** Id of the step that holds the follow-up, kept while the words change. */
  stepId: string;
};

export const EMPTY_SCRIPT: SimpleScript = { firstText: "", question: "", answers: [] };

export function simpleScript(script: Script | null): SimpleScript {
  const root = script?.steps.find((step) => step.id === script.rootStepId);
  if (!script || !root) return EMPTY_SCRIPT;
  const taken = new Set(script.steps.map((step) => step.id));
  const answers = root.answers.map(({ value, nextStepId }) => {
    const next = script.steps.find((step) => step.id === nextStepId);
    const stepId = nextStepId ?? freeStepId(taken);
    taken.add(stepId);
    return { value, followUp: next?.texts[0] ?? "", stepId };
  });
  return { firstText: root.texts[0] ?? "", question: root.question, answers };
}

/**
 * The whole script after an edit; null when nothing is written yet. What the editor does not show (variants, deeper steps)
 * stays; steps that nothing leads to any more go.
 */
export function withSimpleScript(base: Script | null, { firstText, question, answers }: SimpleScript): Script | null {
  const named = answers.filter((answer) => answer.value.trim() !== "" || answer.followUp.trim() !== "");
  if (firstText.trim() === "" && question.trim() === "" && named.length === 0) return null;
  const rootStepId = base?.rootStepId ?? "first";
  const before = new Map(base?.steps.map((step) => [step.id, step]));
  const write = (id: string, text: string, changes: Partial<ScriptStep>): void => {
    const step = before.get(id) ?? { id, texts: [], question: "", answers: [] };
    before.set(id, { ...step, ...changes, texts: [text, ...step.texts.slice(1)] });
  };
  write(rootStepId, firstText, {
    question,
    answers: named.map(({ value, followUp, stepId }) => ({
      value,
      nextStepId: followUp.trim() === "" ? null : stepId,
    })),
  });
  for (const { followUp, stepId } of named) if (followUp.trim() !== "") write(stepId, followUp, {});

  const reached = new Map<string, ScriptStep>();
  const ahead = [rootStepId];
  for (let id = ahead.shift(); id !== undefined; id = ahead.shift()) {
    const step = before.get(id);
    if (!step || reached.has(id)) continue;
    reached.set(id, step);
    for (const { nextStepId } of step.answers) if (nextStepId !== null) ahead.push(nextStepId);
  }
  return { rootStepId, steps: [...reached.values()] };
}

export function newAnswer(script: SimpleScript): SimpleAnswer {
  return { value: "", followUp: "", stepId: freeStepId(new Set(script.answers.map((answer) => answer.stepId))) };
}

function freeStepId(taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) if (!taken.has(`answer-${n}`)) return `answer-${n}`;
}

/** Steps that the editor cannot show, so that nobody thinks they are gone. */
export function hiddenSteps(script: Script | null): number {
  const root = script?.steps.find((step) => step.id === script.rootStepId);
  if (!script || !root) return 0;
  const shown = new Set([root.id, ...root.answers.map((answer) => answer.nextStepId)]);
  return script.steps.filter((step) => !shown.has(step.id)).length;
}
