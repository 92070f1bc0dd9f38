import { actionKey, actionOfKey, endsConversation } from "../../../domain/scripts/answer-action.ts";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import { Field } from "../../ui/forms/field.tsx";
import { useEditor } from "./draft/editor-context.ts";

type Props = {
  /** "answer 1" */
  name: string;
  action: AnswerAction | undefined;
  leadsToText: boolean;
  onAction(action: AnswerAction | undefined): void;
};

/** What an answer does besides being recorded. */
export function ActionField({ name, action, leadsToText, onAction }: Props) {
  const { labels, teams } = useEditor();
  const key = actionKey(action);
  const isKnown =
    (action?.kind !== "label" || labels.some(({ labelId }) => labelId === action.labelId)) &&
    (action?.kind !== "team" || teams.some(({ teamId }) => teamId === action.teamId));
  const lost = isKnown
    ? null
    : `This ${action?.kind === "label" ? "label" : "team"} was deleted. Choose another one, or none.`;
  return (
    <Field label={`Action with ${name}`} hint={hintOf(action, leadsToText)} wrong={lost}>
      {(described) => (
        <select
          {...described}
          class="input"
          value={key}
          onChange={({ currentTarget }) => onAction(actionOfKey(currentTarget.value))}
        >
          <option value="">None</option>
          <option value="opt_out">Opt the contact out</option>
          <option value="wrong_number">Mark the number as wrong</option>
          <option value="close">Close the conversation</option>
          {labels.length > 0 && (
            <optgroup label="Add a label">
              {labels.map(({ labelId, name: label }) => (
                <option key={labelId} value={`label:${labelId}`}>
                  Label “{label}”
                </option>
              ))}
            </optgroup>
          )}
          {teams.length > 0 && (
            <optgroup label="Give the conversation to a team">
              {teams.map(({ teamId, title }) => (
                <option key={teamId} value={`team:${teamId}`}>
                  Team “{title}”
                </option>
              ))}
            </optgroup>
          )}
          {!isKnown && <option value={key}>A {action?.kind} that was deleted</option>}
        </select>
      )}
    </Field>
  );
}

function hintOf(action: AnswerAction | undefined, leadsToText: boolean): string {
  if (leadsToText && endsConversation(action))
    return "The text after this answer is never sent, because this ends the conversation.";
  switch (action?.kind) {
    case "opt_out":
      return "Texters are asked to confirm. Nobody texts the number again.";
    case "wrong_number":
      return "Texters are asked to confirm. Nobody texts the number again.";
    case "team":
      return "The texter no longer has it. Team members get it with their next contacts.";
    case "close":
    case "label":
      return "Texters see this on the answer.";
    case undefined:
      return "The answer is only recorded.";
  }
}
