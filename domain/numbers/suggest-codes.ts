/**
 * Which area codes a campaign reserves (docs/rules.md#numbers-suggestion): the contacts' own, in proportion to how many
 * contacts each has, as far as the pool has numbers there; what is then missing comes from codes of the same states, and then
 * from wherever there are most.
 */
import { statesOf } from "./area-codes.ts";

export type CodeWish = { areaCode: string; count: number };

/** @param contacts by area code; @param available by area code */
export function suggestCodes(
  needed: number,
  contacts: ReadonlyMap<string, number>,
  available: ReadonlyMap<string, number>,
): CodeWish[] {
  const taken = new Map<string, number>();
  const room = (areaCode: string) => (available.get(areaCode) ?? 0) - (taken.get(areaCode) ?? 0);
  const take = (areaCode: string, count: number) => {
    if (count > 0) taken.set(areaCode, (taken.get(areaCode) ?? 0) + count);
    return count;
  };
  const byContacts = [...contacts]
    .filter(([, count]) => count > 0)
    .sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
  const all = byContacts.reduce((sum, [, count]) => sum + count, 0);
  let missing = needed;
  for (const [areaCode, count] of byContacts) {
    const share = Math.min(missing, Math.ceil((needed * count) / all));
    missing -= take(areaCode, Math.min(share, Math.max(0, room(areaCode))));
  }
  const states = new Set(byContacts.map(([areaCode]) => statesOf(areaCode)));
  const isNear = (areaCode: string) => states.has(statesOf(areaCode));
  const others = [...available.keys()].sort(
    (a, b) => Number(isNear(b)) - Number(isNear(a)) || room(b) - room(a) || a.localeCompare(b),
  );
  for (const areaCode of others) missing -= take(areaCode, Math.min(missing, Math.max(0, room(areaCode))));
  return [...taken].map(([areaCode, count]) => ({ areaCode, count })).sort((a, b) => b.count - a.count);
}
