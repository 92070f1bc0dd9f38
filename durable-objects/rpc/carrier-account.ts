/**
 * The calls that the object of a carrier account answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { PaceNow, PaceShare, ShareRequest, ServiceLimits } from "../../domain/sending/carrier-account.ts";

export type PaceNowRequest = { orgId: string; service: string | null };

export interface CarrierAccountRpc {
  paceNow(request: PaceNowRequest): PaceNow;
  /** Reports what went and asks for a share, in one call. A repeated report is counted twice, which only makes the pace slower. */
  share(request: ShareRequest): PaceShare;
  /** The newest copy wins. */
  setLimits(limits: ServiceLimits): CopyTaken;
}
