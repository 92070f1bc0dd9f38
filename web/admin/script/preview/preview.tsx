import type { ScriptStep } from "../../../../domain/scripts/script-schema.ts";
import { variantFor } from "../../../../domain/scripts/script-step.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { Icon } from "../../../ui/icons.tsx";
import { Picture } from "../../../ui/media.tsx";
import { useEditor } from "../draft/editor-context.ts";
import type { PreviewContacts } from "./preview-contacts.ts";
import { previewText } from "./preview-text.ts";
import { costWords, textCost } from "../text-cost.ts";

type Props = { step: ScriptStep; contacts: PreviewContacts };

/** The step's texts as one contact of the campaign gets them, live. */
export function Preview({ step, contacts }: Props) {
  const { contact, isExample, place, search } = contacts;
  const { contactName } = useEditor();
  const mine = variantFor(contact.contactId, step.id, step.texts.length);
  return (
    <section class="card stack preview" aria-labelledby="preview">
      <h2 id="preview">Preview</h2>
      {isExample ? (
        <p class="soft small">
          Shown for an example contact. Once you upload contacts, you can go through them one by one.
        </p>
      ) : (
        <>
          <div class="row spread">
            <div>
              <strong dir="auto">{contactName}</strong> <span class="soft small number">{place}</span>
            </div>
            <div class="row tight-row">
              <button
                type="button"
                class="button quiet icon"
                aria-label="Previous contact"
                onClick={() => contacts.step(-1)}
              >
                <Icon name="back" />
              </button>
              <button
                type="button"
                class="button quiet icon next"
                aria-label="Next contact"
                onClick={() => contacts.step(1)}
              >
                <Icon name="back" />
              </button>
            </div>
          </div>
          <Field label="Find a contact">
            {(described) => (
              <input
                {...described}
                class="input"
                type="search"
                placeholder="Name or number"
                maxLength={100}
                value={search.value}
                onInput={({ currentTarget }) => (search.value = currentTarget.value)}
              />
            )}
          </Field>
        </>
      )}
      <ol class="stack">
        {step.texts.map((text, variant) => (
          <li key={variant} class="stack tight">
            {step.texts.length > 1 && (
              <span class="soft small">
                Variant {variant + 1}
                {variant === mine && !isExample && `, sent to ${contactName}`}
              </span>
            )}
            {step.picture !== undefined && <Picture key={step.picture} pictureId={step.picture} />}
            <Bubble
              text={text}
              withPicture={step.picture !== undefined}
              isOther={step.texts.length > 1 && variant !== mine && !isExample}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Bubble({ text, isOther, withPicture }: { text: string; isOther: boolean; withPicture: boolean }) {
  const { fields, values, prices } = useEditor();
  const shown = previewText(text, fields, values);
  switch (shown.is) {
    case "empty":
      return <p class="soft">Nothing written yet.</p>;
    case "unknown":
      return (
        <p class="sample held kept">
          {shown.parts.map((part, at) =>
            part.kind === "words" ? (
              part.words
            ) : (
              <mark key={at} class={shown.unknown.has(part.field) ? "field-mark unknown" : "field-mark"}>
                {`{${part.field}}`}
              </mark>
            ),
          )}
        </p>
      );
    case "held back":
      return (
        <p class="sample held">
          Held back, because {shown.field} is missing. Add a fallback: {`{${shown.field}|friend}`}
        </p>
      );
    case "text": {
      const cost = textCost(text, values, prices, withPicture);
      return (
        <>
          <p class={`sample kept ${isOther ? "other" : ""}`}>{shown.text}</p>
          {cost && (
            <span class="soft small number" dir="auto">
              {costWords(cost)}
            </span>
          )}
        </>
      );
    }
  }
}
