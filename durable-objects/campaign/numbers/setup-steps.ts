/**
 * The steps by which a started campaign gets its numbers: assigned in the inventory, then a Messaging Service for each queue,
 * then the numbers moved in. Each step asks the carrier what is there before it changes anything, so that one that was cut off
 * is repeated without making a second service or losing a number.
 */
import { serviceAddresses, serviceName } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberUse, ReservationHolder } from "../../../domain/numbers/inventory.ts";
import type { MessagingService, NumberCarrier, NumberCarrierFailure } from "../../../domain/numbers/number-carrier.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { NumberInventoryRpc } from "../../rpc/number-inventory.ts";
import type { OwnNumberRow, OwnNumbers, OwnServiceRow } from "./own-numbers.ts";

export type SetupDeps = {
  own: OwnNumbers;
  orgId: () => string;
  holder: () => ReservationHolder;
  queueKey: (queueNo: number) => string;
  publicOrigin: string;
  carrier: () => Promise<NumberCarrier>;
  inventory: (
    pool: string,
    areaCode: string,
  ) => Remote<Pick<NumberInventoryRpc, "assign" | "release" | "details" | "unassign">>;
  now: () => number;
};

/** The carrier asks to wait, or nothing can be called now: no fault of the step. */
export class CarrierWaits extends Error {
  readonly untilMs: number;

  constructor(message: string, untilMs: number) {
    super(message);
    this.untilMs = untilMs;
  }
}

/** Whether it was done is not known: the next try asks the carrier first. */
export class CarrierUnclear extends Error {
  readonly retryable = true;
}

/** The carrier's own words, for people. */
export class CarrierRefused extends Error {
  override readonly name = "CarrierRefused";
}

/** The carrier's code for a number that the account does not have. */
const NO_SUCH_NUMBER = 21421;
/** A call without an answer may reach the carrier until then (late-services.ts). */
const ARRIVES_WITHIN_MS = 60_000;
/** So that a step is short, and a stop repeats little. */
const MOVED_AT_ONCE = 60;

/** Does the next piece of work. @returns whether there was any */
export async function setupStep(deps: SetupDeps): Promise<boolean> {
  const planned = deps.own.planned();
  if (planned.length > 0) {
    await assign(deps, planned);
    return true;
  }
  const service = deps.own.nextService();
  if (!service) return false;
  await fillService(deps, service);
  return true;
}

/** Numbers of one reservation; the others of it are free again. */
async function assign(deps: SetupDeps, rows: readonly OwnNumberRow[]): Promise<void> {
  const { own, holder, inventory } = deps;
  const [first] = rows;
  if (!first) return;
  const { pool, area_code: areaCode, reservation_id: reservationId } = first;
  const uses = rows.map(({ number, queue_no: queueNo }) => ({ number, use: useOf(deps, queueNo) }));
  const assigned = await callObject(
    () => inventory(pool, areaCode),
    (stub) => stub.assign({ reservationId, holder: holder(), uses, releaseRest: true }),
  );
  if (!assigned.ok) {
    throw new CarrierRefused(
      `The reservation in area code ${areaCode} has ended, and its numbers may have gone to others. Copy the campaign, and reserve again.`,
    );
  }
  const details = await callObject(
    () => inventory(pool, areaCode),
    (stub) => stub.details({ numbers: rows.map(({ number }) => number) }),
  );
  own.assigned(details);
}

async function fillService(deps: SetupDeps, row: OwnServiceRow): Promise<void> {
  const { own } = deps;
  const carrier = await deps.carrier();
  const sid = row.sid ?? (await serviceOf(deps, carrier, row)).sid;
  if (row.sid === null) own.saveService(row, { sid, state: "new" });
  const there = valueOf(deps, await carrier.numbersOf(sid));
  own.moved(there.numbers.map(({ number }) => number));
  await allInWaves(own.of(row, "assigned", MOVED_AT_ONCE), (number) => moveIn(deps, carrier, sid, number));
  if (own.of(row, "assigned", 1).length > 0) return;
  if (own.of(row, "moved", 1).length === 0) {
    throw new CarrierRefused(
      `The carrier let none of the numbers into the Messaging Service “${serviceName(deps.queueKey(row.queue_no), row.part)}”. Look at the numbers in the carrier's console.`,
    );
  }
  own.saveService(row, { sid, state: "ready" });
}

