/** How objects reach the carrier, read from the environment once. */
import { ABSENCE_IS_PROOF_AFTER_MS } from "../twilio/carrier.ts";
import type { CarrierAccount, CarrierDeps } from "../twilio/carrier.ts";
import type { Env } from "../workers/env.ts";

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
