import type { ComponentChildren } from "preact";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Blank, Skeleton } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { useDesk } from "../desk/open-desk.ts";
import { KeysList } from "../keys-list.tsx";
import { TexterBar } from "../texter-bar.tsx";
import "../texter.css";

type GateProps = { campaignId: string; children: (desk: DeskClient, campaign: DeskCampaign) => ComponentChildren };

/** Shows a screen of one campaign as soon as the campaign is known, and says so when it is not on this desk. */
export function CampaignGate({ campaignId, children }: GateProps) {
  const desk = useDesk();
  const loaded = desk.loaded.value;
  const campaign = desk.store.campaigns.value.get(campaignId);
  if (campaign)
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
        {loaded === "ready" && (
          <Blank page title="This campaign is not on your list">
            <p>
              If it is over, nothing is left to do. If it is still under way, you may have joined with another account.
            </p>
            <a class="button primary" href="/">
              Go to your campaigns
            </a>
          </Blank>
        )}
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
