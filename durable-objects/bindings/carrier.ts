/** How objects reach the carrier, read from the environment once. */
import type { CarrierAccount, CarrierDeps } from "../../twilio/carrier.ts";
import { ABSENCE_IS_PROOF_AFTER_MS } from "../../twilio/look-up.ts";
import { fetchMedia } from "../../twilio/media.ts";
import type { MediaDeps } from "../../twilio/media.ts";
import { MOST_INBOUND_BYTES } from "../../domain/messages/media.ts";
import type { Env } from "./env.ts";
import { fixedRecipient, isSimulation, simulationProblem } from "./simulation.ts";

export type CarrierSettings = {
  /** Public origin, for callback addresses. */
  origin: string;
  account: CarrierAccount;
  deps: CarrierDeps;
  /** Milliseconds before a text of unknown outcome is looked up. */
  lookUpAfterMs: number;
  /** Milliseconds after a call before its absence at the carrier proves that it never was. */
  absenceIsProofAfterMs: number;
};

export function carrierSettings(env: Env): CarrierSettings {
  return {
    origin: env.PUBLIC_ORIGIN,
    account: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiBase: env.CARRIER_API_BASE },
    deps: {
      fetch: (url, init) => (env.CARRIER ?? globalThis).fetch(url, init),
      timeoutMs: Number(env.CARRIER_TIMEOUT_MS ?? 10_000),
    },
    lookUpAfterMs: Number(env.UNKNOWN_LOOK_UP_AFTER_MS ?? 20_000),
    absenceIsProofAfterMs: Number(env.ABSENCE_IS_PROOF_AFTER_MS ?? ABSENCE_IS_PROOF_AFTER_MS),
  };
}

/** How a file of a text comes here, and where it is kept. */
export function mediaStore(env: Env) {
  const { account, deps } = carrierSettings(env);
  // What the runtime's `fetch` answers with is more than is read of it.
  const fetch: MediaDeps["fetch"] = (url, init) => (env.CARRIER ?? globalThis).fetch(url, init);
  return {
    fetch: (path: string) =>
      fetchMedia(account, path, { fetch, timeoutMs: 3 * deps.timeoutMs, mostBytes: MOST_INBOUND_BYTES }),
    keep: async (key: string, file: Uint8Array, type: string) => {
      await env.MEDIA.put(key, file, { httpMetadata: { contentType: type } });
    },
  };
}

/** Whether and how this installation is a simulation. An object asks by itself: its alarms come without the edge's check. */
export function simulationOf(env: Env) {
  return { isOn: isSimulation(env), fixedTo: fixedRecipient(env), problem: simulationProblem(env) };
}
