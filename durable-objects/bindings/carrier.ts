/** How objects reach the carrier and the store of files, read from the environment once. */
import { ABSENCE_IS_PROOF_AFTER_MS } from "../../twilio/look-up.ts";
import type { TwilioSettings } from "../../twilio/twilio-carrier.ts";
import type { Env } from "./env.ts";

export function twilioSettings(env: Env): TwilioSettings {
  return {
    origin: env.PUBLIC_ORIGIN,
    account: { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiBase: env.CARRIER_API_BASE },
    deps: {
      fetch: (url, init) => (env.CARRIER ?? globalThis).fetch(url, init),
      timeoutMs: Number(env.CARRIER_TIMEOUT_MS ?? 10_000),
    },
    // The runtime's response has more fields than are read here.
    fetchMedia: (url, init) => (env.CARRIER ?? globalThis).fetch(url, init),
    lookUpAfterMs: Number(env.UNKNOWN_LOOK_UP_AFTER_MS ?? 20_000),
    absenceIsProofAfterMs: Number(env.ABSENCE_IS_PROOF_AFTER_MS ?? ABSENCE_IS_PROOF_AFTER_MS),
  };
}

/** Writes a file of an inbound text; the same key again replaces it. */
export function keepFile(env: Pick<Env, "MEDIA">) {
  return async (key: string, file: Uint8Array, type: string): Promise<void> => {
    await env.MEDIA.put(key, file, { httpMetadata: { contentType: type } });
  };
}
