/**
 * Edits of a script, each giving the whole script after it. Steps that nothing leads to any more go with the answer that led
 * to them; answers never lead back to where they came from. What is written here always fits the script's schema.
 */
import type { AnswerAction } from "../../../../domain/scripts/answer-action.ts";
import type { CannedResponse, Script, ScriptAnswer, ScriptStep } from "../../../../domain/scripts/script-schema.ts";
import { SCRIPT_LIMITS } from "../../../../domain/scripts/script-shape.ts";

const FIRST_STEP = "first";

/** What the editor begins with where nothing is written yet. */
export function emptyScript(): Script {
  return { rootStepId: FIRST_STEP, steps: [newStep(FIRST_STEP)] };
}

/** Nothing was written: stored as no script at all. */
export function isEmptyScript(script: Script): boolean {
  const [first, ...others] = script.steps;
  const isBlank = first?.texts.join("").trim() === "" && first.question.trim() === "" && first.answers.length === 0;
  return isBlank && others.length === 0 && (script.responses ?? []).length === 0;
}

function newStep(id: string): ScriptStep {
  return { id, texts: [""], question: "", answers: [] };
}

/** A row of the outline: a step at its first place, or a pointer to one that is shown elsewhere. */
export type OutlineRow = {
  step: ScriptStep;
  depth: number;
  /** The answer that leads here; null for the first step. */
  via: { stepId: string; at: number; value: string } | null;
  isPointer: boolean;
};

/** The script as a tree, depth first, in the order of the answers. */
export function outlineOf(script: Script): OutlineRow[] {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  const rows: OutlineRow[] = [];
  type Ahead = { id: string; depth: number; via: OutlineRow["via"] };
  const ahead: Ahead[] = [{ id: script.rootStepId, depth: 0, via: null }];
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { id, depth, via } = next;
    const step = steps.get(id);
    if (!step) continue;
    const isPointer = seen.has(id);
    rows.push({ step, depth, via, isPointer });
    if (isPointer) continue;
    seen.add(id);
    // The last answer is pushed first, so that the first is taken first.
    for (let at = step.answers.length - 1; at >= 0; at--) {
      const answer = step.answers[at];
      if (!answer || answer.nextStepId === null) continue;
      ahead.push({ id: answer.nextStepId, depth: depth + 1, via: { stepId: id, at, value: answer.value } });
    }
  }
  return rows;
}

/** What a step is called: its title, the answer that leads to it, or its place. */
export function nameOf(script: Script, stepId: string): string {
  const row = outlineOf(script).find((each) => each.step.id === stepId);
  if (!row) return "a step";
  if (row.step.title?.trim()) return row.step.title.trim();
  if (!row.via) return "First text";
  return row.via.value.trim() ? `After “${row.via.value.trim()}”` : "After an empty answer";
}

export function changeStep(
  script: Script,
  stepId: string,
  change: Partial<Pick<ScriptStep, "title" | "question" | "picture">>,
): Script {
  return withStep(script, stepId, (step) => ({ ...step, ...change }));
}

export function changeText(script: Script, stepId: string, variant: number, text: string): Script {
  const cut = text.slice(0, SCRIPT_LIMITS.draftText);
  return withStep(script, stepId, (step) => ({ ...step, texts: step.texts.with(variant, cut) }));
}

export function addVariant(script: Script, stepId: string): Script {
  return withStep(script, stepId, (step) =>
    step.texts.length >= SCRIPT_LIMITS.variants ? step : { ...step, texts: [...step.texts, step.texts.at(-1) ?? ""] },
  );
}

export function removeVariant(script: Script, stepId: string, variant: number): Script {
  return withStep(script, stepId, (step) =>
    step.texts.length < 2 ? step : { ...step, texts: step.texts.toSpliced(variant, 1) },
  );
}

export function addAnswer(script: Script, stepId: string): Script {
  return withStep(script, stepId, (step) =>
    step.answers.length >= SCRIPT_LIMITS.answers
      ? step
      : { ...step, answers: [...step.answers, { value: "", nextStepId: null }] },
  );
}

export function renameAnswer(script: Script, stepId: string, at: number, value: string): Script {
  return withAnswer(script, stepId, at, (answer) => ({ ...answer, value }));
}

/** @param action undefined: it does nothing besides being recorded */
export function setAction(script: Script, stepId: string, at: number, action: AnswerAction | undefined): Script {
  return withAnswer(script, stepId, at, ({ value, label, nextStepId }) => ({
    value,
    ...(label === undefined ? {} : { label }),
    nextStepId,
    ...(action ? { action } : {}),
  }));
}

