/** Area codes of North America: the first three digits behind +1. */
import { AREA_PLACES } from "../hours/zones/area-codes.ts";

const NANP_NUMBER = /^\+1([2-9]\d\d)[2-9]\d{6}$/;
const TOLL_FREE = new Set(["800", "833", "844", "855", "866", "877", "888"]);

/** Null for a number of another country. @param number E.164 */
export function areaCodeOf(number: string): string | null {
  return NANP_NUMBER.exec(number)?.[1] ?? null;
}

/** An area code that the numbering plan has; toll-free ones count. */
export function isAreaCode(areaCode: string): boolean {
  return AREA_PLACES.has(areaCode) || TOLL_FREE.has(areaCode);
}

/** The states (or provinces) that an area code serves, for people: "NY", "ID, OR"; "" where the table has none. */
export function statesOf(areaCode: string): string {
  return (AREA_PLACES.get(areaCode)?.states ?? []).join(", ");
}
