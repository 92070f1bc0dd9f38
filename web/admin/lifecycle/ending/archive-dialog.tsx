import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Refusal } from "../../../../domain/outcome.ts";
import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { Notice } from "../../../ui/screen.tsx";
import { count } from "../../../ui/time/time.ts";
import type { CampaignFeed } from "../../campaigns/campaign-feed.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { OpenWorkList } from "./open-work-list.tsx";
import { useOpenWork } from "./use-open-work.ts";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onClose(): void };

/** Says what archiving does before it begins; there is no way back from it. */
export function ArchiveDialog({ campaign, feed, onClose }: Props) {
  const busy = useSignal(false);
  const isSure = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const { counted, openSeen, tookRefusal } = useOpenWork(campaign.campaignId);
  // One per dialog: a second press is the same archive.
  const archiveId = useMemo(() => crypto.randomUUID(), []);

  async function begin(): Promise<void> {
    if (busy.value || !isSure.value) return;
    busy.value = true;
    refusal.value = null;
    const param = { campaignId: campaign.campaignId };
    const answer = await call(campaignApi.archive.$post({ param, json: { archiveId, openSeen: openSeen() } }));
    busy.value = false;
    if (!answer.ok) {
      if (!tookRefusal(answer)) refusal.value = answer;
      return;
    }
    feed.heardArchive(answer.archive);
    onClose();
  }

  return (
    <ConfirmDialog
      title="Archive this campaign for good?"
      refusal={refusal.value}
      action="Archive"
      busyWords="Checking for texts that are still open…"
      busy={busy.value}
      isDangerous
      mayConfirm={isSure.value && counted.value !== null}
      onConfirm={() => void begin()}
      onClose={onClose}
    >
      <p>An archived campaign can never be opened again. This is what happens:</p>
      <ol class="plain-steps">
        <li>
          All {count(campaign.contactCount)} contacts and their messages are exported as files that you can download.
        </li>
        <li>
          Every record is compared with the database. If one does not match, the archive stops and nothing is removed.
        </li>
        <li>The campaign is removed from the live system and from texters’ screens.</li>
      </ol>
      <p>Opt-outs stay in force. Late replies are kept with their contacts. You can still copy the campaign later.</p>
      <OpenWorkList campaignId={campaign.campaignId} ending="archive" counted={counted} />
      <label class="check">
        <input
          type="checkbox"
          checked={isSure.value}
          onChange={(event) => (isSure.value = event.currentTarget.checked)}
        />
        Nobody needs to text in this campaign anymore
      </label>
      {refusal.value && (
        <Notice tone="wrong" title="Not yet">
          {refusal.value}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
