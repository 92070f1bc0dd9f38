import { useSignal } from "@preact/signals";
import { refuseFields } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../../ui/forms/field-problems.tsx";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";

/** The organization's labels: made, renamed, deleted. */
export function LabelsSection() {
  const list = usePages({ ask: () => api.admin.labels.$get(), rowsOf: (page) => page.labels });
  const name = useSignal("");
  const refusal = useSignal<Refusal | null>(null);
  const reload = () => void list.reload();

  async function add(): Promise<void> {
    refusal.value = name.value.trim() === "" ? refuseFields("no_name", { name: "Enter a name for the label." }) : null;
    if (refusal.value) return;
    const answer = await call(api.admin.labels.$post({ json: { name: name.value.trim() } }));
    if (answer.ok) {
      name.value = "";
      reload();
    } else refusal.value = answer;
  }

  return (
    <section class="card stack" aria-labelledby="labels">
      <h2 id="labels">Labels</h2>
      <p class="soft">Texters and admins use labels to sort conversations, in every campaign.</p>
      <PagedList of={list} what="labels" blank={<p class="soft">No labels yet.</p>}>
        {(rows) => (
          <ul class="stack tight">
            {rows.map((label) => (
              <LabelRow key={label.labelId} label={label} onDone={reload} />
            ))}
          </ul>
        )}
      </PagedList>
      <form
        class="stack tight"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <FieldProblems refusal={refusal.value}>
          <Field label="New label" of="name">
            {(described) => (
              <input
                {...described}
                class="input"
                maxLength={60}
                value={name.value}
                onInput={({ currentTarget }) => (name.value = currentTarget.value)}
              />
            )}
          </Field>
          <RefusalNotice />
        </FieldProblems>
        <div>
          <button type="submit" class="button">
            Add label
          </button>
        </div>
      </form>
    </section>
  );
}

function LabelRow({ label: { labelId, name }, onDone }: { label: Label; onDone(): void }) {
  const asked = useSignal<"rename" | "delete" | null>(null);
  const words = useSignal(name);
  const refusal = useSignal<Refusal | null>(null);

  async function make(): Promise<void> {
    refusal.value = null;
    const param = { labelId };
    const label = api.admin.labels[":labelId"];
    const answer =
      asked.value === "delete"
        ? await call(label.$delete({ param }))
        : await call(label.$patch({ param, json: { name: words.value.trim() } }));
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    asked.value = null;
    onDone();
  }
  const isDeleting = asked.value === "delete";
  return (
    <li class="row spread">
      <strong class="grow" dir="auto">
        {name}
      </strong>
      <div class="row">
        <button
          type="button"
          class="button quiet"
          aria-label={`Rename ${name}`}
          onClick={() => {
            words.value = name;
            asked.value = "rename";
          }}
        >
          Rename
        </button>
        <button
          type="button"
          class="button quiet"
          aria-label={`Delete ${name}`}
          onClick={() => (asked.value = "delete")}
        >
          Delete
        </button>
      </div>
      {asked.value && (
        <Dialog
          title={isDeleting ? `Delete “${name}”?` : `Rename “${name}”`}
          refusal={refusal.value}
          onSubmit={() => void make()}
          onClose={() => (asked.value = null)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (asked.value = null)}>
                Cancel
              </button>
              <button type="submit" class={`button ${isDeleting ? "danger" : "primary"}`}>
                {isDeleting ? "Delete" : "Rename"}
              </button>
            </>
          }
        >
          <div class="stack">
            {isDeleting ? (
              <p>It is removed from every conversation. The conversations themselves stay.</p>
            ) : (
              <Field label="Name" of="name">
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    maxLength={60}
                    value={words.value}
                    onInput={({ currentTarget }) => (words.value = currentTarget.value)}
                  />
                )}
              </Field>
            )}
          </div>
        </Dialog>
      )}
    </li>
  );
}
