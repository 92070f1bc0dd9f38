/** Says on every screen of the administration that the carrier takes no texts, and what to do. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TroubleNow } from "../../../domain/sending/carrier-account.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";

const LOOK_AGAIN_MS = 10_000;

const trouble = signal<TroubleNow | null>(null);

async function look(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const answer = await call(api.admin.carrier.$get());
  if (answer.ok) trouble.value = answer.trouble;
}

export function CarrierTrouble() {
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  if (trouble.value === null) return null;
  const { scope, why, sinceMs } = trouble.value;
  const whose = scope === "account" ? "" : " of your Messaging Service";
  return (
    <div class="page broad carrier-trouble">
      <Notice tone="wrong" title={`The carrier is not accepting texts${whose}`}>
        <span>
          {why} Texts have been waiting since <span class="number">{shortTime(sinceMs, now.value)}</span>. None are
          lost; they go out automatically once the carrier accepts them.
        </span>
      </Notice>
    </div>
  );
}
