/**
 * Numbers that a carrier which is none has for sale: the same ones at every start, 7.9 million per area code. The carrier
 * emulator and the simulated carrier sell from it. None of them is fictional (555-01xx) or a service code (N11).
 */
import { AREA_PLACES } from "../hours/zones/area-codes.ts";

const TOLL_FREE: ReadonlySet<string> = new Set(["800", "833", "844", "855", "866", "877", "888"]);
const PROVINCES: ReadonlySet<string> = new Set("AB BC MB NB NL NS NT NU ON PE QC SK YT".split(" "));

const EXCHANGES = Array.from({ length: 800 }, (_, i) => i + 200).filter((each) => each % 100 !== 11 && each !== 555);
/** Numbers of one area code. */
export const STOCK_SIZE = EXCHANGES.length * 10_000;
/** Coprime to the size (a prime that does not divide it), so that steps of it visit every number once. */
const STEP = 1_299_709;
/** Its inverse: a step of it goes back by one place of the stock. */
const STEP_BACK = inverse(STEP, STOCK_SIZE);

export type StockCountry = "US" | "CA";

/** The country of an area code with numbers for sale; null: there is no such area code. */
export function stockCountry(areaCode: string): StockCountry | null {
  const place = AREA_PLACES.get(areaCode);
  if (!place) return null;
  return place.states.some((state) => PROVINCES.has(state)) ? "CA" : "US";
}

export function isTollFree(areaCode: string): boolean {
  return TOLL_FREE.has(areaCode);
}

/** Area codes with local numbers of a country, or of one of its states. */
export function stockAreaCodes(country: StockCountry, state: string | null): string[] {
  return [...AREA_PLACES]
    .filter(([area, { states }]) => stockCountry(area) === country && (state === null || states.includes(state)))
    .map(([area]) => area);
}

export function tollFreeAreaCodes(): string[] {
  return [...TOLL_FREE];
}

/** The state or province of an area code; null: several, or none. */
export function stockState(areaCode: string): string | null {
  const states = AREA_PLACES.get(areaCode)?.states ?? [];
  return states.length === 1 ? (states[0] ?? null) : null;
}

/** A number by its place in the stock of its area code, from 0. */
export function stockNumber(areaCode: string, place: number): string {
  const at = (first(areaCode) + place * STEP) % STOCK_SIZE;
  const exchange = EXCHANGES[Math.floor(at / 10_000)] ?? 200;
  return `+1${areaCode}${exchange}${String(at % 10_000).padStart(4, "0")}`;
}

/** Its place in the stock of its area code; null: it is not for sale anywhere. */
export function stockPlace(number: string): number | null {
  const areaCode = number.slice(2, 5);
  if (!/^\+1\d{10}$/.test(number) || (stockCountry(areaCode) === null && !isTollFree(areaCode))) return null;
  const exchange = EXCHANGES.indexOf(Number(number.slice(5, 8)));
  if (exchange === -1) return null;
  const at = exchange * 10_000 + Number(number.slice(8));
  return (((at - first(areaCode) + STOCK_SIZE) % STOCK_SIZE) * STEP_BACK) % STOCK_SIZE;
}

function first(areaCode: string): number {
  return (Number(areaCode) * 15_485_863) % STOCK_SIZE;
}

/** By Euclid's algorithm. */
function inverse(value: number, size: number): number {
  let [before, rest] = [size, value % size];
  let [a, b] = [0, 1];
  while (rest !== 0) {
    const times = Math.floor(before / rest);
    [before, rest] = [rest, before - times * rest];
    [a, b] = [b, a - times * b];
  }
  return ((a % size) + size) % size;
}
