/**
 * What a cache says of users' numbers, and when it may be believed (docs/rules.md#phone-service-look-ups). Two texts: of an
 * area code, its lease; of a number, whose it was at a version. Only the inventory writes them. An answer counts only under a
 * lease that has not run out, and only if nothing has happened since that could have changed it.
 */

/** `assigned`, `unassigned`: the versions of the last changes of that kind to users' numbers. */
export type LookUpLease = { untilMs: number; assigned: number; unassigned: number };

/** How long a cache is believed without the inventory; and for so long an assignment waits at most when it cannot be told. */
export const LEASE_MS = 5_000;
/** Clocks of different machines differ by less. */
export const CLOCKS_DIFFER_MS = 1_000;
/** Numbers of nobody are most of what is asked for, and seldom asked for again. */
export const NOBODY_KEPT_MS = 60_000;
export const USER_KEPT_MS = 3_600_000;

const NOBODY = "-";

/** @param space keeps the installations apart that share a cache */
export function lookUpKeys(space: string, pool: string, areaCode: string, number: string): [string, string] {
  return [leaseKey(space, pool, areaCode), numberKey(space, pool, number)];
}

export function leaseKey(space: string, pool: string, areaCode: string): string {
  return `${space}:lease:${pool}:${areaCode}`;
}

export function numberKey(space: string, pool: string, number: string): string {
  return `${space}:number:${pool}:${number}`;
}

export function leaseText({ untilMs, assigned, unassigned }: LookUpLease): string {
  return `${untilMs} ${assigned} ${unassigned}`;
}

/** @param orgId "": nobody's */
export function numberText(version: number, orgId: string): string {
  return `${version} ${orgId === "" ? NOBODY : orgId}`;
}

/** The organization whose user has the number, "": nobody; null: the inventory has to be asked. */
export function believed(lease: string | null, known: string | null, nowMs: number): string | null {
  if (lease === null || known === null) return null;
  const [untilMs, assigned, unassigned] = lease.split(" ").map(Number);
  const [version, orgId = ""] = known.split(" ");
  const isNumber = (value: number | undefined): value is number => Number.isSafeInteger(value);
  if (!isNumber(untilMs) || !isNumber(assigned) || !isNumber(unassigned) || !isNumber(Number(version))) return null;
  if (nowMs >= untilMs || untilMs - nowMs > LEASE_MS + CLOCKS_DIFFER_MS || orgId === "") return null;
  const changed = orgId === NOBODY ? assigned : unassigned;
  if (Number(version) < changed) return null;
  return orgId === NOBODY ? "" : orgId;
}
