import { useSignal } from "@preact/signals";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { CopyDialog } from "./copy-dialog.tsx";
import { TemplateToggle } from "./template-toggle.tsx";
import "./lifecycle.css";

type Props = { campaign: CampaignDetail; onChanged(): void; onDelete(): void };

/** What can be done with a draft as a whole, besides starting it. */
export function DraftActions({ campaign, onChanged, onDelete }: Props) {
  const isCopying = useSignal(false);
  return (
    <div class="row head-actions">
      {campaign.isTemplate && <span class="badge">Template</span>}
      <button type="button" class="button" onClick={() => (isCopying.value = true)}>
        {campaign.isTemplate ? "New campaign from this…" : "Copy…"}
      </button>
      <TemplateToggle campaign={campaign} onChanged={onChanged} />
      <button type="button" class="button quiet" onClick={onDelete}>
        Delete draft
      </button>
      {isCopying.value && <CopyDialog campaign={campaign} onClose={() => (isCopying.value = false)} />}
    </div>
  );
}
