import type { ScriptStep } from "../../../../domain/scripts/script-schema.ts";
import { textFor, variantFor } from "../../../../domain/scripts/script-step.ts";
import { parseScript } from "../../../../domain/scripts/script.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { Icon } from "../../../ui/icons.tsx";
import { Picture } from "../../../ui/media.tsx";
import { useEditor } from "../draft/editor-context.ts";
import type { PreviewContacts } from "./preview-contacts.ts";
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
          As an example contact gets it. With contacts uploaded, you see it as they get it, one by one.
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
                aria-label="The contact before"
                onClick={() => contacts.step(-1)}
              >
                <Icon name="back" />
              </button>
              <button
                type="button"
                class="button quiet icon next"
                aria-label="The next contact"
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
                {variant === mine && !isExample && `, which ${contactName} gets`}
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
  if (text.trim() === "") return <p class="soft">Nothing written yet.</p>;
  const known = new Set(fields);
  const parts = parseScript(text);
  if (parts.some((part) => part.kind === "field" && !known.has(part.field)))
    return (
      <p class="sample held kept">
        {parts.map((part, at) =>
          part.kind === "words" ? (
            part.words
          ) : (
            <mark key={at} class={known.has(part.field) ? "field-mark" : "field-mark unknown"}>
              {`{${part.field}}`}
            </mark>
          ),
        )}
      </p>
    );
  const rendered = textFor(text, values);
  if (!rendered.ok)
    return (
      <p class="sample held">
        Held back: missing {rendered.field}. A fallback helps: {`{${rendered.field}|friend}`}
      </p>
    );
  const cost = textCost(text, values, prices, withPicture);
  return (
    <>
      <p class={`sample kept ${isOther ? "other" : ""}`}>{rendered.text}</p>
      {cost && (
        <span class="soft small number" dir="auto">
          {costWords(cost)}
        </span>
      )}
    </>
  );
}
