import type { Draft } from "../../domain/protocol/campaign.ts";
import { isTimeZone } from "../../domain/texting-window.ts";
import { Field } from "../ui/field.tsx";
import { hourWords } from "../ui/time.ts";
import { today } from "./dates.ts";

const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");
const HOURS = Array.from({ length: 25 }, (_, hour) => hour);

type Props = { draft: Draft; onChange(change: Partial<Draft>): void };

/** What texters read about the campaign, and when they may text. */
export function BasicsSection({ draft, onChange }: Props) {
  const { window: hours } = draft;
  const badZone = isTimeZone(hours.zone) ? null : "Not a time zone; write one like America/New_York.";
  const badHours = hours.startHour < hours.endHour ? null : "Texting has to start before it ends.";
  return (
    <section class="card stack" aria-labelledby="basics">
      <h2 id="basics">Basics</h2>
      <Field label="Title">
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
      <Field label="Description" hint="What texters should know: who is texted, and why.">
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
      <Field label="Due date" hint="The last day of texting.">
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
      <fieldset class="stack tight">
        <legend class="label">Texting hours</legend>
        <div class="row hours">
          <Field label="From">
            {(described) => (
              <select
                {...described}
                class="input"
                value={String(hours.startHour)}
                onChange={({ currentTarget }) =>
                  onChange({ window: { ...hours, startHour: Number(currentTarget.value) } })
                }
              >
                {HOURS.slice(0, 24).map((hour) => (
                  <option key={hour} value={hour}>
                    {hourWords(hour)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Until" wrong={badHours}>
            {(described) => (
              <select
                {...described}
                class="input"
                value={String(hours.endHour)}
                onChange={({ currentTarget }) =>
                  onChange({ window: { ...hours, endHour: Number(currentTarget.value) } })
                }
              >
                {HOURS.slice(1).map((hour) => (
                  <option key={hour} value={hour}>
                    {hourWords(hour)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div class="grow zone">
            <Field label="Time zone" wrong={badZone}>
              {(described) => (
                <input
                  {...described}
                  class="input"
                  list="zones"
                  value={hours.zone}
                  onInput={({ currentTarget }) => onChange({ window: { ...hours, zone: currentTarget.value.trim() } })}
                />
              )}
            </Field>
          </div>
        </div>
        <datalist id="zones">
          {ZONES.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </datalist>
      </fieldset>
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
          <label class="check">
            <input
              type="checkbox"
              checked={draft.allowTestNumbers}
              onChange={({ currentTarget }) => onChange({ allowTestNumbers: currentTarget.checked })}
            />
            Accept fictional 555 numbers (for trying things out)
          </label>
        </div>
      </details>
    </section>
  );
}