export function removeAnswer(script: Script, stepId: string, at: number): Script {
  return withoutUnreached(withStep(script, stepId, (step) => ({ ...step, answers: step.answers.toSpliced(at, 1) })));
}

/** Moves an answer, and all that comes after it, up (-1) or down (1) among its neighbours. */
export function moveAnswer(script: Script, stepId: string, at: number, by: -1 | 1): Script {
  return withStep(script, stepId, (step) => {
    const [one, other] = [step.answers[at], step.answers[at + by]];
    return one && other ? { ...step, answers: step.answers.with(at, other).with(at + by, one) } : step;
  });
}

/** A new step after an answer; null when the script is full. */
export function addStep(script: Script, stepId: string, at: number): { script: Script; added: string } | null {
  if (script.steps.length >= SCRIPT_LIMITS.steps) return null;
  const added = freeId("step", new Set(script.steps.map(({ id }) => id)));
  const linked = withAnswer(script, stepId, at, (answer) => ({ ...answer, nextStepId: added }));
  return { script: withoutUnreached({ ...linked, steps: [...linked.steps, newStep(added)] }), added };
}

/** Makes an answer lead to an existing step, or with null to nothing. */
export function leadTo(script: Script, stepId: string, at: number, nextStepId: string | null): Script {
  if (nextStepId !== null && !mayLeadTo(script, stepId).some(({ id }) => id === nextStepId)) return script;
  return withoutUnreached(withAnswer(script, stepId, at, (answer) => ({ ...answer, nextStepId })));
}

/** The steps that an answer of this one may lead to: all but itself and those that lead here. */
export function mayLeadTo(script: Script, stepId: string): ScriptStep[] {
  const leadsHere = new Set([stepId]);
  for (let grew = true; grew;) {
    grew = false;
    for (const step of script.steps) {
      if (leadsHere.has(step.id) || !step.answers.some(({ nextStepId }) => leadsHere.has(nextStepId ?? ""))) continue;
      leadsHere.add(step.id);
      grew = true;
    }
  }
  return script.steps.filter(({ id }) => !leadsHere.has(id));
}

/** Removes a step and what only it leads to; answers that led to it lead to nothing. The first step stays. */
export function removeStep(script: Script, stepId: string): Script {
  if (stepId === script.rootStepId) return script;
  const steps = script.steps.map((step) =>
    step.answers.some(({ nextStepId }) => nextStepId === stepId)
      ? { ...step, answers: step.answers.map((each) => (each.nextStepId === stepId ? unlinked(each) : each)) }
      : step,
  );
  return withoutUnreached({ ...script, steps });
}

/** How many steps go when this one is removed, itself included. */
export function stepsUnder(script: Script, stepId: string): number {
  return script.steps.length - removeStep(script, stepId).steps.length;
}

export function addResponses(script: Script, added: readonly Omit<CannedResponse, "id">[]): Script {
  const responses = [...(script.responses ?? [])];
  const taken = new Set(responses.map(({ id }) => id));
  for (const each of added.slice(0, SCRIPT_LIMITS.responses - responses.length)) {
    const id = freeId("response", taken);
    taken.add(id);
    responses.push({ id, ...each });
  }
  return { ...script, responses };
}

export function changeResponse(script: Script, id: string, change: Partial<Omit<CannedResponse, "id">>): Script {
  const responses = (script.responses ?? []).map((each) => (each.id === id ? Object.assign({}, each, change) : each));
  return { ...script, responses };
}

export function removeResponse(script: Script, id: string): Script {
  return { ...script, responses: (script.responses ?? []).filter((each) => each.id !== id) };
}

function withStep(script: Script, stepId: string, change: (step: ScriptStep) => ScriptStep): Script {
  return { ...script, steps: script.steps.map((step) => (step.id === stepId ? change(step) : step)) };
}

function withAnswer(
  script: Script,
  stepId: string,
  at: number,
  change: (answer: ScriptAnswer) => ScriptAnswer,
): Script {
  return withStep(script, stepId, (step) => {
    const answer = step.answers[at];
    return answer ? { ...step, answers: step.answers.with(at, change(answer)) } : step;
  });
}

function unlinked(answer: ScriptAnswer): ScriptAnswer {
  return { ...answer, nextStepId: null };
}

function withoutUnreached(script: Script): Script {
  const reached = new Set(outlineOf(script).map(({ step }) => step.id));
  return { ...script, steps: script.steps.filter(({ id }) => reached.has(id)) };
}

/** Never an id that this script has used before: a recorded answer belongs to the step that it names. */
function freeId(prefix: string, taken: ReadonlySet<string>): string {
  for (;;) {
    const id = `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
    if (!taken.has(id)) return id;
  }
}
