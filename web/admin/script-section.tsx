import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Draft } from "../../domain/protocol/campaign.ts";
import { checkScript } from "../../domain/script-check.ts";
import { MAX_TEXT_LENGTH, STANDARD_FIELDS, renderScript } from "../../domain/script.ts";
import { session } from "../session.ts";
import { Field } from "../ui/field.tsx";
import { Icon } from "../ui/icons.tsx";
import { Notice } from "../ui/screen.tsx";
import { count } from "../ui/time.ts";
import { hiddenSteps, newAnswer, simpleScript, withSimpleScript } from "./simple-script.ts";
import type { SimpleAnswer, SimpleScript } from "./simple-script.ts";
import type { UploadSample } from "./upload-sample.ts";

type Props = {
  draft: Draft;
  customFields: readonly string[];
  sample: UploadSample | null;
  onChange(change: Partial<Draft>): void;
};

/** Contacts that stand in while no file is at hand. */
const EXAMPLES: readonly Record<string, string>[] = [
  { firstName: "Maya", lastName: "Okafor", cell: "+1 617 555 0123", external_id: "1001" },
];

/** The first text, the question that its reply answers, and what comes after each answer. */
export function ScriptSection({ draft, customFields, sample, onChange }: Props) {
  // Rows that are still empty are no part of the script, but of what is on the screen.
  const shown = useSignal(simpleScript(draft.script));
  const simple = shown.value;
  const fields = [...STANDARD_FIELDS, ...new Set([...customFields, ...(sample?.fields ?? [])])];
  const problems = draft.script ? checkScript(draft.script, fields) : [];
  const hidden = hiddenSteps(draft.script);

  function change(next: Partial<SimpleScript>): void {
    shown.value = { ...shown.value, ...next };
    onChange({ script: withSimpleScript(draft.script, shown.value) });
  }
  function changeAnswer(stepId: string, next: Partial<SimpleAnswer>): void {
    change({ answers: simple.answers.map((each) => (each.stepId === stepId ? Object.assign({}, each, next) : each)) });
  }

  return (
    <section class="card stack script" aria-labelledby="script">
      <h2 id="script">Script</h2>
      <TextField
        label="First text"
        hint="Say who texts and for whom, and how to opt out: “Reply STOP to opt out.”"
        text={simple.firstText}
        fields={fields}
        rows={5}
        onText={(firstText) => change({ firstText })}
      />
      <TextPreview text={simple.firstText} sample={sample} customFields={customFields} />
      {problems.length > 0 && (
        <Notice tone="warn" live={false}>
          <ul class="stack tight">
            {problems.map((problem) => (
              <li key={problem.message}>{problem.message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Field label="Question" hint="What texters find out from the reply. They see it beside the conversation.">
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={500}
            placeholder="Will they come?"
            value={simple.question}
            onInput={({ currentTarget }) => change({ question: currentTarget.value })}
          />
        )}
      </Field>
      <fieldset class="stack">
        <legend class="label">Answers</legend>
        {simple.answers.map((answer, at) => (
          <div key={answer.stepId} class="answer-row stack tight">
            <div class="row">
              <div class="grow">
                <Field label={`Answer ${at + 1}`}>
                  {(described) => (
                    <input
                      {...described}
                      class="input"
                      maxLength={200}
                      value={answer.value}
                      onInput={({ currentTarget }) => changeAnswer(answer.stepId, { value: currentTarget.value })}
                    />
                  )}
                </Field>
              </div>
              <button
                type="button"
                class="button quiet icon"
                aria-label={`Remove answer ${at + 1}`}
                onClick={() => change({ answers: simple.answers.filter((each) => each.stepId !== answer.stepId) })}
              >
                <Icon name="cross" />
              </button>
            </div>
            <TextField
              label={`Text after answer ${at + 1}`}
              hint="Put into the texter's composer. Leave it empty when the texter should write their own words."
              text={answer.followUp}
              fields={fields}
              rows={3}
              onText={(followUp) => changeAnswer(answer.stepId, { followUp })}
            />
          </div>
        ))}
        <div>
          <button
            type="button"
            class="button"
            onClick={() => change({ answers: [...simple.answers, newAnswer(simple)] })}
          >
            <Icon name="plus" /> Add an answer
          </button>
        </div>
      </fieldset>
      {hidden > 0 && (
        <Notice live={false}>
          {count(hidden)} more {hidden === 1 ? "step" : "steps"} of this script cannot be shown here. They stay as they
          are.
        </Notice>
      )}
    </section>
  );
}

type TextFieldProps = {
  label: string;
  hint: string;
  text: string;
  fields: readonly string[];
  rows: number;
  onText(text: string): void;
};

/** A text with buttons that put merge fields where the cursor is. */
function TextField({ label, hint, text, fields, rows, onText }: TextFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  function insert(field: string): void {
    const into = area.current;
    if (!into) return;
    into.setRangeText(`{${field}}`, into.selectionStart, into.selectionEnd, "end");
    into.focus();
    onText(into.value);
  }
  const left = MAX_TEXT_LENGTH - text.length;
  return (
    <div class="stack tight">
      <Field label={label} hint={hint} wrong={left < 0 ? `${-left} characters too long` : null}>
        {(described) => (
          <textarea
            {...described}
            ref={area}
            class="input"
            rows={rows}
            value={text}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )}
      </Field>
      <fieldset class="merge-fields" aria-label={`Merge fields for ${label.toLowerCase()}`}>
        {fields.map((field) => (
          <button key={field} type="button" class="merge-field" onClick={() => insert(field)}>
            {field}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

type PreviewProps = { text: string; sample: UploadSample | null; customFields: readonly string[] };

function TextPreview({ text, sample, customFields }: PreviewProps) {
  if (text.trim() === "") return null;
  const now = session.value;
  const texter = now.state === "in" ? now.me : null;
  const isExample = !sample || sample.contacts.length === 0;
  const contacts = isExample ? EXAMPLES : sample.contacts.slice(0, 3);
  return (
    <section class="stack tight" aria-label="Preview of the first text">
      <span class="soft small">
        {isExample ? "As an example contact gets it" : "As the first contacts of the file get it"}, {count(text.length)}{" "}
        characters before fields are filled in
      </span>
      {contacts.map((contact, at) => {
        const standIns = isExample ? Object.fromEntries(customFields.map((field) => [field, `(${field})`])) : {};
        const rendered = renderScript(text, {
          ...standIns,
          ...contact,
          texterFirstName: texter?.firstName,
          texterLastName: texter?.lastName,
          texterAliasOrFirstName: texter?.firstName,
        });
        return rendered.ok ? (
          <p key={`${at}`} class="sample kept">
            {rendered.text}
          </p>
        ) : (
          <p key={`${at}`} class="sample held">
            Held back: missing {rendered.field}. A fallback helps: {`{${rendered.field}|friend}`}
          </p>
        );
      })}
    </section>
  );
}
