import type { ComponentChildren } from "preact";
import { SaveForm } from "../../../ui/forms/save-form.tsx";
import type { DraftSaving, DraftSection } from "./draft-saving.ts";

type Props = { saving: DraftSaving; section: DraftSection; title: string; children: ComponentChildren };

/** One section of a draft, with a save of its own. */
export function SectionForm({ saving, section, title, children }: Props) {
  return (
    <SaveForm
      title={title}
      saved="Saved."
      isChanged={saving.isChanged(section)}
      outcome={saving.outcome(section)}
      save={() => saving.save(section)}
      help={({ reason }) =>
        reason === "conflict" && (
          <div class="row">
            <button type="button" class="button" onClick={() => saving.keepMine()}>
              Keep what I typed
            </button>
            <button type="button" class="button" onClick={() => saving.takeTheirs(section)}>
              Use the saved version
            </button>
          </div>
        )
      }
    >
      {children}
    </SaveForm>
  );
}
