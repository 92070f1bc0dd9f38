import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { today } from "../../ui/time/dates.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** Makes a new draft from a campaign, whatever its state. */
export function CopyDialog({ campaign, onClose }: { campaign: CampaignDetail; onClose(): void }) {
  const { route } = useLocation();
  const title = useRef<HTMLInputElement>(null);
  const dueDate = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function copy(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const json = { title: title.current?.value ?? "", dueDate: dueDate.current?.value ?? "" };
    const param = { campaignId: campaign.campaignId };
    const answer = await call(campaignApi.copy.$post({ param, json }));
    busy.value = false;
    if (answer.ok) route(`/admin/campaigns/${answer.campaign.campaignId}`);
    else refusal.value = answer;
  }

  const isOver = campaign.dueDate < today();
  return (
    <ConfirmDialog
      title="Copy this campaign"
      refusal={refusal.value}
      action="Make the copy"
      busyWords="Copying…"
      busy={busy.value}
      onConfirm={() => void copy()}
      onClose={onClose}
    >
      <p>This makes a new draft with the same script, texting hours and settings. Contacts are not copied.</p>
      <Field label="Title" of="title">
        {(described) => (
          <input
            {...described}
            ref={title}
            class="input"
            required
            maxLength={200}
            defaultValue={campaign.isTemplate ? campaign.title : `${campaign.title} (copy)`.slice(0, 200)}
          />
        )}
      </Field>
      <Field label="Due date" of="dueDate" hint="The last day of texting.">
        {(described) => (
          <input
            {...described}
            ref={dueDate}
            class="input date"
            type="date"
            min={today()}
            defaultValue={isOver ? "" : campaign.dueDate}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
