/**
 * Where a contact may live, as it is stored with the contact: a row of codes of two letters, "chTX". Small ones are IANA time
 * zones; capitals are states whose own law bounds the hours (state-laws.ts). Without the tables of places, so that the app can
 * read them, too.
 */

/** Part of stored rows: never changed. */
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

/** The states in a row whose own law bounds the hours. */
export function lawStates(codes: string): string[] {
  return (codes.match(/../g) ?? []).filter((code) => /^[A-Z]{2}$/.test(code));
}
