/**
 * The calls that the object of a carrier account answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { NumberCarrier } from "../../domain/numbers/number-carrier.ts";
import type { PaceNow, PaceShare, ShareRequest, ServiceLimits } from "../../domain/sending/carrier-account.ts";

/** A call of the port for numbers (domain/numbers/number-carrier.ts) as data. */
export type NumberCarrierCall = {
  [Method in NumberCarrierMethod]: { method: Method; args: Parameters<NumberCarrier[Method]> };
}[NumberCarrierMethod];
/** Nobody gives a simulated number up, so that is not asked. */
export type NumberCarrierMethod = Exclude<keyof NumberCarrier, "simulated" | "deactivated">;

export type PaceNowRequest = { orgId: string; service: string | null };

export interface CarrierAccountRpc {
  paceNow(request: PaceNowRequest): PaceNow;
  /** Reports what went and asks for a share, in one call. A repeated report is counted twice, which only makes the pace slower. */
  share(request: ShareRequest): PaceShare;
  /** What the simulated carrier answers; only the object of the account that is none is asked. */
  simulatedNumbers(call: NumberCarrierCall): Promise<unknown>;
  /** The newest copy wins. */
  setLimits(limits: ServiceLimits): CopyTaken;
}
