import { useSignal } from "@preact/signals";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { Notice } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";

type Props = { desk: DeskClient; contactId: string; name: string; onClose(): void };

/** Asks for confirmation: after this nobody in the organization can text the number. */
export function OptOutDialog({ desk, contactId, name, onClose }: Props) {
  const reason = useSignal("");
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function optOut(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await desk.call("optOut", { contactId, reason: reason.value.trim() });
    busy.value = false;
    if (answer.ok) onClose();
    else refusal.value = answer.message;
  }

  return (
    <Dialog
      title={`Opt ${name} out?`}
      onSubmit={() => void optOut()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button danger" aria-disabled={busy.value}>
            {busy.value ? "Opting out…" : "Opt out"}
          </button>
        </>
      }
    >
      <p>
        Nobody will text this number again, in any campaign of {desk.me.orgName}. Texts that wait to be sent are
        stopped.
      </p>
      <Field label="Reason (optional)" hint="Only admins see it.">
        {(described) => (
          <textarea
            {...described}
            class="input"
            rows={2}
            maxLength={500}
            value={reason.value}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        )}
      </Field>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </Dialog>
  );
}