/** Found by its name, or made. Of several, which an unclear answer can leave, the oldest stays. */
async function serviceOf(deps: SetupDeps, carrier: NumberCarrier, row: OwnServiceRow): Promise<MessagingService> {
  const key = deps.queueKey(row.queue_no);
  const name = serviceName(key, row.part);
  const addresses = serviceAddresses(deps.publicOrigin, deps.orgId(), key);
  const { services } = valueOf(deps, await carrier.services({ name }));
  const [oldest, ...others] = services.toSorted(
    (a, b) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0) || a.sid.localeCompare(b.sid),
  );
  if (!oldest) {
    deps.own.setUnclear(row, deps.now() + ARRIVES_WITHIN_MS);
    const made = await carrier.createService({ name, ...addresses });
    if (made.ok || made.reason !== "unclear") deps.own.setUnclear(row, row.unclear_until);
    return valueOf(deps, made).service;
  }
  for (const { sid } of others) {
    const deleted = await carrier.deleteService(sid);
    if (!deleted.ok && deleted.reason !== "unknown") valueOf(deps, deleted);
  }
  const isRight =
    oldest.inboundUrl === addresses.inboundUrl &&
    oldest.fallbackUrl === addresses.fallbackUrl &&
    oldest.statusCallback === addresses.statusCallback;
  return isRight ? oldest : valueOf(deps, await carrier.changeService(oldest.sid, addresses)).service;
}

async function moveIn(deps: SetupDeps, carrier: NumberCarrier, serviceSid: string, row: OwnNumberRow): Promise<void> {
  const added = await carrier.addToService(serviceSid, row.sid ?? "");
  if (added.ok) return deps.own.moved([row.number]);
  switch (added.reason) {
    case "in_another_service":
    case "cannot_text":
    case "unknown":
      return leaveOut(deps, row, added.message);
    case "service_full":
      throw new CarrierRefused(added.message);
    case "refused":
      if (added.code === NO_SUCH_NUMBER) return leaveOut(deps, row, added.message);
  }
  valueOf(deps, added);
}

/** Another number takes its place; this one rests until somebody has looked at it. */
async function leaveOut({ own, inventory, ...deps }: SetupDeps, row: OwnNumberRow, why: string): Promise<void> {
  const { number, pool, area_code: areaCode, queue_no: queueNo } = row;
  await callObject(
    () => inventory(pool, areaCode),
    (stub) => stub.unassign({ use: useOf(deps, queueNo), numbers: [number], restUntilMs: null, why }),
  );
  own.leftOut(number, why);
}

/**
 * The way back after the archive: services are deleted first, so that no number is free while a service has it, then numbers
 * rest in the inventory. @returns whether there was anything left
 */
export async function returnStep(deps: SetupDeps, restUntilMs: number): Promise<boolean> {
  const { own, holder, inventory } = deps;
  const [planned] = own.planned();
  if (planned) {
    const { pool, area_code: areaCode, reservation_id: reservationId } = planned;
    await callObject(
      () => inventory(pool, areaCode),
      (stub) => stub.release({ reservationId, holder: holder() }),
    );
    // They may be assigned all the same, where only the answer was lost: those are given back with the others.
    own.notToBeAssigned(reservationId);
    return true;
  }
  const service = own.services().find(({ state }) => state !== "deleted");
  if (service) {
    const carrier = await deps.carrier();
    const name = serviceName(deps.queueKey(service.queue_no), service.part);
    const { services } = valueOf(deps, await carrier.services({ name }));
    const sids = new Set(services.map(({ sid }) => sid));
    if (service.sid !== null) sids.add(service.sid);
    for (const sid of sids) {
      const deleted = await carrier.deleteService(sid);
      if (!deleted.ok && deleted.reason !== "unknown") valueOf(deps, deleted);
    }
    own.saveService(service, { sid: service.sid, state: "deleted" });
    return true;
  }
  const [place] = own.places();
  if (!place) return false;
  await callObject(
    () => inventory(place.pool, place.area_code),
    (stub) => stub.unassign({ use: useOf(deps, place.queue_no), restUntilMs }),
  );
  own.returned(place);
  return true;
}

function useOf({ orgId, queueKey }: Pick<SetupDeps, "orgId" | "queueKey">, queueNo: number): NumberUse {
  return { kind: "queue", orgId: orgId(), queue: queueKey(queueNo) };
}

/** @throws what the job makes of a call without a result */
export function valueOf<Answer extends { ok: true }>(
  { now }: Pick<SetupDeps, "now">,
  answer: Answer | NumberCarrierFailure,
): Answer {
  if (answer.ok) return answer;
  switch (answer.reason) {
    case "throttled":
    case "waits":
      throw new CarrierWaits(answer.message, now() + answer.retryAfterMs);
    case "unclear":
      throw new CarrierUnclear(answer.message);
    case "refused":
    case "unknown":
      throw new CarrierRefused(answer.message);
  }
}
