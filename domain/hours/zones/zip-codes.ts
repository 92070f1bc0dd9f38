/**
 * The places of zip codes, and of Canadian postal codes. The table holds runs of known zip codes. A number between two
 * runs (a new one, a post office box) may belong to the place of either, provided that it has the same first three
 * digits, which name the sorting centre.
 */
import { POSTAL_LETTERS, ZIP_RUNS } from "./zip-table.ts";
import { eitherPlace, placeOfRow } from "./place-rows.ts";
import type { PlaceRow } from "./place-rows.ts";

type Run = { from: number; to: number; place: PlaceRow };

const RUNS: readonly Run[] = Object.entries(ZIP_RUNS)
  .flatMap(([row, runs]) => {
    const place = placeOfRow(row);
    return runs.split(" ").map((run): Run => {
      const [from = "", to = from] = run.split("-");
      return { from: Number(from), to: Number(to), place };
    });
  })
  .sort((a, b) => a.from - b.from);

const BY_LETTERS: ReadonlyMap<string, PlaceRow> = new Map(
  Object.entries(POSTAL_LETTERS).map(([letters, row]) => [letters, placeOfRow(row)]),
);

/** @param zip five digits; undefined if its place is not known: military mail, unused numbers */
export function placeOfZip(zip: string): PlaceRow | undefined {
  const number = Number(zip);
  // The last run that begins at or before it.
  let low = 0;
  let high = RUNS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((RUNS[middle]?.from ?? Infinity) <= number) low = middle + 1;
    else high = middle;
  }
  const before = RUNS[low - 1];
  if (before && number <= before.to) return before.place;
  const after = RUNS[low];
  const centre = (code: number) => Math.floor(code / 100);
  const near = [
    ...(before && centre(before.to) === centre(number) ? [before.place] : []),
    ...(after && centre(after.from) === centre(number) ? [after.place] : []),
  ];
  return near.length === 0 ? undefined : near.reduce(eitherPlace);
}

/** The places of all zip codes that begin with three digits; undefined when there is none. */
export function placeOfSection(digits: string): PlaceRow | undefined {
  const from = Number(digits) * 100;
  const there = RUNS.filter((run) => run.from < from + 100 && run.to >= from).map(({ place }) => place);
  return there.length === 0 ? undefined : there.reduce(eitherPlace);
}

/** @param code "K1A0B1" or its first half, capitals without a blank */
export function placeOfPostalCode(code: string): PlaceRow | undefined {
  return BY_LETTERS.get(code.slice(0, 3)) ?? BY_LETTERS.get(code.slice(0, 2)) ?? BY_LETTERS.get(code.slice(0, 1));
}
