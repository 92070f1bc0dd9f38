import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ScriptAnswer, ScriptStep } from "../../../../domain/scripts/script-schema.ts";
import { questionsOf } from "../../../../domain/scripts/script-path.ts";
import type { DeskCampaign, DeskItem } from "../../../../domain/texter-app/texter.ts";
import type { DeskClient } from "../../desk/desk.ts";
import { useKeys } from "../../../ui/keyboard/keys.ts";
import type { Keys } from "../../../ui/keyboard/keys.ts";
import { AnswerDoes } from "./answer-action.tsx";
import { Sideways } from "../../../ui/sideways/sideways.tsx";
import { readNamesOnce } from "../known-names.ts";

type Props = {
  desk: DeskClient;
  campaign: DeskCampaign;
  item: DeskItem;
  /** null takes the answer back. */
  onAnswer(stepId: string, answer: ScriptAnswer | null): void;
};

/** The script's questions: those answered, and the open one with its answers. */
export function Questions({ desk, campaign, item, onAnswer }: Props) {
  /** The answered question that is being corrected. */
  const correcting = useSignal<string | null>(null);
  const questions = questionsOf(campaign.script, item.answers);
  const answered = questions.filter(({ step, chosen }) => chosen !== null && step.id !== correcting.value);
  const open =
    questions.find(({ step }) => step.id === correcting.value) ?? questions.find(({ chosen }) => chosen === null);

  const namesMore = open?.step.answers.some(({ action }) => action?.kind === "label" || action?.kind === "team");
  useEffect(() => void (namesMore && readNamesOnce(desk)), [namesMore]);

  // The button that was pressed is gone: on from the answer as it is.
  const choices = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (correcting.value === null) return;
    choices.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  }, [correcting.value]);

  function choose(step: ScriptStep, answer: ScriptAnswer, chosen: string | null): void {
    correcting.value = null;
    onAnswer(step.id, answer.value === chosen ? null : answer);
  }

  const keys: Record<string, () => void> = {};
  open?.step.answers.slice(0, 9).forEach((answer, at) => {
    const act = () => choose(open.step, answer, open.chosen);
    keys[String(at + 1)] = keys[`Alt+${at + 1}`] = act;
  });
  useKeys(keys satisfies Keys);

  if (questions.length === 0) return null;
  return (
    <div class="questions">
      {answered.length > 0 && (
        <Sideways as="ul" label="Answers so far">
          {answered.map(({ step, chosen }) => (
            <li key={step.id}>
              <button type="button" class="button quiet answered" onClick={() => (correcting.value = step.id)}>
                <span class="unseen">Change the answer to:</span> <bdi>{questionOf(step)}</bdi>{" "}
                <strong dir="auto">{labelOf(step, chosen ?? "")}</strong>
              </button>
            </li>
          ))}
        </Sideways>
      )}
      {open && (
        <fieldset key={open.step.id} ref={choices}>
          <legend dir="auto">{questionOf(open.step)}</legend>
          <Sideways>
            {open.step.answers.map((answer, at) => (
              <button
                key={answer.value}
                type="button"
                class="button answer"
                aria-pressed={answer.value === open.chosen}
                aria-keyshortcuts={at < 9 ? String(at + 1) : undefined}
                onClick={() => choose(open.step, answer, open.chosen)}
              >
                <span class="answer-words">
                  {at < 9 && (
                    <kbd class="with-keyboard" aria-hidden="true">
                      {at + 1}
                    </kbd>
                  )}
                  <span dir="auto">{answer.label || answer.value}</span>
                </span>
                {answer.action && (
                  <>
                    {" "}
                    <AnswerDoes desk={desk} action={answer.action} />
                  </>
                )}
              </button>
            ))}
          </Sideways>
        </fieldset>
      )}
    </div>
  );
}

function questionOf(step: ScriptStep): string {
  return step.question || "What did they answer?";
}

function labelOf(step: ScriptStep, value: string): string {
  return step.answers.find((answer) => answer.value === value)?.label || value;
}
