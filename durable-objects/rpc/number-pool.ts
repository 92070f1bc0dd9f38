/**
 * The calls that the overview of a pool of numbers answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type {
  BuyingJob,
  PoolSearch,
  Reconciliation,
  ReconcileOutcome,
  ReleaseOutcome,
  StartBuying,
  TakeOverOutcome,
} from "../../domain/numbers/buying.ts";
import type { NumberCounts } from "../../domain/numbers/inventory.ts";

export type AreaCodeCounts = { areaCode: string } & NumberCounts;

export type StoreAreaCodeRequest = {
  areaCode: string;
  /** Grows with every change in the area code: a lower one is stale. */
  version: number;
  counts: NumberCounts;
};

export type BuyNumbersRequest = { jobId: string; search: PoolSearch; count: number; by: string };

/** @property leaving numbers on their way back to the carrier */
export type PoolWork = { jobs: BuyingJob[]; leaving: number; reconciliation: Reconciliation | null };

/** @property otherPools that may use the same carrier account: their numbers are not unknown */
export type ReconcileRequest = { otherPools: string[] };

export interface NumberPoolRpc {
  /** The same job again is the same purchase. */
  buy(request: BuyNumbersRequest): StartBuying;
  stopBuying(request: { jobId: string }): { stopped: boolean };
  work(): PoolWork;
  /** Free numbers leave the inventory and go back to the carrier. */
  giveBack(request: { numbers: string[] }): Promise<ReleaseOutcome>;
  /** Compares the inventory with the carrier's list, and mends what is certain. */
  reconcile(request: ReconcileRequest): Promise<ReconcileOutcome>;
  /** The same, unless it was done within the day: then null. */
  reconcileDaily(request: ReconcileRequest): Promise<ReconcileOutcome | null>;
  /** Numbers of the carrier's account become the pool's. */
  takeOver(request: { numbers: string[] } & ReconcileRequest): Promise<TakeOverOutcome>;
  /** From an inventory, repeated until it was answered; the newest version wins. */
  storeAreaCode(request: StoreAreaCodeRequest): { version: number };
  /** Every area code that has or had numbers, in order. */
  areaCodes(): AreaCodeCounts[];
}
