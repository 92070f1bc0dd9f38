/** The way through a script that a conversation has taken: from the first step along the answers given. */
import type { Script, ScriptStep } from "./script-schema.ts";

type StepAnswers = Readonly<Record<string, string>>;

export type Question = { step: ScriptStep; chosen: string | null };

/** The questions so far: those answered, in order, and the one that is open now. */
export function questionsOf(script: Script, answers: StepAnswers): Question[] {
  return stepsOnPath(script, answers).flatMap((step) =>
    step.answers.length > 0 ? [{ step, chosen: answers[step.id] ?? null }] : [],
  );
}

/**
 * Answers after one was recorded, corrected or (null) taken back: answers on a path that is no longer taken are
 * dropped. Answers to steps that an edit removed from the script stay.
 */
export function answersAfter(
  script: Script,
  before: StepAnswers,
  stepId: string,
  value: string | null,
): Record<string, string> {
  const answers: Record<string, string> = { ...before };
  if (value === null) delete answers[stepId];
  else answers[stepId] = value;
  if (before[stepId] === undefined || before[stepId] === value) return answers;
  const onPath = new Set(stepsOnPath(script, answers).map(({ id }) => id));
  const wasOnPath = stepsOnPath(script, before).map(({ id }) => id);
  for (const id of wasOnPath) if (!onPath.has(id)) delete answers[id];
  return answers;
}

function stepsOnPath(script: Script, answers: StepAnswers): ScriptStep[] {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const path = new Set<ScriptStep>();
  let step = steps.get(script.rootStepId);
  // A script stored before circles were refused may have one.
  while (step && !path.has(step)) {
    path.add(step);
    const chosen: string | undefined = answers[step.id];
    const next: string | null = step.answers.find((answer) => answer.value === chosen)?.nextStepId ?? null;
    step = next === null ? undefined : steps.get(next);
  }
  return [...path];
}
