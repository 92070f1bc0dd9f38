/*
 * What the public data does not know, each with its reason. Everything else in the tables of domain/hours/zones comes from
 * the sources alone.
 */
import type { ZoneCode } from "../../domain/hours/zones/zone-codes.ts";

/** States with one zone by law, even if the data has more; places that keep another clock are listed below. */
export const ONE_ZONE_BY_LAW: Readonly<Record<string, string>> = { AL: "America/Chicago" };

/**
 * Places that use a neighbour zone's clock although it is not their legal time: they count as both. `inState`: so many
 * people live there that a contact of whom only the state is known may be one of them.
 */
export const ALSO: readonly { zips: string; zone: ZoneCode; inState?: true; reason: string }[] = [
  {
    zips: "36851 36852 36854 36856 36858 36859 36860 36863 36867 36868 36869 36870 36871 36872 36874 36875 36877",
    zone: "ny",
    inState: true,
    reason:
      "Phenix City, Smiths Station, Lanett, Valley and the rest of Alabama's Chattahoochee valley keep Georgia's time (tz, northamerica; al.com, 6 February 2017)",
  },
  {
    zips: "89825 89826 89831 89832",
    zone: "dn",
    reason:
      "Jackpot, Jarbidge, Mountain City and Owyhee, Nevada, keep Idaho's time (49 CFR 71.9 gives them Pacific time)",
  },
  { zips: "73946", zone: "dn", reason: "Kenton, Oklahoma, keeps New Mexico's time" },
  {
    zips: "99923",
    zone: "va",
    reason: "Hyder, Alaska, keeps the time of Stewart, British Columbia, its only neighbour",
  },
  {
    zips: "99926",
    zone: "la",
    reason: "Metlakatla, Alaska, has changed between Alaska's and Pacific time three times since 2015",
  },
];

/** Places that are in one zone although their surroundings are in two. */
export const ONLY: readonly { zips: string; zone: ZoneCode; reason: string }[] = [
  { zips: "89883", zone: "dn", reason: "West Wendover, Nevada, as a city has Mountain time (49 CFR 71.9, since 1999)" },
];

/** Zip codes of the territories, by first digits (USPS): GeoNames lists them as countries. */
export const TERRITORIES: readonly { zips: string; state: string; zone: ZoneCode }[] = [
  { zips: "00600-00799 00900-00999", state: "PR", zone: "pr" },
  { zips: "00800-00899", state: "VI", zone: "vi" },
  { zips: "96799", state: "AS", zone: "pp" },
  { zips: "96910-96932", state: "GU", zone: "gu" },
  { zips: "96950-96952", state: "MP", zone: "sa" },
];

/**
 * Overlay area codes (NANPA): the same area, so the same zones and states. libphonenumber knows only the zones of the
 * exchanges that it has seen, and lacks the newest area codes.
 */
export const OVERLAYS: readonly string[] = [
  "407 689",
  "850 448",
  "270 364",
  "812 930",
  "541 458",
  "402 531",
  "208 986",
  "440 436",
  "716 624",
  "313 679",
  "309 861",
  "318 457",
  "507 924",
  "713 281 832 346 621",
  "559 357",
  "530 837",
  "416 647 437 942 387",
  "418 581 367 273",
  "709 879",
  "306 639 474",
  "403 587 825 368",
  "780 587 825 368",
  "250 778 236 672 257",
];

/** Zones that an area code serves besides those which libphonenumber names for it. */
export const AREA_ALSO: readonly { areas: string; zones: string; reason: string }[] = [
  { areas: "334", zones: "ny", reason: "Phenix City, Lanett, Valley, Smiths Station: as above" },
  { areas: "402 531", zones: "dn", reason: "Valentine in Cherry County, Nebraska, which is divided (49 CFR 71.7)" },
  { areas: "418 581 367 273", zones: "hx", reason: "the Magdalen Islands, Québec, keep Atlantic time" },
  { areas: "432", zones: "dn", reason: "the Guadalupe Mountains in Culberson County, Texas, keep El Paso's time" },
];

/** Zones that libphonenumber wrongly names for an area code. */
export const AREA_NOT: readonly { areas: string; zones: string; reason: string }[] = [
  { areas: "407 689", zones: "ch", reason: "Orlando, Florida, is far from the panhandle" },
];

/** Area codes of the territories, and of states for which libphonenumber has no name. */
export const AREA_STATES: Readonly<Record<string, string>> = {
  "340": "VI",
  "670": "MP",
  "671": "GU",
  "684": "AS",
  "782": "NS PE",
  "787": "PR",
  "867": "NT NU YT",
  "902": "NS PE",
  "939": "PR",
};

