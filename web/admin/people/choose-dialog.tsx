import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Outcome } from "../../api/call.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import "./teams.css";

export type Choice = { id: string; label: ComponentChildren; words: string };

/** Chooses some of a list: members of a team, teams of a person. */
export function ChooseDialog({
  title,
  choices,
  chosen,
  empty,
  save,
  onClose,
}: {
  title: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  /** Shown when there is nothing to choose from. */
  empty: ComponentChildren;
  save(ids: string[]): Promise<Outcome<object>>;
  onClose(): void;
}) {
  const now = useSignal<ReadonlySet<string>>(new Set(chosen));
  const search = useSignal("");
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const wanted = search.value.trim().toLowerCase();
  const shown = choices.filter(({ words }) => words.toLowerCase().includes(wanted));

  async function submit(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await save([...now.value]);
    busy.value = false;
    if (answer.ok) onClose();
    else refusal.value = answer;
  }

  function set(id: string, isChosen: boolean): void {
    const next = new Set(now.value);
    if (isChosen) next.add(id);
    else next.delete(id);
    now.value = next;
  }

  return (
    <Dialog
      title={title}
      refusal={refusal.value}
      onSubmit={() => void submit()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {busy.value ? "Saving…" : "Save"}
          </button>
        </>
      }
    >
      {choices.length === 0 && <p class="soft">{empty}</p>}
      {choices.length > 8 && (
        <Field label="Search">
          {(described) => (
            <input
              {...described}
              class="input"
              type="search"
              value={search.value}
              onInput={({ currentTarget }) => (search.value = currentTarget.value)}
            />
          )}
        </Field>
      )}
      {choices.length > 0 && (
        <ul class="choose-list">
          {shown.map(({ id, label }) => (
            <li key={id}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={now.value.has(id)}
                  onChange={({ currentTarget }) => set(id, currentTarget.checked)}
                />
                <span>{label}</span>
              </label>
            </li>
          ))}
          {shown.length === 0 && <li class="check soft">No one by that name.</li>}
        </ul>
      )}
    </Dialog>
  );
}
