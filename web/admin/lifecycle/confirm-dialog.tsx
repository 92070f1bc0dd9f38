import type { ComponentChildren } from "preact";
import type { Refusal } from "../../../domain/outcome.ts";
import { Dialog } from "../../ui/dialog.tsx";

type Props = {
  title: string;
  /** The label of the button that does it. */
  action: string;
  busyWords: string;
  busy: boolean;
  isDangerous?: boolean;
  mayConfirm?: boolean;
  /** As in `Dialog`. */
  refusal?: Refusal | null;
  onConfirm(): void;
  onClose(): void;
  children: ComponentChildren;
};

/** Asks before something happens that others notice, and says what will. */
export function ConfirmDialog(props: Props) {
  const {
    title,
    action,
    busyWords,
    busy,
    isDangerous = false,
    mayConfirm = true,
    refusal = null,
    onConfirm,
    onClose,
    children,
  } = props;
  return (
    <Dialog
      title={title}
      refusal={refusal}
      onSubmit={onConfirm}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            class={`button ${isDangerous ? "danger" : "primary"}`}
            disabled={!mayConfirm}
            aria-disabled={busy}
          >
            {busy ? busyWords : action}
          </button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
