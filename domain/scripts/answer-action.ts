/**
 * What an answer does besides being recorded (docs/rules.md#scripts-actions). Without the validator, which screens do
 * not load: that is in answer-action-schema.ts.
 */
export type AnswerAction =
  | { kind: "opt_out" }
  /** The number is not the contact's; it is never texted again, as after an opt-out. */
  | { kind: "wrong_number" }
  | { kind: "close" }
  | { kind: "label"; labelId: string }
  /** The conversation leaves its texter and waits for a member of the team. */
  | { kind: "team"; teamId: string };

type Scripted = {
  steps: readonly { id: string; answers: readonly { value: string; action?: AnswerAction | undefined }[] }[];
};

/** Whether the number is not texted any more afterwards: texters are asked once before it goes. */
export function endsTexting(
  action: AnswerAction | undefined,
): action is Extract<AnswerAction, { kind: "opt_out" | "wrong_number" }> {
  return action?.kind === "opt_out" || action?.kind === "wrong_number";
}

/** Whether the texter writes nothing more afterwards, so that a text of the script after the answer never goes out. */
export function endsConversation(action: AnswerAction | undefined): action is Exclude<AnswerAction, { kind: "label" }> {
  return action !== undefined && action.kind !== "label";
}

/** What tells two actions apart, in one word; also the value of a choice in the editor. */
export function actionKey(action: AnswerAction | undefined): string {
  if (action?.kind === "label") return `label:${action.labelId}`;
  if (action?.kind === "team") return `team:${action.teamId}`;
  return action?.kind ?? "";
}

/** Reads what `actionKey` wrote; undefined for no action. */
export function actionOfKey(key: string): AnswerAction | undefined {
  const [kind, id = ""] = key.split(":");
  if (kind === "opt_out" || kind === "wrong_number" || kind === "close") return { kind };
  if (kind === "label") return { kind, labelId: id };
  return kind === "team" ? { kind, teamId: id } : undefined;
}

export function actionOf(script: Scripted, stepId: string, value: string | null): AnswerAction | undefined {
  const step = script.steps.find(({ id }) => id === stepId);
  return step?.answers.find((answer) => answer.value === value)?.action;
}

/** The actions of a script's answers, which is what is remembered of former snapshots. */
export type ScriptActions = { stepId: string; value: string; action: AnswerAction }[];

export function actionsIn(script: Scripted): ScriptActions {
  return script.steps.flatMap(({ id: stepId, answers }) =>
    answers.flatMap(({ value, action }) => (action ? [{ stepId, value, action }] : [])),
  );
}

/** Whether some answer gives conversations to a team. */
export function givesToTeams(script: Scripted | null | undefined): boolean {
  return script?.steps.some(({ answers }) => answers.some(({ action }) => action?.kind === "team")) ?? false;
}

export type LostAction = { stepId: string; value: string; what: "label" | "team"; id: string };

/** Answers whose label or team the organization does not have (any more). */
export function lostActions(
  script: Scripted,
  { labels, teams }: { labels: ReadonlySet<string>; teams: ReadonlySet<string> },
): LostAction[] {
  return script.steps.flatMap(({ id: stepId, answers }) =>
    answers.flatMap(({ value, action }): LostAction[] => {
      if (action?.kind === "label" && !labels.has(action.labelId))
        return [{ stepId, value, what: "label", id: action.labelId }];
      if (action?.kind === "team" && !teams.has(action.teamId))
        return [{ stepId, value, what: "team", id: action.teamId }];
      return [];
    }),
  );
}
