import { useRoute } from "preact-iso/router";
import { useEffect } from "preact/hooks";
import { useCampaignFeed } from "./campaign-feed.ts";
import { OverviewTab } from "./campaign-overview.tsx";
import { DraftEditor } from "./draft/draft-editor.tsx";
import { campaignApi } from "../../api/client.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";

/** One campaign: its editor while it is a draft, its numbers and controls from the start on. */
export function CampaignScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  return <Campaign key={campaignId} campaignId={campaignId} />;
}

function Campaign({ campaignId }: { campaignId: string }) {
  const detail = useLoad(() => campaignApi.$get({ param: { campaignId } }), [campaignId]);
  const feed = useCampaignFeed(campaignId);
  const { state, progress, script } = feed.news.value;
  const known = detail.answer.value?.ok ? detail.answer.value.campaign : null;

  // Another admin may have started or closed it, or saved or published its script; a finished import brings new contacts.
  const isNews =
    known !== null &&
    ((state !== null && state.status !== known.status) ||
      (progress?.state === "done" &&
        !(known.import?.importId === progress.importId && known.import.state === "done")) ||
      (script !== null &&
        known.publishing !== undefined &&
        (script.version > known.publishing.version || script.revision > known.publishing.revision)));
  useEffect(() => {
    if (isNews) void detail.reload();
  }, [isNews]);

  return (
    <main class="page broad stack loose">
      <Loaded page of={detail} what="campaign">
        {({ campaign }) =>
          campaign.status === "DRAFT" ? (
            <DraftEditor campaign={campaign} feed={feed} onChanged={() => void detail.reload()} />
          ) : (
            <OverviewTab campaign={campaign} feed={feed} onChanged={() => void detail.reload()} />
          )
        }
      </Loaded>
    </main>
  );
}
