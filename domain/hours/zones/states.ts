/*
 * States, territories and provinces by their postal code and the zones of each. Source: 49 CFR Part 71 (states), the
 * provinces' own time acts; put together by hand in November 2026.
 */

const BY_ZONES: Readonly<Record<string, string>> = {
  ny: "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
  ch: "AL AR IA IL LA MN MO MS OK WI",
  dn: "CO MT NM UT WY",
  la: "CA WA",
  nych: "FL KY MI TN",
  inch: "IN",
  chdn: "KS ND NE SD TX",
  bola: "ID",
  labo: "OR",
  ladn: "NV",
  // The Navajo Nation keeps daylight saving time, the rest of Arizona does not.
  pxdn: "AZ",
  anad: "AK",
  hn: "HI",
  pr: "PR",
  vi: "VI",
  gu: "GU",
  sa: "MP",
  pp: "AS",
  towp: "ON",
  tohx: "QC",
  hx: "NB NS PE",
  sjhx: "NL",
  wp: "MB",
  // Lloydminster keeps Alberta's time.
  rged: "SK",
  edrg: "AB",
  // Has announced that it will keep one time; by older and by newer zone data.
  dnrg: "NT",
  vaeddc: "BC",
  wh: "YT",
  dnwpiq: "NU",
};

export const STATE_ZONES: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_ZONES).flatMap(([zones, states]) => states.split(" ").map((state) => [state, zones] as const)),
);
