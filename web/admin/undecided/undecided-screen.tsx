import { useRoute } from "preact-iso/router";
import { campaignApi } from "../../api/client.ts";
import { Heading } from "../../ui/screen.tsx";
import { CampaignTabs } from "../campaigns/campaign-tabs.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { HowToDecide, UndecidedList } from "./undecided-list.tsx";

/** Reports and look-ups go on deciding while somebody reads. */
const LOOK_AGAIN_MS = 10_000;

/** Texts of a campaign whose outcome nothing could prove: an admin sees both sides and decides. */
export function UndecidedScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const detail = useLoad(() => campaignApi.$get({ param: { campaignId } }), [campaignId]);
  const list = usePages({
    ask: () => campaignApi.undecided.$get({ param: { campaignId } }),
    rowsOf: (page) => page.undecided,
    of: [campaignId],
    againMs: LOOK_AGAIN_MS,
  });
  const hasTexts = list.rows !== null && list.rows.length > 0;
  return (
    <main class="page broad stack loose">
      <Loaded page of={detail} what="campaign">
        {({ campaign }) => (
          <>
            <Heading title={`Needs a decision · ${campaign.title || "Untitled campaign"}`}>
              {campaign.title || "Untitled campaign"}
            </Heading>
            <CampaignTabs campaignId={campaignId} undecided={campaign.numbers.undecided} here="undecided" />
          </>
        )}
      </Loaded>
      <section class="stack" aria-labelledby="undecided">
        <h2 id="undecided" class={hasTexts ? undefined : "unseen"}>
          Were these texts sent?
        </h2>
        {hasTexts && <HowToDecide />}
        <UndecidedList campaignId={campaignId} of={list} onDecided={() => void detail.reload()} />
      </section>
    </main>
  );
}
