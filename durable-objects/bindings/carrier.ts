/** How objects reach the carrier and the store of files, read from the environment once. */
import { ABSENCE_IS_PROOF_AFTER_MS } from "../../twilio/look-up.ts";
import type { SigningSecrets } from "../../twilio/signed-webhook.ts";
import type { TwilioSettings } from "../../twilio/twilio-carrier.ts";
import type { CarrierDeps } from "../../twilio/carrier.ts";
import { carrierAccountOf } from "./carrier-account.ts";
import type { Env } from "./env.ts";

/** null: no carrier account is configured. */
export function twilioSettings(env: Env): TwilioSettings | null {
  const account = carrierAccountOf(env);
  if (account === null) return null;
  return {
    origin: env.PUBLIC_ORIGIN,
    account,
    deps: carrierDeps(env),
    // The runtime's response has more fields than are read here.
    fetchMedia: (url, init) => (env.CARRIER ?? globalThis).fetch(url, init),
    lookUpAfterMs: Number(env.UNKNOWN_LOOK_UP_AFTER_MS ?? 20_000),
    absenceIsProofAfterMs: Number(env.ABSENCE_IS_PROOF_AFTER_MS ?? ABSENCE_IS_PROOF_AFTER_MS),
  };
}

/** How the carrier is called. */
export function carrierDeps(env: Env): CarrierDeps {
  return {
    fetch: (url, init) => (env.CARRIER ?? globalThis).fetch(url, init),
    timeoutMs: Number(env.CARRIER_TIMEOUT_MS ?? 10_000),
  };
}

/** What webhooks may be signed with. */
export function signingSecrets(env: Env): SigningSecrets {
  const present = (...secrets: (string | undefined)[]): string[] =>
    secrets.filter((secret): secret is string => secret !== undefined && secret !== "");
  return {
    authTokens: present(env.TWILIO_AUTH_TOKEN, env.TWILIO_AUTH_TOKEN_SECONDARY),
    sharedKeys: present(env.TWILIO_WEBHOOK_KEY_SECRET, env.TWILIO_WEBHOOK_KEY_SECRET_SECONDARY),
  };
}

/** Writes a file of an inbound text; the same key again replaces it. */
export function storeFile(env: Pick<Env, "MEDIA">) {
  return async (key: string, file: Uint8Array, type: string): Promise<void> => {
    await env.MEDIA.put(key, file, { httpMetadata: { contentType: type } });
  };
}
