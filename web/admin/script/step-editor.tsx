import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import type { Script, ScriptStep } from "../../../domain/scripts/script-schema.ts";
import { SCRIPT_LIMITS } from "../../../domain/scripts/script-shape.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { answerField, textField } from "../navigation/problem-places.ts";
import { ActionField } from "./action-field.tsx";
import { PictureField } from "./picture-field.tsx";
import { TextField } from "./text-field.tsx";
import {
  addAnswer,
  addStep,
  addVariant,
  changeStep,
  changeText,
  leadTo,
  mayLeadTo,
  moveAnswer,
  nameOf,
  removeAnswer,
  removeStep,
  removeVariant,
  renameAnswer,
  setAction,
  stepsUnder,
} from "./draft/tree.ts";

type Props = {
  script: Script;
  step: ScriptStep;
  /** Of the whole script. */
  problems: readonly StartProblem[];
  onEdit(script: Script, about?: string | null): void;
  onSelect(stepId: string): void;
};

/** One step: its texts, the question that the reply answers, and where each answer leads. */
export function StepEditor({ script, step, problems, onEdit, onSelect }: Props) {
  const isFirst = step.id === script.rootStepId;
  const { id } = step;
  const under = stepsUnder(script, id);
  return (
    <section class="card stack" aria-labelledby="step-name">
      <div class="row spread">
        <h2 id="step-name" dir="auto">
          {nameOf(script, id)}
        </h2>
        {!isFirst && (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              const parent = script.steps.find((each) => each.answers.some(({ nextStepId }) => nextStepId === id));
              onEdit(removeStep(script, id));
              onSelect(parent?.id ?? script.rootStepId);
            }}
          >
            {under > 1 ? `Remove ${under} steps` : "Remove this step"}
          </button>
        )}
      </div>
      {step.texts.map((text, variant) => {
        const name = isFirst ? "First text" : "Text";
        const isOne = step.texts.length === 1;
        return (
          // Variants have no ids: their position identifies them.
          <div key={variant} class="stack tight">
            <TextField
              label={isOne ? name : `${name}, variant ${variant + 1}`}
              anchor={`${textField(id, variant)}${isFirst && variant === 0 ? " first-text" : ""}`}
              {...(isFirst && variant === 0
                ? { hint: "Say who is texting, for whom, and how to opt out: “Reply STOP to opt out.”" }
                : {})}
              text={text}
              rows={isFirst ? 5 : 4}
              withPicture={step.picture !== undefined}
              onText={(next) => onEdit(changeText(script, id, variant, next), `text ${id} ${variant}`)}
            />
            {!isOne && (
              <div>
                <button
                  type="button"
                  class="button quiet"
                  onClick={() => onEdit(removeVariant(script, id, variant))}
                  aria-label={`Remove variant ${variant + 1}`}
                >
                  <Icon name="cross" /> Remove variant {variant + 1}
                </button>
              </div>
            )}
          </div>
        );
      })}
      {step.texts.length < SCRIPT_LIMITS.variants && (
        <div class="row">
          <button type="button" class="button" onClick={() => onEdit(addVariant(script, id))}>
            <Icon name="plus" /> Add a variant
          </button>
          <span class="soft small">Each contact gets one of them.</span>
        </div>
      )}
      <PictureField picture={step.picture} onPicture={(picture) => onEdit(changeStep(script, id, { picture }), null)} />
      <Field label="Question" hint="What texters should find out from the reply. They see it below the conversation.">
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={SCRIPT_LIMITS.question}
            placeholder="Will they come?"
            value={step.question}
            onInput={({ currentTarget }) =>
              onEdit(changeStep(script, id, { question: currentTarget.value }), `question ${id}`)
            }
          />
        )}
      </Field>
      <fieldset class="stack">
        <legend class="label">Answers</legend>
        {step.answers.map((_, at) => (
          <Answer
            key={at}
            script={script}
            step={step}
            problems={problems}
            at={at}
            onEdit={onEdit}
            onSelect={onSelect}
          />
        ))}
        <div>
          <button type="button" class="button" onClick={() => onEdit(addAnswer(script, id))}>
            <Icon name="plus" /> Add an answer
          </button>
        </div>
      </fieldset>
      <details>
        <summary class="summary">Name of this step</summary>
        <Field label="Name" hint="Only admins see it.">
          {(described) => (
            <input
              {...described}
              class="input"
              maxLength={SCRIPT_LIMITS.title}
              value={step.title ?? ""}
              onInput={({ currentTarget }) =>
                onEdit(changeStep(script, id, { title: currentTarget.value }), `title ${id}`)
              }
            />
          )}
        </Field>
      </details>
    </section>
  );
}

