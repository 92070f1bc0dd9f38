import { useSignal } from "@preact/signals";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";

type Props = { orgName: string; name: string; onOptOut(reason: string): void; onClose(): void };

/** Asks for confirmation: after this nobody in the organization can text the number. */
export function OptOutDialog({ orgName, name, onOptOut, onClose }: Props) {
  const reason = useSignal("");
  return (
    <Dialog
      title={`Opt ${name} out?`}
      onSubmit={() => onOptOut(reason.value.trim())}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button danger">
            Opt out
          </button>
        </>
      }
    >
      <p>
        Nobody will text this number again, in any campaign of <bdi>{orgName}</bdi>. Texts that are still queued are
        canceled.
      </p>
      <Field label="Reason (optional)" hint="Only admins see it.">
        {(described) => (
          <textarea
            {...described}
            class="input"
            dir="auto"
            rows={2}
            maxLength={500}
            value={reason.value}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        )}
      </Field>
    </Dialog>
  );
}
