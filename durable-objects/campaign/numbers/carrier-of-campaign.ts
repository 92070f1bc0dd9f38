/** The account whose numbers and Messaging Services a started campaign has. */
import type { NumberCarrier } from "../../../domain/numbers/number-carrier.ts";
import { installationNumbers, numberCarrierOf } from "../../bindings/number-carrier.ts";
import type { Env } from "../../bindings/env.ts";
import { CarrierWaits } from "./setup-steps.ts";

const AGAIN_MS = 60_000;

/** @param accountSid null: the installation's @throws CarrierWaits while it cannot be called */
export async function carrierOfCampaign(
  env: Env,
  orgId: string,
  accountSid: string | null,
  nowMs: number,
): Promise<NumberCarrier> {
  const chosen = accountSid === null ? installationNumbers(env) : await numberCarrierOf(env, orgId, accountSid);
  if (!chosen.ok) throw new CarrierWaits(chosen.message, nowMs + AGAIN_MS);
  return chosen.carrier;
}
