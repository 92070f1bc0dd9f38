import type { Draft } from "../../../domain/campaigns/campaign.ts";
import type { HoursOverride } from "../../../domain/hours/org-hours.ts";
import { session } from "../../session.ts";
import { Field } from "../../ui/forms/field.tsx";
import { today } from "../../ui/time/dates.ts";
import { HoursFields } from "../settings/hours-fields.tsx";

type Props = { draft: Draft; override: HoursOverride | null; onChange(change: Partial<Draft>): void };

/** What texters read about the campaign, and when they may text. */
export function BasicsSection({ draft, override, onChange }: Props) {
  const now = session.value;
  const isSimulated = now.state === "in" && now.me.simulation !== undefined;
  return (
    <section class="card stack" aria-labelledby="basics">
      <h2 id="basics">Basics</h2>
      <Field label="Title" anchor="title">
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={200}
            value={draft.title}
            onInput={({ currentTarget }) => onChange({ title: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Description" anchor="description" hint="What texters should know: who is texted, and why.">
        {(described) => (
          <textarea
            {...described}
            class="input"
            rows={3}
            maxLength={2000}
            value={draft.description}
            onInput={({ currentTarget }) => onChange({ description: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Due date" anchor="due-date" hint="The last day of texting.">
        {(described) => (
          <input
            {...described}
            class="input date"
            type="date"
            min={today()}
            value={draft.dueDate}
            onInput={({ currentTarget }) => onChange({ dueDate: currentTarget.value })}
          />
        )}
      </Field>
      <HoursFields draft={draft} override={override} onChange={onChange} />
      <details>
        <summary class="summary">More settings</summary>
        <div class="stack tight">
          <Field label="Batch size" hint="Contacts that a texter gets at once.">
            {(described) => (
              <input
                {...described}
                class="input date"
                type="number"
                inputMode="numeric"
                min={1}
                max={1000}
                value={draft.batchSize}
                onInput={({ currentTarget }) => {
                  const batchSize = currentTarget.valueAsNumber;
                  if (Number.isInteger(batchSize)) onChange({ batchSize });
                }}
              />
            )}
          </Field>
          <label class="check">
            <input
              type="checkbox"
              checked={draft.firstTextEditable}
              onChange={({ currentTarget }) => onChange({ firstTextEditable: currentTarget.checked })}
            />
            Texters may change the first text
          </label>
          {(isSimulated || draft.allowTestNumbers) && (
            <label class="check">
              <input
                type="checkbox"
                data-field="test-numbers"
                checked={draft.allowTestNumbers}
                onChange={({ currentTarget }) => onChange({ allowTestNumbers: currentTarget.checked })}
              />
              Accept fictional 555 numbers (only in a simulation)
            </label>
          )}
        </div>
      </details>
    </section>
  );
}
