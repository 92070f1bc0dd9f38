import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { AnyAnswer } from "../../api/call.ts";
import { online, withoutNetwork } from "../online.ts";
import { Notice } from "../screen.tsx";
import { FieldProblems, RefusalNotice } from "./field-problems.tsx";
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
  /** Sends what is typed. What is refused is shown at its field, or above the button. */
  save: (form: HTMLFormElement) => Promise<AnyAnswer>;
  /** What can be done about a refusal besides saving again. */
  help?: (refusal: Refusal) => ComponentChildren;
  /** Where the controls do not tell it: false while there is nothing to save. */
  isChanged?: boolean;
  /** What came of the last save, where this is also saved from elsewhere. */
  outcome?: Signal<AnyAnswer | null>;
  children: ComponentChildren;
};

const UNDER_WAY = "Saved. It takes effect within a few minutes; you do not need to save it again.";

/** Saved in the database; the part that has to obey it could not be reached yet. */
function isUnderWay(answer: object): boolean {
  return "underWay" in answer && answer.underWay === true;
}

/** Controls that say `input` and then `change` at one click. */
function isChosen(target: EventTarget | null): boolean {
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && (target.type === "checkbox" || target.type === "radio");
}

/** Every form of settings: one card, one button, whether it is saved, and the sentence that says what came of it. */
export function SaveForm({ title, anchor, about, saved, save, help, isChanged, outcome, children }: Props) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  /** What the controls had when they were shown or saved last. */
  const base = useRef<string | null>(null);
  const typedMeanwhile = useRef(false);
  const isTyped = useSignal(false);
  const isSaving = useSignal(false);
  const own = useSignal<AnyAnswer | null>(null);
  const came = outcome ?? own;
  const isUnsaved = isChanged ?? isTyped.value;
  useUnsaved(id, title, isUnsaved);

  function compare(): void {
    if (!form.current) return;
    const now = formValues(form.current);
    base.current ??= now;
    isTyped.value = now !== base.current;
  }
  function changed(): void {
    typedMeanwhile.current = true;
    compare();
    // "Saved" is no longer true of what is typed now.
    if (came.value?.ok) came.value = null;
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
  const answer = came.value;
  const isOnline = online.value;
  // The same object until another answer comes: it takes the focus once.
  const refusal = useMemo(() => (answer && !answer.ok ? inPlace(answer) : null), [answer, isOnline]);
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
      // Between the two events of a box or a list the form must not be drawn again: that would set it back.
      onInput={({ target }) => !isChosen(target) && changed()}
      onChange={({ target }) => (isChosen(target) ? changed() : compare())}
    >
      <h2 id={id} dir="auto">
        {title}
      </h2>
      {about && <p class="soft">{about}</p>}
      <FieldProblems refusal={refusal}>
        {children}
        <RefusalNotice>{refusal && help?.(refusal)}</RefusalNotice>
      </FieldProblems>
      {came.value?.ok && <Notice>{isUnderWay(came.value) ? UNDER_WAY : saved}</Notice>}
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

/** Without a connection the sentence changes when it is back. */
function inPlace(refusal: Refusal): Refusal {
  if (refusal.reason !== "unreachable") return refusal;
  if (online.value) return { ...refusal, message: "You are online again, but this is not saved yet. Press Save." };
  const why = withoutNetwork.value ? "You are offline" : "Whistlestop cannot be reached";
  const message = `${why}, so this is not saved. What you typed stays here. Press Save again when the connection is back.`;
  return { ...refusal, message };
}
