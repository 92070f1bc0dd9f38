import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import type { CampaignDetail, Draft } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { useUnsaved } from "../../ui/forms/unsaved.tsx";
import { Heading, Notice } from "../../ui/screen.tsx";
import { BasicsSection } from "./basics-section.tsx";
import type { CampaignFeed } from "./campaign-feed.ts";
import { ContactsSection } from "../contacts/contacts-section.tsx";
import { DraftActions } from "../lifecycle/draft-actions.tsx";
import { ScriptCard } from "../script/script-card.tsx";
import { PolicySection } from "../assignments/policy/policy-section.tsx";
import { StartDialog } from "../lifecycle/start-dialog.tsx";
import { StatusBadge } from "./status-badge.tsx";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onChanged(): void };

/** Everything that a campaign needs before it starts, on one page. */
export function DraftEditor({ campaign, feed, onChanged }: Props) {
  const { campaignId } = campaign;
  const { route } = useLocation();
  const changes = useSignal<Partial<Draft>>({});
  const base = useSignal<CampaignDetail>(campaign);
  const saving = useSignal<"no" | "saving" | "saved">("no");
  const refusal = useSignal<{ message: string; isConflict: boolean } | null>(null);
  const isStarting = useSignal(false);
  const isDeleting = useSignal(false);

  // What this page saved last is newer than what it read before.
  const saved = campaign.revision > base.value.revision ? campaign : base.value;
  const draft: Draft = { ...saved, ...changes.value };
  const isDirty = Object.keys(changes.value).length > 0;

  function change(next: Partial<Draft>): void {
    changes.value = { ...changes.value, ...next };
    saving.value = "no";
  }

  /** Saves what was changed; true when the server has everything that is on the screen. */
  async function save(): Promise<boolean> {
    const sent = changes.value;
    if (Object.keys(sent).length === 0) return true;
    saving.value = "saving";
    refusal.value = null;
    const json = { ...sent, revision: saved.revision };
    const answer = await call(campaignApi.$patch({ param: { campaignId }, json }));
    if (!answer.ok) {
      saving.value = "no";
      refusal.value = { message: answer.message, isConflict: answer.reason === "conflict" };
      return false;
    }
    base.value = answer.campaign;
    // What was typed during the save still has to be saved.
    if (changes.value === sent) changes.value = {};
    saving.value = "saved";
    onChanged();
    return true;
  }

  useUnsaved(`draft ${campaignId}`, draft.title || "This draft", isDirty);

  async function remove(): Promise<void> {
    const answer = await call(campaignApi.$delete({ param: { campaignId } }));
    isDeleting.value = false;
    if (answer.ok) route("/admin", true);
    else refusal.value = { message: answer.message, isConflict: false };
  }

  return (
    <>
      <div class="row spread">
        <div class="row">
          <Heading title={draft.title || "Without a title"} />
          <StatusBadge status="DRAFT" paused={false} />
        </div>
        <DraftActions campaign={campaign} onChanged={onChanged} onDelete={() => (isDeleting.value = true)} />
      </div>
      <div class="sections">
        <div class="section-column">
          <BasicsSection draft={draft} override={saved.hoursOverride} onChange={change} />
          <ContactsSection
            campaign={campaign}
            allowTestNumbers={draft.allowTestNumbers}
            onAllowTestNumbers={() => change({ allowTestNumbers: true })}
            feed={feed}
            beforeUpload={save}
          />
        </div>
        <div class="section-column">
          <ScriptCard campaign={campaign} beforeLeaving={save} />
          <PolicySection policy={draft.policy} onChange={(policy) => change({ policy })} />
        </div>
      </div>
      {refusal.value && (
        <Notice tone="wrong" title="Not saved">
          <span>{refusal.value.message}</span>
          {refusal.value.isConflict && (
            <button type="button" class="button" onClick={() => location.reload()}>
              Load the other version
            </button>
          )}
        </Notice>
      )}
      <div class="save-bar">
        <output class={isDirty ? "unsaved" : "soft"}>
          {saving.value === "saving"
            ? "Saving…"
            : isDirty
              ? "Not saved yet"
              : saving.value === "saved"
                ? "Saved"
                : "All saved"}
        </output>
        <div class="row">
          <button type="button" class="button" disabled={!isDirty} onClick={() => void save()}>
            Save draft
          </button>
          <button
            type="button"
            class="button primary"
            onClick={() => void save().then((isSaved) => (isStarting.value = isSaved))}
          >
            Start campaign…
          </button>
        </div>
      </div>
      {isStarting.value && (
        <StartDialog campaign={campaign} feed={feed} onClose={() => (isStarting.value = false)} onStarted={onChanged} />
      )}
      {isDeleting.value && (
        <Dialog
          title="Delete this draft?"
          onSubmit={() => void remove()}
          onClose={() => (isDeleting.value = false)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (isDeleting.value = false)}>
                Keep it
              </button>
              <button type="submit" class="button danger">
                Delete
              </button>
            </>
          }
        >
          <p>Its script and its uploaded contacts go with it. Nobody was texted yet.</p>
        </Dialog>
      )}
    </>
  );
}
