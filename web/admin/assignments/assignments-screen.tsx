import { useRoute } from "preact-iso/router";
import { campaignApi } from "../../api/client.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { CampaignTabs } from "../campaigns/campaign-tabs.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { HoldingsBoard } from "./holdings-board.tsx";
import "./assignments.css";

/** The assignments of a campaign, and everything that an admin does with them. */
export function AssignmentsScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const detail = useLoad(() => campaignApi.$get({ param: { campaignId } }), [campaignId]);
  return (
    <main class="page broad stack loose">
      <Loaded page of={detail} what="campaign">
        {({ campaign }) => (
          <>
            <Heading title={`Assignments · ${campaign.title || "Untitled campaign"}`}>
              {campaign.title || "Untitled campaign"}
            </Heading>
            <CampaignTabs campaignId={campaignId} undecided={campaign.numbers.undecided} here="assignments" />
            {campaign.status === "DRAFT" ? (
              <Blank title="Nobody has contacts yet">
                <p>Contacts are assigned once the campaign has started.</p>
                <a class="button primary" href={`/admin/campaigns/${campaignId}`}>
                  Go to the draft
                </a>
              </Blank>
            ) : (
              <HoldingsBoard key={campaignId} campaign={campaign} />
            )}
          </>
        )}
      </Loaded>
    </main>
  );
}
