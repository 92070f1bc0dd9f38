import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { AnyAnswer } from "../../api/call.ts";
import { online, withoutNetwork } from "../online.ts";
import { Notice } from "../screen.tsx";
import { formValues } from "./form-values.ts";
import { useUnsaved } from "./unsaved.tsx";

type Props = {
  title: string;
  /** Where links to this section lead. */
  anchor?: string;
  /** A sentence or two about what is set here. */
  about?: ComponentChildren;
  /** Said once it is saved, with what follows from it: "Saved. Campaigns that start from now on use it." */
  saved: string;
  /** Sends what is typed. A refusal's sentence is shown above the button. */
  save: (form: HTMLFormElement) => Promise<AnyAnswer>;
  /** Where the controls do not tell it: false while there is nothing to save. */
  isChanged?: boolean;
  children: ComponentChildren;
};

const UNDER_WAY =
  "Saved, and still on its way: it applies as soon as it has arrived, within some minutes. You need not save it again.";

/** Saved in the database; the part that has to obey it could not be reached yet. */
function isUnderWay(answer: object): boolean {
  return "underWay" in answer && answer.underWay === true;
}

/** Every form of settings: one card, one button, whether it is saved, and the sentence that says what came of it. */
export function SaveForm({ title, anchor, about, saved, save, isChanged, children }: Props) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  /** What the controls had when they were shown or saved last. */
  const base = useRef<string | null>(null);
  const typedMeanwhile = useRef(false);
  const isTyped = useSignal(false);
  const isSaving = useSignal(false);
  const came = useSignal<AnyAnswer | null>(null);
  const isUnsaved = isChanged ?? isTyped.value;
  useUnsaved(id, title, isUnsaved);

  function compare(): void {
    if (!form.current) return;
    const now = formValues(form.current);
    base.current ??= now;
    isTyped.value = now !== base.current;
  }
  // Buttons of a form add and remove controls, too.
  useEffect(compare);

  async function submit(submitted: HTMLFormElement): Promise<void> {
    if (isSaving.value || isChanged === false) return;
    const sent = formValues(submitted);
    typedMeanwhile.current = false;
    isSaving.value = true;
    came.value = null;
    const answer = await save(submitted);
    const isNewer = typedMeanwhile.current;
    // After the form has shown what came of it; what was typed meanwhile still has to be saved.
    requestAnimationFrame(() => {
      if (answer.ok) base.current = isNewer ? sent : formValues(submitted);
      compare();
    });
    came.value = answer;
    isSaving.value = false;
  }
  return (
    <form
      ref={form}
      class="card stack"
      id={anchor}
      data-field={anchor}
      tabIndex={anchor === undefined ? undefined : -1}
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      onInput={() => {
        typedMeanwhile.current = true;
        compare();
        // "Saved" is no longer true of what is typed now.
        if (came.value?.ok) came.value = null;
      }}
      onChange={compare}
    >
      <h2 id={id} dir="auto">
        {title}
      </h2>
      {about && <p class="soft">{about}</p>}
      {children}
      {came.value && (
        <Notice tone={came.value.ok ? "calm" : "wrong"}>
          {!came.value.ok ? refusalWords(came.value) : isUnderWay(came.value) ? UNDER_WAY : saved}
        </Notice>
      )}
      <div class="row">
        <button
          type="submit"
          class="button primary"
          disabled={isChanged === false && !isSaving.value}
          aria-disabled={isSaving.value}
        >
          {isSaving.value ? "Saving…" : "Save"}
        </button>
        <output class="small unsaved">{isUnsaved && !isSaving.value && "Not saved yet"}</output>
      </div>
    </form>
  );
}

function refusalWords(refusal: Exclude<AnyAnswer, { ok: true }>): string {
  if (refusal.reason !== "unreachable") return refusal.message;
  if (online.value) return "You are online again, but this is not saved yet: press Save.";
  const why = withoutNetwork.value ? "You are offline" : "Whistlestop cannot be reached";
  return `${why}, so this is not saved. What you typed stays here: press Save again as soon as the connection is back.`;
}
