/** Maps each zone of the public data to a code of domain/hours/zones: one code for each clock that a state has. */
import type { ZoneCode } from "../../domain/hours/zones/zone-codes.ts";
import { ZONE_CODES } from "../../domain/hours/zones/zone-codes.ts";

/**
 * Zones of the data that today keep the same time as one of the codes' zones (a test compares them in the runtime's
 * zone data).
 */
export const SAME_CLOCK: Readonly<Record<string, ZoneCode>> = {
  "America/Detroit": "ny",
  "America/Kentucky/Louisville": "ny",
  "America/Kentucky/Monticello": "ny",
  "America/Indiana/Marengo": "in",
  "America/Indiana/Petersburg": "in",
  "America/Indiana/Vevay": "in",
  "America/Indiana/Vincennes": "in",
  "America/Indiana/Winamac": "in",
  "America/Indiana/Knox": "ch",
  "America/Indiana/Tell_City": "ch",
  "America/Menominee": "ch",
  "America/North_Dakota/Beulah": "ch",
  "America/North_Dakota/Center": "ch",
  "America/North_Dakota/New_Salem": "ch",
  "America/Juneau": "an",
  "America/Metlakatla": "an",
  "America/Nome": "an",
  "America/Sitka": "an",
  "America/Yakutat": "an",
  "America/Fort_Nelson": "dc",
};

const OURS = new Map<string, ZoneCode>(
  // The keys of an object literal of that type.
  Object.entries(ZONE_CODES).map(([code, zone]) => [zone, code as ZoneCode]),
);

/** undefined for a zone outside North America: a point on a border, or a military base. */
export function codeOf(zone: string, state: string): ZoneCode | undefined {
  const code = OURS.get(zone) ?? SAME_CLOCK[zone];
  // Indiana's and Boise's zones differ from their neighbours' only in the past.
  if (state === "IN" && code === "ny") return "in";
  if (state !== "IN" && code === "in") return "ny";
  if ((state === "ID" || state === "OR") && code === "dn") return "bo";
  if (state !== "ID" && state !== "OR" && code === "bo") return "dn";
  return code;
}

/** In the order of the codes' own list, so that there is only one way to write a row of zones. */
export function rowOf(codes: Iterable<string>): string {
  const all = new Set(codes);
  return Object.keys(ZONE_CODES)
    .filter((code) => all.has(code))
    .join("");
}

export function codesIn(row: string): string[] {
  return row.match(/../g) ?? [];
}
