/**
 * An unhealthy number of a running campaign leaves its Messaging Service, and stays the campaign's until the archive: replies to it
 * go on reaching the queue, by an address of the number's own that is set before it leaves. May be repeated after any failure.
 */
import { serviceAddresses } from "../../../domain/numbers/campaign-numbers.ts";
import { mayLeaveService } from "../../../domain/numbers/number-health.ts";
import type { TakeOutOutcome } from "../../rpc/campaign-numbers.ts";
import type { OwnNumberRow } from "./own-numbers.ts";
import { valueOf } from "./setup-steps.ts";
import type { SetupDeps } from "./setup-steps.ts";

/** @throws while the carrier cannot be called or its answer is unclear */
export async function takeOut(deps: SetupDeps, number: string, why: string): Promise<TakeOutOutcome> {
  const { own, queueKey, publicOrigin, orgId } = deps;
  if (own.record()?.state !== "ready") return { ok: false, reason: "not_running" };
  const row = own.number(number);
  if (row?.state === "taken_out") return { ok: true };
  if (row?.state !== "moved" && row?.state !== "leaving") return { ok: false, reason: "not_in_service" };
  const service = own.services().find((each) => each.queue_no === row.queue_no && each.part === row.part);
  if (!service || service.sid === null) return { ok: false, reason: "not_in_service" };
  if (row.state === "moved") {
    const inService = own.of(service, "moved").length;
    if (!mayLeaveService(inService, inService + outOf(deps, row))) return { ok: false, reason: "too_few_left" };
    // So that of two at once the second counts the first.
    own.leaves(number, why);
  }
  const carrier = await deps.carrier();
  const { inboundUrl, fallbackUrl } = serviceAddresses(publicOrigin, orgId(), queueKey(row.queue_no));
  const sid = row.sid ?? "";
  valueOf(deps, await carrier.changeNumber(sid, { inboundUrl, fallbackUrl }));
  const removed = await carrier.removeFromService(service.sid, sid);
  if (!removed.ok && removed.reason !== "unknown") valueOf(deps, removed);
  own.takenOut(number);
  return { ok: true };
}

/** How many of the same service have left it. */
function outOf({ own }: SetupDeps, { queue_no, part }: OwnNumberRow): number {
  const place = { queue_no, part, sid: null, state: "ready" as const };
  return own.of(place, "leaving").length + own.of(place, "taken_out").length;
}