/**
 * Canada's provinces and postal codes by their first letters, the longest match counts (Canada Post's districts): there
 * is no public data under a free licence. British Columbia and Alberta no longer change clocks from 2026 on (tz 2026c).
 * Dawson Creek and Regina keep that time in older zone data, too, so with these zones the version of the runtime's data
 * does not matter.
 */
export const PROVINCES: Readonly<Record<string, string>> = {
  AB: "edrg",
  BC: "vaeddc",
  MB: "wp",
  NB: "hx",
  // Labrador keeps Atlantic time, except for its south-eastern coast.
  NL: "sjhx",
  NS: "hx",
  // With Alberta.
  NT: "edrg",
  NU: "dnwpiq",
  // Kenora and Rainy River keep Central time.
  ON: "towp",
  PE: "hx",
  // The Magdalen Islands and the coast east of the Natashquan River keep Atlantic time.
  QC: "tohx",
  // Lloydminster keeps Alberta's time.
  SK: "rged",
  YT: "wh",
};

export const LETTER_EXCEPTIONS: Readonly<Record<string, { zones: string; state: string; reason?: string }>> = {
  A: { zones: "sjhx", state: "NL" },
  A1: { zones: "sj", state: "NL" },
  A5: { zones: "sj", state: "NL" },
  A8: { zones: "sj", state: "NL" },
  B: { zones: "hx", state: "NS" },
  C: { zones: "hx", state: "PE" },
  E: { zones: "hx", state: "NB" },
  G: { zones: "to", state: "QC" },
  G0C: { zones: "tohx", state: "QC", reason: "Listuguj keeps the time of Campbellton, New Brunswick" },
  G0G: {
    zones: "tohx",
    state: "QC",
    reason: "the coast east of the Natashquan River keeps Atlantic time (Québec's Legal Time Act)",
  },
  G4T: { zones: "hx", state: "QC", reason: "the Magdalen Islands keep Atlantic time" },
  H: { zones: "to", state: "QC" },
  J: { zones: "to", state: "QC" },
  K: { zones: "to", state: "ON" },
  L: { zones: "to", state: "ON" },
  M: { zones: "to", state: "ON" },
  N: { zones: "to", state: "ON" },
  P: { zones: "to", state: "ON" },
  P0T: { zones: "towp", state: "ON", reason: "reaches over the 90th meridian" },
  P0V: { zones: "towp", state: "ON", reason: "Central time but for Pickle Lake and New Osnaburgh" },
  P0W: { zones: "towp", state: "ON", reason: "Central time but for Atikokan's surroundings" },
  P0X: { zones: "wp", state: "ON", reason: "west of the 90th meridian" },
  P8N: { zones: "wp", state: "ON", reason: "Dryden" },
  P8T: { zones: "wp", state: "ON", reason: "Sioux Lookout" },
  P9A: { zones: "wp", state: "ON", reason: "Fort Frances" },
  P9N: { zones: "wp", state: "ON", reason: "Kenora" },
  R: { zones: "wp", state: "MB" },
  S: { zones: "rg", state: "SK" },
  S0M: { zones: "rged", state: "SK", reason: "the surroundings of Lloydminster" },
  S0P: { zones: "rgwp", state: "SK", reason: "Creighton and Denare Beach keep the time of Flin Flon, Manitoba" },
  S9V: { zones: "rged", state: "SK", reason: "Lloydminster keeps Alberta's time by its charter" },
  T: { zones: "edrg", state: "AB" },
  V: { zones: "vadc", state: "BC" },
  V0A: { zones: "vaeddc", state: "BC", reason: "Golden and Invermere, with Revelstoke's surroundings" },
  V0B: { zones: "vaeddc", state: "BC", reason: "the Kootenays on both sides of the line" },
  V0C: { zones: "vaeddc", state: "BC", reason: "the Peace River country" },
  V0J: { zones: "vaeddc", state: "BC", reason: "reaches to the Peace River country" },
  V1A: { zones: "eddc", state: "BC", reason: "Kimberley keeps Mountain time" },
  V1C: { zones: "eddc", state: "BC", reason: "Cranbrook keeps Mountain time" },
  X: { zones: "eddnrgwpiq", state: "NT NU" },
  X0A: { zones: "iq", state: "NU", reason: "Baffin Island" },
  X0B: { zones: "dn", state: "NU", reason: "the Kitikmeot region" },
  X0C: { zones: "wpiq", state: "NU", reason: "the Kivalliq region with Coral Harbour" },
  X1A: { zones: "edrg", state: "NT", reason: "Yellowknife" },
  Y: { zones: "wh", state: "YT" },
};
