import { useSignal } from "@preact/signals";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/screen.tsx";
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
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function release(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await desk.call("release", { campaignId: campaign.campaignId });
    busy.value = false;
    if (answer.ok) isAsking.value = false;
    else refusal.value = answer.message;
  }

  return (
    <>
      <button type="button" class="button quiet" onClick={() => (isAsking.value = true)}>
        Give contacts back
      </button>
      {isAsking.value && (
        <Dialog
          title="Give contacts back?"
          onSubmit={() => void release()}
          onClose={() => (isAsking.value = false)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (isAsking.value = false)}>
                Keep them
              </button>
              <button type="submit" class="button primary" aria-disabled={busy.value}>
                {busy.value ? "Giving back…" : "Give back"}
              </button>
            </>
          }
        >
          <p>
            {toSend === 1 ? "The contact" : `The ${count(toSend)} contacts`} that you have not texted go to other
            texters. Your conversations stay yours.
          </p>
          {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
        </Dialog>
      )}
    </>
  );
}
