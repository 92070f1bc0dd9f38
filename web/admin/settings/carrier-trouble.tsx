/**
 * Says on every screen of the administration that the carrier takes no texts, or that replies cannot be read, and what to
 * do.
 */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TroubleNow } from "../../../domain/sending/carrier-account.ts";
import type { HeldWebhooks } from "../../../domain/sending/held-webhooks.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { count, shortTime } from "../../ui/time/time.ts";

const LOOK_AGAIN_MS = 10_000;

const trouble = signal<TroubleNow | null>(null);
const held = signal<HeldWebhooks | null>(null);

async function look(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const answer = await call(api.admin.carrier.$get());
  if (!answer.ok) return;
  trouble.value = answer.trouble;
  held.value = answer.held;
}

export function CarrierTrouble() {
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  const waits = trouble.value;
  const unread = held.value?.why ? held.value : null;
  if (waits === null && unread === null) return null;
  return (
    <div class="page broad stack tight carrier-trouble">
      {waits && <TextsWait {...waits} />}
      {unread && <RepliesWait {...unread} />}
    </div>
  );
}

function TextsWait({ scope, why, sinceMs }: TroubleNow) {
  const whose = scope === "account" ? "" : " of your Messaging Service";
  return (
    <Notice tone="wrong" title={`The carrier is not accepting texts${whose}`}>
      <span>
        {why} Texts have been waiting since <span class="number">{shortTime(sinceMs, now.value)}</span>. None are lost;
        they go out automatically once the carrier accepts them.
      </span>
    </Notice>
  );
}

/** Their signatures cannot be checked, so nobody knows yet that they are replies. */
function RepliesWait({ waiting, turnedAway, why }: HeldWebhooks) {
  const title = waiting === 1 ? "1 reply cannot be read" : `${count(waiting)} replies cannot be read`;
  return (
    <Notice tone="wrong" title={title}>
      <span>
        {why} They are kept, and arrive automatically after that.
        {turnedAway > 0 && ` There is no more room: ${count(turnedAway)} were not taken, so do it now.`}
      </span>
    </Notice>
  );
}
