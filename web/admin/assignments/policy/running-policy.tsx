import { useSignal } from "@preact/signals";
import type { AssignmentPolicy } from "../../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { Notice } from "../../../ui/screen.tsx";
import { PolicySection } from "./policy-section.tsx";

/** How an active campaign shares out contacts; a change counts from the next time that somebody asks. */
export function RunningPolicy({ campaign, onChanged }: { campaign: CampaignDetail; onChanged(): void }) {
  const changed = useSignal<AssignmentPolicy | null>(null);
  const busy = useSignal(false);
  const told = useSignal<{ tone: "calm" | "wrong"; words: string } | null>(null);

  async function save(): Promise<void> {
    const json = changed.value;
    if (busy.value || !json) return;
    busy.value = true;
    told.value = null;
    const answer = await call(campaignApi.policy.$post({ param: { campaignId: campaign.campaignId }, json }));
    busy.value = false;
    if (!answer.ok) {
      told.value = { tone: "wrong", words: answer.message };
      return;
    }
    // What was typed during the save still has to be saved.
    if (changed.value === json) changed.value = null;
    told.value = { tone: "calm", words: "Saved. It counts from the next time that a texter asks." };
    onChanged();
  }

  return (
    <details>
      <summary class="summary">Sharing out contacts</summary>
      <div class="stack">
        <PolicySection policy={changed.value ?? campaign.policy} onChange={(policy) => (changed.value = policy)} />
        {told.value && <Notice tone={told.value.tone}>{told.value.words}</Notice>}
        <div>
          <button
            type="button"
            class="button primary"
            disabled={!changed.value}
            aria-disabled={busy.value}
            onClick={() => void save()}
          >
            {busy.value ? "Saving…" : "Save"}
          </button>
        </div>
      </div>
    </details>
  );
}
