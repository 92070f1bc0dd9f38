import { useSignal } from "@preact/signals";
import type { RequestDecision } from "../../../domain/assignment/requests.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";

export function RejectDialog({
  names,
  busy,
  refusal,
  onClose,
  onReject,
}: {
  names: readonly string[];
  busy: boolean;
  refusal: Refusal | null;
  onClose(): void;
  onReject(decision: RequestDecision): void;
}) {
  const reason = useSignal("");
  const complaint = useSignal(false);
  const whose = names.length === 1 ? `${names[0]}’s request` : `${names.length} requests`;
  return (
    <Dialog
      title={`Reject ${whose}?`}
      refusal={refusal}
      onSubmit={() => onReject({ approve: false, reason: reason.value, complaint: complaint.value })}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button danger" aria-disabled={busy}>
            {busy ? "Rejecting…" : "Reject"}
          </button>
        </>
      }
    >
      <Field label="Reason (optional)" of="reason" hint="The texter will see it.">
        {(described) => (
          <input
            {...described}
            class="input"
            maxLength={300}
            value={reason.value}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        )}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={complaint.value}
          onChange={({ currentTarget }) => (complaint.value = currentTarget.checked)}
        />
        There was a complaint about their texts, so trust starts over
      </label>
    </Dialog>
  );
}
