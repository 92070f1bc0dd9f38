/*
 * The IANA time zones in which a contact may live (docs/rules.md#hours-zones): from the zip code if there is one that
 * we know, else from the state, else from the area code. Several when these do not decide; the strictest of them counts
 * then. A name of IANA carries its rules of daylight saving time with it: Arizona has none, but the Navajo Nation in it
 * does.
 */
import { AREA_PLACES } from "./area-codes.ts";
import { STATES } from "./area-table.ts";
import { zonesOfZip } from "./zip-codes.ts";

/** When nothing is known of the place: every zone of the mainland states. */
export const ANYWHERE = "nychdnla";

/**
 * @param cell E.164
 * @param zip five digits, or anything else for "not known"
 * @param state two capital letters, or anything else for "not known"
 * @returns codes (zone-codes.ts) in a row, at least one: "ny", "nych"
 */
export function zonesOf(cell: string, zip: string, state: string): string {
  return (
    (zip === "" ? undefined : zonesOfZip(zip)) ??
    (state === "" ? undefined : Object.hasOwn(STATES, state) ? STATES[state] : undefined) ??
    AREA_PLACES.get(cell.slice(2, 5))?.zones ??
    ANYWHERE
  );
}
