/** Numbers that the emulated carrier has for sale: those of the stock (domain/numbers/simulated-stock.ts) that nobody has. */
import {
  isTollFree,
  stockAreaCodes,
  stockCountry,
  stockNumber,
  stockPlace,
  stockState,
  tollFreeAreaCodes,
} from "../../../domain/numbers/simulated-stock.ts";
import type { EmulatorSettings } from "../settings.ts";

export type StockKind = "Local" | "TollFree" | "Mobile";
export type StockQuery = {
  country: "US" | "CA";
  kind: StockKind;
  areaCode: string | null;
  /** Digits and `*`, anywhere in the number. */
  contains: string | null;
  region: string | null;
  locality: string | null;
  limit: number;
};

/** The largest place of some area codes; the carrier names one for every number. */
const LOCALITIES: Readonly<Record<string, string>> = {
  "206": "Seattle",
  "212": "New York",
  "213": "Los Angeles",
  "215": "Philadelphia",
  "216": "Cleveland",
  "303": "Denver",
  "305": "Miami",
  "312": "Chicago",
  "313": "Detroit",
  "404": "Atlanta",
  "414": "Milwaukee",
  "416": "Toronto",
  "503": "Portland",
  "512": "Austin",
  "602": "Phoenix",
  "613": "Ottawa",
  "617": "Boston",
  "702": "Las Vegas",
  "713": "Houston",
  "718": "New York",
};

export function localityOf(areaCode: string): string | null {
  return LOCALITIES[areaCode] ?? null;
}

export function countryOf(areaCode: string): "US" | "CA" {
  return stockCountry(areaCode) ?? "US";
}

/** How many numbers of an area code there are, sold ones included. */
function sizeOf({ stock }: EmulatorSettings, areaCode: string): number {
  return stock.of[areaCode] ?? stock.perAreaCode;
}

/** Whether the carrier has such a number at all. */
export function isStocked(settings: EmulatorSettings, number: string): boolean {
  const place = stockPlace(number);
  return place !== null && place < sizeOf(settings, number.slice(2, 5));
}

/** Numbers for sale, in an order that stays. Several area codes take turns. */
export function offeredNumbers(
  settings: EmulatorSettings,
  query: StockQuery,
  isSold: (number: string) => boolean,
): string[] {
  const areaCodes = areaCodesOf(query);
  const pattern = query.contains === null ? null : patternOf(query.contains);
  const found: string[] = [];
  const most = Math.max(0, ...areaCodes.map((area) => sizeOf(settings, area)));
  for (let place = 0; place < most && found.length < query.limit; place += 1) {
    for (const area of areaCodes) {
      if (place >= sizeOf(settings, area) || found.length >= query.limit) continue;
      const number = stockNumber(area, place);
      if ((pattern === null || pattern.test(number.slice(1))) && !isSold(number)) found.push(number);
    }
  }
  return found;
}

function areaCodesOf({ kind, country, areaCode, region, locality }: StockQuery): string[] {
  if (kind === "Mobile") return [];
  const all = kind === "TollFree" ? tollFreeAreaCodes() : stockAreaCodes(country, null);
  return all.filter(
    (area) =>
      (areaCode === null || area === areaCode) &&
      (region === null || (!isTollFree(area) && stockState(area) === region.toUpperCase())) &&
      (locality === null || localityOf(area)?.toLowerCase() === locality.toLowerCase()),
  );
}

function patternOf(contains: string): RegExp {
  return new RegExp(contains.replaceAll(/[^\d*]/g, "").replaceAll("*", "\\d"));
}
