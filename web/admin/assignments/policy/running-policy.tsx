import { useSignal } from "@preact/signals";
import type { AssignmentPolicy } from "../../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { SaveForm } from "../../../ui/forms/save-form.tsx";
import { PolicyFields } from "./policy-section.tsx";

/** How an active campaign shares out contacts; a change counts from the next time that somebody asks. */
export function RunningPolicy({ campaign, onChanged }: { campaign: CampaignDetail; onChanged(): void }) {
  const changed = useSignal<AssignmentPolicy | null>(null);

  async function save() {
    const json = changed.value ?? {};
    const answer = await call(campaignApi.policy.$post({ param: { campaignId: campaign.campaignId }, json }));
    if (answer.ok) {
      // What was typed during the save still has to be saved.
      if (changed.value === json) changed.value = null;
      onChanged();
    }
    return answer;
  }

  return (
    <details>
      <summary class="summary">How contacts are assigned</summary>
      <SaveForm
        title="How contacts are assigned"
        saved="Saved. It applies the next time a texter asks."
        save={save}
        isChanged={changed.value !== null}
      >
        <PolicyFields policy={changed.value ?? campaign.policy} onChange={(policy) => (changed.value = policy)} />
      </SaveForm>
    </details>
  );
}
