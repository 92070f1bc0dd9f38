import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import type { CampaignStatus } from "../../../../domain/statuses.ts";
import { Notice } from "../../../ui/screen.tsx";

type Props = { campaign: Pick<CampaignDetail, "campaignId" | "publishing">; status: CampaignStatus };

/** At the top of a campaign in which texters have an older script than the one that was saved last. */
export function Unpublished({ campaign: { campaignId, publishing }, status }: Props) {
  const isRunning = status === "ACTIVE" || status === "CLOSED_FOR_INITIAL_SENDS";
  if (!publishing || publishing.isPublished || !isRunning) return null;
  return (
    <Notice tone="warn" title="Your script changes are not published yet" live={false}>
      <span>Texters still use version {publishing.version}.</span>
      <div>
        <a class="button primary" href={`/admin/campaigns/${campaignId}/script`}>
          Review and publish
        </a>
      </div>
    </Notice>
  );
}
