import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Refusal } from "../../domain/outcome.ts";
import { FieldProblems, RefusalNotice } from "./forms/field-problems.tsx";

/**
 * A native modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back. Shown for as
 * long as it is rendered.
 */
export function Dialog({
  title,
  children,
  actions,
  refusal = null,
  onSubmit,
  onClose,
}: {
  title: string;
  children?: ComponentChildren;
  actions: ComponentChildren;
  /** Of the last try: shown at the fields that it names, else above the buttons. */
  refusal?: Refusal | null;
  onSubmit(): void;
  onClose(): void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h2 id={id} dir="auto">
          {title}
        </h2>
        <FieldProblems refusal={refusal}>
          {children}
          <RefusalNotice />
        </FieldProblems>
        <div class="actions">{actions}</div>
      </form>
    </dialog>
  );
}