function Answer({ script, step, problems, at, onEdit, onSelect }: Props & { at: number }) {
  const answer = step.answers[at];
  if (!answer) return null;
  const { id } = step;
  // A new answer has no words yet: the list of problems says so, not its field.
  const double = problems.find((each) => each.code === "double_answer" && each.stepId === id && each.answer === at);
  const next = script.steps.find((each) => each.id === answer.nextStepId);
  const others = mayLeadTo(script, id).filter((each) => each.id !== next?.id);
  const goOn = (value: string): void => {
    if (value === "") onEdit(leadTo(script, id, at, null));
    else if (value === "new") {
      const added = addStep(script, id, at);
      if (!added) return;
      onEdit(added.script);
      onSelect(added.added);
    } else onEdit(leadTo(script, id, at, value));
  };
  return (
    <div class="answer-row stack tight">
      <div class="row">
        <div class="grow">
          <Field label={`Answer ${at + 1}`} anchor={answerField(id, at)} wrong={double?.message}>
            {(described) => (
              <input
                {...described}
                class="input"
                maxLength={SCRIPT_LIMITS.title}
                value={answer.value}
                onInput={({ currentTarget }) =>
                  onEdit(renameAnswer(script, id, at, currentTarget.value), `answer ${id} ${at}`)
                }
              />
            )}
          </Field>
        </div>
        <div class="answer-moves">
          <button
            type="button"
            class="button quiet icon"
            aria-label={`Move answer ${at + 1} up`}
            disabled={at === 0}
            onClick={() => onEdit(moveAnswer(script, id, at, -1))}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="button quiet icon"
            aria-label={`Move answer ${at + 1} down`}
            disabled={at === step.answers.length - 1}
            onClick={() => onEdit(moveAnswer(script, id, at, 1))}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            class="button quiet icon"
            aria-label={`Remove answer ${at + 1}`}
            onClick={() => onEdit(removeAnswer(script, id, at))}
          >
            <Icon name="cross" />
          </button>
        </div>
      </div>
      <div class="row goes-on">
        <div class="grow">
          <Field label={`After answer ${at + 1}`}>
            {(described) => (
              <select
                {...described}
                class="input"
                value={answer.nextStepId ?? ""}
                onChange={({ currentTarget }) => {
                  goOn(currentTarget.value);
                  // "new" is an action, not a state: the script says what is chosen.
                  currentTarget.value = answer.nextStepId ?? "";
                }}
              >
                <option value="">Texters write their own reply</option>
                {next && <option value={next.id}>{labelOf(script, next)}</option>}
                <option value="new">A new text…</option>
                {others.length > 0 && (
                  <optgroup label="Continue with an existing text">
                    {others.map((each) => (
                      <option key={each.id} value={each.id}>
                        {labelOf(script, each)}
                      </option>
                    ))}
                  </optgroup>
                )}
              </select>
            )}
          </Field>
        </div>
        {next ? (
          <button type="button" class="button" onClick={() => onSelect(next.id)}>
            Edit its text
          </button>
        ) : (
          <button type="button" class="button" onClick={() => goOn("new")}>
            <Icon name="plus" /> Add a text
          </button>
        )}
      </div>
      <ActionField
        name={`answer ${at + 1}`}
        action={answer.action}
        leadsToText={next !== undefined}
        onAction={(action) => onEdit(setAction(script, id, at, action))}
      />
    </div>
  );
}

function labelOf(script: Script, step: ScriptStep): string {
  const words = step.texts[0]?.trim() ?? "";
  const short = words.length > 40 ? `${words.slice(0, 40)}…` : words;
  return step.title?.trim() || short || nameOf(script, step.id);
}
