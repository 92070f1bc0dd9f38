import { Field } from "../../../ui/forms/field.tsx";
import { today } from "../../../ui/time/dates.ts";
import type { DraftSaving } from "./draft-saving.ts";
import { SectionForm } from "./section-form.tsx";

/** What texters read about the campaign. */
export function BasicsForm({ saving }: { saving: DraftSaving }) {
  const { title, description, dueDate } = saving.draft.value;
  return (
    <SectionForm saving={saving} section="basics" title="Basics">
      <Field label="Title" of="title" anchor="title">
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={200}
            value={title}
            onInput={({ currentTarget }) => saving.change({ title: currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label="Description"
        of="description"
        anchor="description"
        hint="What texters should know: who you are texting, and why."
      >
        {(described) => (
          <textarea
            {...described}
            class="input"
            rows={3}
            maxLength={2000}
            value={description}
            onInput={({ currentTarget }) => saving.change({ description: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Due date" of="dueDate" anchor="due-date" hint="The last day of texting.">
        {(described) => (
          <input
            {...described}
            class="input date"
            type="date"
            min={today()}
            value={dueDate}
            onInput={({ currentTarget }) => saving.change({ dueDate: currentTarget.value })}
          />
        )}
      </Field>
    </SectionForm>
  );
}
