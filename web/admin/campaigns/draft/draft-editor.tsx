import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useEffect, useMemo } from "preact/hooks";
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { Heading } from "../../../ui/screen.tsx";
import { PolicyFields } from "../../assignments/policy/policy-section.tsx";
import { ContactsSection } from "../../contacts/contacts-section.tsx";
import { DraftActions } from "../../lifecycle/draft-actions.tsx";
import { StartDialog } from "../../lifecycle/start-dialog.tsx";
import { DraftNumbersSection } from "../../numbers/draft-numbers.tsx";
import { ScriptCard } from "../../script/script-card.tsx";
import { HoursFields } from "../../settings/hours-fields.tsx";
import type { CampaignFeed } from "../campaign-feed.ts";
import { StatusBadge } from "../status-badge.tsx";
import { BasicsForm } from "./basics-form.tsx";
import { createDraftSaving } from "./draft-saving.ts";
import { MoreForm } from "./more-form.tsx";
import { NextSteps } from "./next-steps.tsx";
import { SectionForm } from "./section-form.tsx";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onChanged(): void };

/** Everything that a campaign needs before it starts, in sections that are saved one by one. */
export function DraftEditor({ campaign, feed, onChanged }: Props) {
  const { campaignId } = campaign;
  const saving = useMemo(
    () =>
      createDraftSaving(campaign, async (json) => {
        const answer = await call(campaignApi.$patch({ param: { campaignId }, json }));
        if (answer.ok) onChanged();
        return answer;
      }),
    [campaignId],
  );
  useEffect(() => saving.take(campaign), [campaign]);
  const isStarting = useSignal(false);
  const isDeleting = useSignal(false);
  const draft = saving.draft.value;

  return (
    <>
      <div class="row spread">
        <div class="row">
          <Heading title={draft.title || "Untitled campaign"} />
          <StatusBadge status="DRAFT" paused={false} />
        </div>
        <DraftActions campaign={campaign} onChanged={onChanged} onDelete={() => (isDeleting.value = true)} />
      </div>
      <NextSteps
        campaign={{ ...campaign, title: draft.title, description: draft.description, dueDate: draft.dueDate }}
        onStart={() => void saving.saveAll().then((isSaved) => (isStarting.value = isSaved))}
      />
      <div class="sections">
        <div class="section-column">
          <BasicsForm saving={saving} />
          <ContactsSection
            campaign={campaign}
            allowTestNumbers={draft.allowTestNumbers}
            onAllowTestNumbers={() => saving.change({ allowTestNumbers: true })}
            feed={feed}
            beforeUpload={() => saving.saveAll()}
          />
          <DraftNumbersSection campaignId={campaignId} contactCount={campaign.contactCount} />
          <MoreForm saving={saving} />
        </div>
        <div class="section-column">
          <ScriptCard campaign={campaign} beforeLeaving={() => saving.saveAll()} />
          <SectionForm saving={saving} section="hours" title="Texting hours">
            <HoursFields draft={draft} override={saving.saved.value.hoursOverride} onChange={saving.change} />
          </SectionForm>
          <SectionForm saving={saving} section="assignment" title="How contacts are assigned">
            <PolicyFields of="policy" policy={draft.policy} onChange={(policy) => saving.change({ policy })} />
          </SectionForm>
        </div>
      </div>
      {isStarting.value && (
        <StartDialog campaign={campaign} feed={feed} onClose={() => (isStarting.value = false)} onStarted={onChanged} />
      )}
      {isDeleting.value && <DeleteDialog campaignId={campaignId} onClose={() => (isDeleting.value = false)} />}
    </>
  );
}

function DeleteDialog({ campaignId, onClose }: { campaignId: string; onClose(): void }) {
  const { route } = useLocation();
  const refusal = useSignal<Refusal | null>(null);

  async function remove(): Promise<void> {
    const answer = await call(campaignApi.$delete({ param: { campaignId } }));
    if (answer.ok) route("/admin", true);
    else refusal.value = answer;
  }

  return (
    <Dialog
      title="Delete this draft?"
      refusal={refusal.value}
      onSubmit={() => void remove()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" class="button danger">
            Delete
          </button>
        </>
      }
    >
      <p>Its script and its uploaded contacts are deleted, too. Nobody has been texted yet.</p>
    </Dialog>
  );
}
