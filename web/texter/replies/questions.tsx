import { useSignal } from "@preact/signals";
import type { ScriptStep } from "../../../domain/scripts/script-schema.ts";
import { answersAfter, questionsOf } from "../../../domain/scripts/script-path.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { Notice } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";

type Props = {
  desk: DeskClient;
  campaign: DeskCampaign;
  item: DeskItem;
  onAnswer(stepId: string, value: string): void;
};

/** The script's questions: a choice is shown at once, recorded in the background, and offers the next text. */
export function Questions({ desk, campaign, item, onAnswer }: Props) {
  /** Choices that the inbox has not confirmed yet; null takes an answer back. */
  const chosen = useSignal<Record<string, string | null>>({});
  const failed = useSignal<{ stepId: string; value: string | null; message: string } | null>(null);

  /** The answered question that is being corrected. */
  const correcting = useSignal<string | null>(null);

  let answers: Record<string, string> = item.answers;
  for (const [stepId, value] of Object.entries(chosen.value)) {
    answers = answersAfter(campaign.script, answers, stepId, value);
  }

  async function record(stepId: string, value: string | null): Promise<void> {
    failed.value = null;
    chosen.value = { ...chosen.value, [stepId]: value };
    const answer = await desk.call("answer", { contactId: item.contactId, stepId, value });
    // A later choice for the same question has its own answer under way.
    if (chosen.value[stepId] === value) {
      const { [stepId]: _, ...others } = chosen.value;
      chosen.value = others;
    }
    if (!answer.ok) failed.value = { stepId, value, message: answer.message };
  }

  const questions = questionsOf(campaign.script, answers);
  if (questions.length === 0) return null;
  return (
    <div class="questions">
      {questions.map(({ step, chosen: value }) => {
        const question = step.question || "What did they answer?";
        if (value !== null && correcting.value !== step.id)
          return (
            <div key={step.id} class="row spread answered">
              <span>
                <span class="soft">{question}</span> <strong>{labelOf(step, value)}</strong>
              </span>
              <button
                type="button"
                class="button quiet"
                aria-label={`Change the answer to: ${question}`}
                onClick={() => (correcting.value = step.id)}
              >
                Change
              </button>
            </div>
          );
        return (
          <fieldset key={step.id}>
            <legend>{question}</legend>
            <div class="answers">
              {step.answers.map((answer) => (
                <button
                  key={answer.value}
                  type="button"
                  class="button answer"
                  aria-pressed={answer.value === value}
                  onClick={() => {
                    const isTakenBack = answer.value === value;
                    correcting.value = null;
                    void record(step.id, isTakenBack ? null : answer.value);
                    if (!isTakenBack) onAnswer(step.id, answer.value);
                  }}
                >
                  {answer.label || answer.value}
                </button>
              ))}
            </div>
          </fieldset>
        );
      })}
      {failed.value && (
        <Notice tone="wrong" title="The answer was not recorded">
          <span>{failed.value.message}</span>
          <button
            type="button"
            class="button"
            onClick={() => failed.value && void record(failed.value.stepId, failed.value.value)}
          >
            Try again
          </button>
        </Notice>
      )}
    </div>
  );
}

function labelOf(step: ScriptStep, value: string): string {
  return step.answers.find((answer) => answer.value === value)?.label || value;
}
