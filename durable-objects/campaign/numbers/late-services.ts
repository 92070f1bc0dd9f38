/**
 * Messaging Services whose making got no answer: the carrier has neither idempotency keys nor a way to take a call back, so one may
 * arrive after another was made, or after the campaign was archived. Once none can arrive anymore, what is there beside the campaign's own
 * is deleted.
 */
import { serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import { CarrierWaits, valueOf } from "./setup-steps.ts";
import type { SetupDeps } from "./setup-steps.ts";

/** @returns when there is more to do, epoch ms; null: nothing is left */
export async function deleteLateServices(deps: SetupDeps): Promise<number | null> {
  const { own, now, queueKey } = deps;
  try {
    for (const row of own.unclearServices()) {
      if (row.unclear_until > now()) continue;
      // A set-up that has none yet looks for all of them by their name.
      if (row.state === "deleted" || row.sid !== null) {
        const carrier = await deps.carrier();
        const name = serviceName(queueKey(row.queue_no), row.part);
        const { services } = valueOf(deps, await carrier.services({ name }));
        for (const { sid } of services) {
          if (row.state !== "deleted" && sid === row.sid) continue;
          const deleted = await carrier.deleteService(sid);
          if (!deleted.ok && deleted.reason !== "unknown") valueOf(deps, deleted);
        }
      }
      own.isClear(row);
    }
  } catch (error) {
    if (!(error instanceof CarrierWaits)) throw error;
    return error.untilMs;
  }
  return own.nextUnclearMs();
}
