import type { ComponentChildren } from "preact";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Blank, Skeleton } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { useDesk } from "../desk/open-desk.ts";
import { KeysList } from "../keys-list.tsx";
import { TexterBar } from "../texter-bar.tsx";
import { notHere } from "./not-here.ts";
import type { NotHereWhy } from "./not-here.ts";
import "../texter.css";

type GateProps = { campaignId: string; children: (desk: DeskClient, campaign: DeskCampaign) => ComponentChildren };

/** Shows a screen of one campaign as soon as the campaign is known; else it says why it is not on this desk. */
export function CampaignGate({ campaignId, children }: GateProps) {
  const desk = useDesk();
  const loaded = desk.loaded.value;
  const campaign = desk.store.campaigns.value.get(campaignId);
  if (campaign && campaign.status !== "ARCHIVED")
    return (
      <>
        {children(desk, campaign)}
        <KeysList />
      </>
    );
  return (
    <>
      <TexterBar desk={desk} back="/" title="" />
      <main class="page" aria-busy={loaded === "loading"}>
        {loaded === "loading" && <Skeleton heights={["line", "tall"]} />}
        {loaded === "ready" && <NotHere of={notHere(campaignId, campaign, desk.store.archived.value)} />}
        {typeof loaded === "object" && (
          <Blank page title="The campaign did not load">
            <p>{loaded.message}</p>
            <button type="button" class="button primary" onClick={() => void desk.load()}>
              Try again
            </button>
          </Blank>
        )}
      </main>
    </>
  );
}

const WHY: Record<NotHereWhy["why"], { title: string; what: string }> = {
  archived: {
    title: "This campaign is archived",
    what: "It is over for good, and its conversations have left this app. Nothing is left to do. Thank you for texting.",
  },
  never_joined: {
    title: "You have not joined this campaign",
    what: "To join, open the link that your organization sent you. If you joined with another account, sign in with that one.",
  },
  unknown: {
    title: "This campaign is not on your list",
    what: "Without a network this app cannot tell whether it is over or you have not joined it. Open this page again when you are online.",
  },
};

function NotHere({ of: { why, campaign } }: { of: NotHereWhy }) {
  const { title, what } = WHY[why];
  return (
    <Blank page title={title}>
      {campaign && (
        <p>
          <strong dir="auto">{campaign}</strong>
        </p>
      )}
      <p>{what}</p>
      <a class="button primary" href="/">
        Go to your campaigns
      </a>
    </Blank>
  );
}
