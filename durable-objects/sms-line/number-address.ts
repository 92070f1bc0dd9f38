/** Where the carrier sends the texts to a user's number: to its line. */
import { areaCodeOf } from "../../domain/numbers/area-codes.ts";
import type { Env } from "../bindings/env.ts";
import { numberCarrierOfPool } from "../bindings/number-carrier.ts";
import { callObject } from "../kit/calls/retry.ts";
import { createLogger } from "../kit/log/log.ts";
import { inventoryAt } from "../rpc/stubs.ts";

/** Rejects when it has to be tried again; what the carrier refuses for good is only logged. */
export async function setNumberAddress(
  env: Env,
  { orgId, number, pool }: { orgId: string; number: string; pool: string },
): Promise<void> {
  const [known] = await callObject(
    () => inventoryAt(env, pool, areaCodeOf(number) ?? ""),
    (inventory) => inventory.details({ numbers: [number] }),
  );
  if (!known) return;
  const chosen = await numberCarrierOfPool(env, pool);
  if (!chosen.ok) throw new Error(chosen.message);
  const base = `${env.PUBLIC_ORIGIN}/webhooks/twilio/${orgId}/line-inbound/${encodeURIComponent(number)}`;
  const changed = await chosen.carrier.changeNumber(known.sid, { inboundUrl: base, fallbackUrl: null });
  if (changed.ok) return;
  const { reason, message } = changed;
  if (reason !== "refused" && reason !== "unknown") throw new Error(message);
  createLogger({ object: "SmsLine" }).error("number_address_not_set", { reason, message });
}
