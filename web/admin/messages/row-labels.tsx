import { useSignal } from "@preact/signals";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";

type Props = {
  campaignId: string;
  contactId: string;
  contactName: string;
  chosen: readonly string[];
  labels: readonly Label[];
};

/** Labels on one conversation of the message list; an admin changes them in place. */
export function RowLabels({ campaignId, contactId, contactName, chosen, labels }: Props) {
  const isOpen = useSignal(false);
  /** Changed here; the list comes from Postgres and shows the same a moment later. */
  const changed = useSignal<Record<string, boolean>>({});
  const refusal = useSignal<string | null>(null);
  const isOn = (labelId: string) => changed.value[labelId] ?? chosen.includes(labelId);

  async function set(labelId: string, on: boolean): Promise<void> {
    refusal.value = null;
    const answer = await call(campaignApi.labels.$post({ param: { campaignId }, json: { contactId, labelId, on } }));
    if (answer.ok) changed.value = { ...changed.value, [labelId]: on };
    else refusal.value = answer.message;
  }

  if (labels.length === 0) return null;
  const on = labels.filter(({ labelId }) => isOn(labelId));
  return (
    <details
      class="row-labels"
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary class="row">
        <Icon name="tag" />
        <span class="unseen">Labels of {contactName || "this contact"}: </span>
        {on.length === 0 && <span class="soft small">Add a label</span>}
        {on.map(({ labelId, name }) => (
          <span key={labelId} class="badge" dir="auto">
            {name}
          </span>
        ))}
      </summary>
      {isOpen.value && (
        <div class="row">
          {labels.map(({ labelId, name }) => (
            <button
              key={labelId}
              type="button"
              class="label-choice"
              aria-pressed={isOn(labelId)}
              onClick={() => void set(labelId, !isOn(labelId))}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      {refusal.value && (
        <span class="small too-long" role="alert">
          {refusal.value}
        </span>
      )}
    </details>
  );
}
