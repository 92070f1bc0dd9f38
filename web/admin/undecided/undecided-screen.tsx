import { useRoute } from "preact-iso/router";
import { campaignApi } from "../../api/client.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { CampaignTabs } from "../campaigns/campaign-tabs.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { UndecidedList } from "./undecided-list.tsx";
import { useReloading } from "./use-reloading.ts";

/** Texts of a campaign whose outcome nothing could prove: an admin sees both sides and decides. */
export function UndecidedScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const detail = useLoad(() => campaignApi.$get({ param: { campaignId } }), [campaignId]);
  const list = useLoad(() => campaignApi.undecided.$get({ param: { campaignId } }), [campaignId]);
  useReloading(list.reload);
  return (
    <main class="page broad stack loose">
      <Loaded of={detail} what="campaign">
        {({ campaign }) => (
          <>
            <Heading title={campaign.title || "Without a title"} />
            <CampaignTabs campaignId={campaignId} undecided={campaign.numbers.undecided} here="undecided" />
          </>
        )}
      </Loaded>
      <Loaded of={list} what="list">
        {({ undecided }) =>
          undecided.length === 0 ? (
            <NothingToDecide />
          ) : (
            <section class="stack" aria-labelledby="undecided">
              <h2 id="undecided">Did these texts go out?</h2>
              <HowToDecide />
              <UndecidedList campaignId={campaignId} undecided={undecided} onDecided={() => void detail.reload()} />
            </section>
          )
        }
      </Loaded>
    </main>
  );
}

export function NothingToDecide() {
  return (
    <Blank title="Nothing to decide">
      <p>It is known of every text whether it went out.</p>
    </Blank>
  );
}

export function HowToDecide() {
  return (
    <p class="soft">
      The carrier's answer was lost, no report has come since, and looking them up did not settle it. Compare what we
      have with what the carrier lists. Nothing is sent again that the carrier has.
    </p>
  );
}
