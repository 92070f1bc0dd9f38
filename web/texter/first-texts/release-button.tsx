import { useSignal } from "@preact/signals";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { count } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";

/** Gives contacts that were not texted back, for others to text. */
export function ReleaseButton({
  desk,
  campaign,
  toSend,
}: {
  desk: DeskClient;
  campaign: DeskCampaign;
  toSend: number;
}) {
  const isAsking = useSignal(false);

  function release(): void {
    isAsking.value = false;
    desk.outbox.add({ op: "release", params: { campaignId: campaign.campaignId } }, campaign.campaignId);
  }

  return (
    <>
      <button type="button" class="button quiet" onClick={() => (isAsking.value = true)}>
        Give contacts back
      </button>
      {isAsking.value && (
        <Dialog
          title="Give contacts back?"
          onSubmit={release}
          onClose={() => (isAsking.value = false)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (isAsking.value = false)}>
                Keep them
              </button>
              <button type="submit" class="button primary">
                Give back
              </button>
            </>
          }
        >
          <p>
            {toSend === 1 ? "The contact" : `The ${count(toSend)} contacts`} you have not texted yet will go to other
            texters. You keep your conversations.
          </p>
        </Dialog>
      )}
    </>
  );
}
