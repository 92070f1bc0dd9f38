import type { ComponentChildren } from "preact";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Blank, Heading, Skeleton } from "../../ui/screen.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { useDesk } from "../desk/open-desk.ts";
import { later } from "../../ui/load/later.tsx";
import { useKeys } from "../../ui/keyboard/keys.ts";
import { keysShown } from "../keys.ts";
import { TexterBar } from "../texter-bar.tsx";
import "../texter.css";

const KeysDialog = later(async () => (await import("../keys-dialog.tsx")).KeysDialog);

type GateProps = { campaignId: string; children: (desk: DeskClient, campaign: DeskCampaign) => ComponentChildren };

/** Shows a screen of one campaign as soon as the campaign is known, and says so when it is not on this desk. */
export function CampaignGate({ campaignId, children }: GateProps) {
  const desk = useDesk();
  const loaded = desk.loaded.value;
  const campaign = desk.store.campaigns.value.get(campaignId);
  useKeys({ "?": () => (keysShown.value = true) });
  if (campaign)
    return (
      <>
        {children(desk, campaign)}
        {keysShown.value && <KeysDialog />}
      </>
    );
  return (
    <>
      <TexterBar desk={desk} back="/" title="" />
      <main class="page" aria-busy={loaded === "loading"}>
        {loaded === "loading" && <Skeleton heights={["line", "tall"]} />}
        {loaded === "ready" && (
          <Blank title="This campaign is not in your list">
            <Heading title="This campaign is not in your list" unseen />
            <p>It may have ended, or you joined it under another account. Open its join link to come back.</p>
            <a class="button primary" href="/">
              To your campaigns
            </a>
          </Blank>
        )}
        {typeof loaded === "object" && (
          <Blank title="The campaign did not load">
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
