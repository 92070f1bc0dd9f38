import { useSignal } from "@preact/signals";
import type { Spread } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { FailureFacts } from "../campaigns/failure-facts.tsx";

type Props = { campaignId: string; spread: Spread };

/** How far the last change has come; empty when it is in force everywhere, as it usually is. */
export function SpreadState({ campaignId, spread }: Props) {
  const { queues, reached, failure } = spread;
  if (reached >= queues) return null;
  if (failure) return <GivenUp campaignId={campaignId} spread={spread} />;
  return (
    <Notice tone="warn" title={`The change has reached ${count(reached)} of ${count(queues)} parts of the campaign`}>
      <span>The others could not be reached yet. They are tried again automatically; you can close this page.</span>
      <progress class="progress" aria-label="Parts that have the change" value={reached} max={queues} />
    </Notice>
  );
}

function GivenUp({ campaignId, spread: { queues, reached, failure } }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function tryAgain(): Promise<void> {
    busy.value = true;
    refusal.value = null;
    // The state as it is: queues that do not have it yet are asked again.
    const answer = await call(campaignApi.status.$post({ param: { campaignId }, json: {} }));
    busy.value = false;
    if (!answer.ok) refusal.value = answer.message;
  }

  return (
    <Notice
      tone="wrong"
      title={`The change has reached only ${count(reached)} of ${count(queues)} parts of the campaign`}
    >
      {failure && <FailureFacts failure={failure} />}
      {refusal.value && <span>{refusal.value}</span>}
      <button type="button" class="button" disabled={busy.value} onClick={() => void tryAgain()}>
        Try again
      </button>
    </Notice>
  );
}
