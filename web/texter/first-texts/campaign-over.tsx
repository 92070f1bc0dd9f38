import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Blank } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { SavedHere } from "../desk/saved-here.tsx";
import { TexterBar } from "../texter-bar.tsx";

/** In place of first texts that cannot go any more. */
export function CampaignOver({ desk, campaign }: { desk: DeskClient; campaign: DeskCampaign }) {
  const { waiting, open, closed } = campaign.counts;
  const hasConversations = waiting + open + closed > 0;
  return (
    <>
      <TexterBar desk={desk} back="/" title={campaign.title} />
      <SavedHere desk={desk} />
      <main class="page">
        <Blank page title="This campaign is closed">
          <p>No more texts are sent in it. {hasConversations && "You can read its conversations."}</p>
          <a class="button primary" href={hasConversations ? `/text/${campaign.campaignId}/replies` : "/"}>
            {hasConversations ? "Read conversations" : "Go to your campaigns"}
          </a>
        </Blank>
      </main>
    </>
  );
}
