import { session } from "../../../session.ts";
import { Field } from "../../../ui/forms/field.tsx";
import type { DraftSaving } from "./draft-saving.ts";
import { SectionForm } from "./section-form.tsx";

/** What most campaigns leave as it is. */
export function MoreForm({ saving }: { saving: DraftSaving }) {
  const now = session.value;
  const isSimulated = now.state === "in" && now.me.simulation !== undefined;
  const { batchSize, firstTextEditable, allowTestNumbers } = saving.draft.value;
  return (
    <SectionForm saving={saving} section="more" title="More settings">
      <Field label="Batch size" of="batchSize" hint="How many contacts a texter gets at a time.">
        {(described) => (
          <input
            {...described}
            class="input date"
            type="number"
            inputMode="numeric"
            required
            min={1}
            max={1000}
            value={batchSize}
            onInput={({ currentTarget }) => {
              const typed = currentTarget.valueAsNumber;
              if (Number.isInteger(typed)) saving.change({ batchSize: typed });
            }}
          />
        )}
      </Field>
      <div class="stack tight">
        <label class="check">
          <input
            type="checkbox"
            checked={firstTextEditable}
            onChange={({ currentTarget }) => saving.change({ firstTextEditable: currentTarget.checked })}
          />
          Texters can edit the first text
        </label>
        {(isSimulated || allowTestNumbers) && (
          <label class="check">
            <input
              type="checkbox"
              data-field="test-numbers"
              checked={allowTestNumbers}
              onChange={({ currentTarget }) => saving.change({ allowTestNumbers: currentTarget.checked })}
            />
            Accept fictional 555 numbers (only in a simulation)
          </label>
        )}
      </div>
    </SectionForm>
  );
}
