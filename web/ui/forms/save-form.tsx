import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { AnyAnswer } from "../../api/call.ts";
import { Notice } from "../screen.tsx";

type Props = {
  title: string;
  /** A sentence or two about what is set here. */
  about?: ComponentChildren;
  /** Said once it is saved, with what follows from it: "Saved. Campaigns that start from now on use it." */
  saved: string;
  /** Sends what is typed. A refusal's sentence is shown above the button. */
  save: (form: HTMLFormElement) => Promise<AnyAnswer>;
  /** False while there is nothing to save. */
  isChanged?: boolean;
  children: ComponentChildren;
};

const UNDER_WAY =
  "Saved, and still on its way: it applies as soon as it has arrived, within some minutes. You need not save it again.";

/** Saved in the database; the part that has to obey it could not be reached yet. */
function isUnderWay(answer: object): boolean {
  return "underWay" in answer && answer.underWay === true;
}

/** Every form of settings: one card, one button, and the sentence that says what came of it. */
export function SaveForm({ title, about, saved, save, isChanged = true, children }: Props) {
  const id = useId();
  const isSaving = useSignal(false);
  const came = useSignal<AnyAnswer | null>(null);

  async function submit(form: HTMLFormElement): Promise<void> {
    if (isSaving.value || !isChanged) return;
    isSaving.value = true;
    came.value = null;
    came.value = await save(form);
    isSaving.value = false;
  }

  return (
    <form
      class="card stack"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      // "Saved" is no longer true of what is typed now.
      onInput={() => came.value?.ok && (came.value = null)}
    >
      <h2 id={id} dir="auto">
        {title}
      </h2>
      {about && <p class="soft">{about}</p>}
      {children}
      {came.value && (
        <Notice tone={came.value.ok ? "calm" : "wrong"}>
          {!came.value.ok ? came.value.message : isUnderWay(came.value) ? UNDER_WAY : saved}
        </Notice>
      )}
      <div>
        <button
          type="submit"
          class="button primary"
          disabled={!isChanged && !isSaving.value}
          aria-disabled={isSaving.value}
        >
          {isSaving.value ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}
