/**
 * The installation's carrier account, or that there is none: then it has to be a simulation, whose texts nobody carries.
 */
import type { TwilioAccount } from "../../twilio/carrier.ts";
import type { Env } from "./env.ts";
import { simulationProblem, switchProblem } from "./simulation.ts";

const SECRETS = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] as const;

/** null: no carrier account is configured. */
export function carrierAccountOf(
  env: Pick<
    Env,
    "TWILIO_ACCOUNT_SID" | "TWILIO_AUTH_TOKEN" | "TWILIO_API_KEY_SID" | "TWILIO_API_KEY_SECRET" | "CARRIER_API_BASE"
  >,
): TwilioAccount | null {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, CARRIER_API_BASE: apiBase } = env;
  if (!accountSid || !authToken) return null;
  const { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret } = env;
  return { accountSid, authToken, apiKey: sid && secret ? { sid, secret } : undefined, apiBase };
}

/** What keeps texts from being carried and how to mend it, in one sentence; null when nothing does. */
export function carrierProblem(env: Partial<Record<keyof Env, unknown>>): string | null {
  const problem = switchProblem(env);
  if (problem !== null) return problem;
  const isSimulation = env.SIMULATION === "on";
  const missing = SECRETS.filter((name) => env[name] === undefined || env[name] === "");
  const [first] = missing;
  if (first === undefined) return simulationProblem(env);
  if (missing.length === SECRETS.length) {
    if (isSimulation) return null;
    return 'This installation has no carrier: to text people, set the secrets TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (npx wrangler secret put TWILIO_ACCOUNT_SID, and the same for the other); to try it without texting anybody, set SIMULATION = "on" under [vars] of wrangler.toml.';
  }
  const set = `${first} is missing: set the secret ${first} (npx wrangler secret put ${first})`;
  const other = SECRETS.find((name) => name !== first);
  return isSimulation ? `${set}, or remove ${other} to simulate without a carrier.` : `${set}.`;
}
