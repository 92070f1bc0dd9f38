import { useSignal } from "@preact/signals";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";

/** Marks a campaign as a template for new ones. */
export function TemplateToggle({ campaign, onChanged }: { campaign: CampaignDetail; onChanged(): void }) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function toggle(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const param = { campaignId: campaign.campaignId };
    const answer = await call(campaignApi.template.$post({ param, json: { isTemplate: !campaign.isTemplate } }));
    busy.value = false;
    if (answer.ok) onChanged();
    else refusal.value = answer.message;
  }

  return (
    <>
      <button
        type="button"
        class="button"
        data-field="template"
        aria-pressed={campaign.isTemplate}
        aria-disabled={busy.value}
        title="Templates are offered when you make a new campaign"
        onClick={() => void toggle()}
      >
        {campaign.isTemplate ? "Stop using as template" : "Use as template"}
      </button>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </>
  );
}
