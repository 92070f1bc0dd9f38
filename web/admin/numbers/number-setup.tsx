import { useSignal } from "@preact/signals";
import type { NumberSetup } from "../../../domain/numbers/campaign-numbers.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";

type Props = { campaignId: string; setup: NumberSetup };

/** How far the numbers of a started campaign are: nothing is sent before they are ready. */
export function NumberSetupCard({ campaignId, setup }: Props) {
  const refusal = useSignal<string | null>(null);
  const { state, moved, numbers, services, servicesReady, leftOut, message } = setup;

  async function again(): Promise<void> {
    const answer = await call(campaignApi["phone-numbers"]["set-up"].$post({ param: { campaignId } }));
    refusal.value = answer.ok ? null : answer.message;
  }

  return (
    <section class="card stack" aria-labelledby="number-setup">
      <h2 id="number-setup">Numbers to text from</h2>
      {state === "running" && (
        <>
          <output>
            {count(moved)} of {counted(numbers, "number")} ready. Texts go out as soon as all are.
          </output>
          <progress class="progress" aria-label="Numbers that are ready" value={moved} max={Math.max(1, numbers)} />
        </>
      )}
      {(state === "ready" || state === "returning" || state === "returned") && (
        <p>
          {state === "ready"
            ? `${counted(moved, "number")} in ${counted(servicesReady, "Messaging Service")}.`
            : state === "returning"
              ? "The campaign is archived. Its numbers are being given back."
              : `The campaign is archived. Its ${counted(numbers - leftOut, "number")} went back to the inventory, where they rest for 30 days.`}
        </p>
      )}
      {leftOut > 0 && (
        <p class="soft small">
          {counted(leftOut, "number")} could not be used and {leftOut === 1 ? "rests" : "rest"} in the inventory.
        </p>
      )}
      {message !== null && <Notice {...(state === "failed" ? { tone: "wrong" } : {})}>{message}</Notice>}
      {state === "failed" && (
        <div class="row">
          <button type="button" class="button primary" onClick={() => void again()}>
            Try again
          </button>
          <span class="soft small">
            {count(servicesReady)} of {counted(services, "Messaging Service")} ready
          </span>
        </div>
      )}
      {refusal.value !== null && <Notice tone="wrong">{refusal.value}</Notice>}
    </section>
  );
}
