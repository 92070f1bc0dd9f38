/** Which code of domain/hours/zones a zone of the public data gets: one code for each clock that a state has. */
import type { ZoneCode } from "../../domain/hours/zones/zone-codes.ts";
import { ZONE_CODES } from "../../domain/hours/zones/zone-codes.ts";

/** Zones of the data that keep the time of one of ours today (held against the runtime's zone data by a test). */
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

/** undefined for a zone beyond North America: a point on a border, or a station of the armed forces. */
export function codeOf(zone: string, state: string): ZoneCode | undefined {
  const code = OURS.get(zone) ?? SAME_CLOCK[zone];
  // Indiana's and Boise's zones have their own history, so people there look for them; their neighbours' clocks are the same.
  if (state === "IN" && code === "ny") return "in";
  if (state !== "IN" && code === "in") return "ny";
  if ((state === "ID" || state === "OR") && code === "dn") return "bo";
  if (state !== "ID" && state !== "OR" && code === "bo") return "dn";
  return code;
}

/** In the order of the codes' own list, so that a row of zones is written in one way only. */
export function rowOf(codes: Iterable<string>): string {
  const all = new Set(codes);
  return Object.keys(ZONE_CODES)
    .filter((code) => all.has(code))
    .join("");
}

export function codesIn(row: string): string[] {
  return row.match(/../g) ?? [];
}
