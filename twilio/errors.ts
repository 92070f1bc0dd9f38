/**
 * The carrier's error codes and what each of them does here (docs/rules.md#opt-outs-carrier-codes). A code comes with a
 * refused request (`SendOutcome`) or with a status callback (`ErrorCode`).
 */
import { ERROR_TABLE } from "./error-table.ts";
import type { CarrierEffect, FactSource } from "./error-table.ts";

export type CarrierError = {
  code: number;
  effect: CarrierEffect;
  meaning: string;
  /** What somebody can do about it. */
  remedy: string | null;
  source: FactSource | null;
};

const KNOWN: ReadonlyMap<number, CarrierError> = new Map(
  ERROR_TABLE.map(([code, effect, source, meaning, remedy = null]) => [
    code,
    { code, effect, meaning, remedy, source },
  ]),
);

/** What a code means and does. A code that is not known fails the one text, and is counted. */
export function carrierError(code: number): CarrierError {
  const known = KNOWN.get(code);
  if (known) return known;
  return { code, effect: "unknown", meaning: `The carrier reported error ${code}`, remedy: null, source: null };
}

/** Of one text or number alone: nobody has to look at how often they come. */
const UNCOUNTED: ReadonlySet<CarrierEffect> = new Set([
  "opt_out",
  "bad_number",
  "unreachable",
  "no_mms",
  "bad_text",
  "failed",
]);

/** Whether admins see how often a code came. */
export function isCounted(code: number): boolean {
  return !UNCOUNTED.has(carrierError(code).effect);
}

/** Where to read about a code. */
export function errorPage(code: number): string {
  return `https://www.twilio.com/docs/api/errors/${code}`;
}
