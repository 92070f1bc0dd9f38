/**
 * The calls that the overview of a pool of numbers answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { NumberCounts } from "../../domain/numbers/inventory.ts";

export type AreaCodeCounts = { areaCode: string } & NumberCounts;

export type StoreAreaCodeRequest = {
  areaCode: string;
  /** Grows with every change in the area code: a lower one is stale. */
  version: number;
  counts: NumberCounts;
};

export interface NumberPoolRpc {
  /** From an inventory, repeated until it was answered; the newest version wins. */
  storeAreaCode(request: StoreAreaCodeRequest): { version: number };
  /** Every area code that has or had numbers, in order. */
  areaCodes(): AreaCodeCounts[];
}
