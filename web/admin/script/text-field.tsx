import { useRef } from "preact/hooks";
import { proposeFields, withField } from "../../../domain/scripts/fields/field-proposals.ts";
import { MAX_TEXT_LENGTH, unknownFields } from "../../../domain/scripts/script.ts";
import { Field } from "../../ui/forms/field.tsx";
import { useEditor } from "./draft/editor-context.ts";
import { costWords, textCost } from "./text-cost.ts";

type Props = {
  label: string;
  /** By which links lead to this text. */
  anchor?: string;
  hint?: string;
  text: string;
  rows?: number;
  withPicture?: boolean;
  onText(text: string): void;
};

/** A text of the script: merge fields at the cursor, unknown ones marked while typing, segments and cost as it goes out. */
export function TextField({ label, anchor, hint, text, rows = 4, withPicture = false, onText }: Props) {
  const { fields, values, prices, contactName } = useEditor();
  const area = useRef<HTMLTextAreaElement>(null);
  function insert(field: string): void {
    const into = area.current;
    if (!into) return;
    into.setRangeText(`{${field}}`, into.selectionStart, into.selectionEnd, "end");
    into.focus();
    onText(into.value);
  }
  const over = text.length - MAX_TEXT_LENGTH;
  const unknown = unknownFields(text, fields);
  const proposals = proposeFields(text, fields);
  const wrong =
    unknown.length > 0
      ? `There is no field ${unknown.map((field) => `{${field}}`).join(" and no field ")}.`
      : over > 0
        ? `${over} characters too long`
        : null;
  const cost = textCost(text, values, prices, withPicture);
  return (
    <div class="stack tight">
      <Field label={label} anchor={anchor} hint={hint} wrong={wrong}>
        {(described) => (
          <textarea
            {...described}
            ref={area}
            class="input script-text"
            rows={rows}
            value={text}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )}
      </Field>
      {proposals.length > 0 && (
        <ul class="stack tight small">
          {proposals.map(({ typed, field }) => (
            <li key={typed} class="row">
              <output>
                Did you mean <code>{`{${field}}`}</code>?
              </output>
              <button type="button" class="button" onClick={() => onText(withField(text, typed, field))}>
                Change {`{${typed}}`} to {`{${field}}`}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="row spread">
        <details class="merge-menu">
          <summary class="button quiet">Insert a field</summary>
          <fieldset class="merge-fields" aria-label={`Merge fields for ${label.toLowerCase()}`}>
            {fields.map((field) => (
              <button key={field} type="button" class="merge-field" onClick={() => insert(field)}>
                {field}
              </button>
            ))}
          </fieldset>
        </details>
        {cost && (
          <span class="soft small number">
            As <bdi>{contactName}</bdi> gets it: {costWords(cost)}
          </span>
        )}
      </div>
      {cost && cost.expensive.length > 0 && (
        <p class="small dear">
          {cost.expensive.slice(0, 5).join(" ")} {cost.expensive.length === 1 ? "makes" : "make"} this text cost more:
          without {cost.expensive.length === 1 ? "it" : "them"}, more than twice as much fits into a segment.
        </p>
      )}
    </div>
  );
}
