/*
 * The IANA time zones in which a contact may live (RULES.md, Texting hours): from the zip code if there is one that we
 * know, else from the state, else from the area code. Several when these do not decide; the strictest of them counts then.
 * A name of IANA carries its rules of daylight saving time with it: Arizona has none, but the Navajo Nation in it does.
 */
import { AREA_ZONES } from "./area-codes.ts";
import { STATE_ZONES } from "./states.ts";
import { zonesOfZip } from "./zip-codes.ts";

/** How zones are stored with a contact: two letters each, without a blank between. Part of stored rows: never changed. */
export const ZONE_CODES = {
  ny: "America/New_York",
  in: "America/Indiana/Indianapolis",
  ch: "America/Chicago",
  dn: "America/Denver",
  bo: "America/Boise",
  px: "America/Phoenix",
  la: "America/Los_Angeles",
  an: "America/Anchorage",
  ad: "America/Adak",
  hn: "Pacific/Honolulu",
  pr: "America/Puerto_Rico",
  vi: "America/St_Thomas",
  gu: "Pacific/Guam",
  sa: "Pacific/Saipan",
  pp: "Pacific/Pago_Pago",
  sj: "America/St_Johns",
  hx: "America/Halifax",
  to: "America/Toronto",
  wp: "America/Winnipeg",
  rg: "America/Regina",
  ed: "America/Edmonton",
  dc: "America/Dawson_Creek",
  va: "America/Vancouver",
  wh: "America/Whitehorse",
  iq: "America/Iqaluit",
} as const;

export type ZoneCode = keyof typeof ZONE_CODES;

/** Where the caller knows nothing of the place: every zone of the states on the mainland. */
export const ANYWHERE = "nychdnla";

/**
 * @param cell E.164
 * @param zip five digits, or anything else for "not known"
 * @param state two capital letters, or anything else for "not known"
 * @returns codes of ZONE_CODES in a row, at least one: "ny", "nych"
 */
export function zonesOf(cell: string, zip: string, state: string): string {
  return (
    (zip === "" ? undefined : zonesOfZip(zip)) ??
    (state === "" ? undefined : STATE_ZONES.get(state)) ??
    AREA_ZONES.get(cell.slice(2, 5)) ??
    ANYWHERE
  );
}

/** The names of stored codes; unknown ones, of a newer version, are passed over. */
export function zoneNames(codes: string): string[] {
  const names: string[] = [];
  for (let at = 0; at + 1 < codes.length; at += 2) {
    const code = codes.slice(at, at + 2);
    // Looked up among its own keys, as the type says.
    if (Object.hasOwn(ZONE_CODES, code)) names.push(ZONE_CODES[code as ZoneCode]);
  }
  return names;
}
