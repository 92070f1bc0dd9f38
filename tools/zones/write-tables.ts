/** The tables as data and as committed source text. */
import type { AreaZones } from "./area-zones.ts";
import { codesIn, rowOf } from "./clock-codes.ts";
import { LETTER_EXCEPTIONS } from "./exceptions.ts";
import { SOURCES } from "./sources.ts";
import type { ZipZones } from "./zip-zones.ts";

export type ZoneTable = Readonly<Record<string, string>>;

/**
 * State and zones: the runs of zip codes that have them. A run is a stretch of known zip codes with one state and the
 * same zones, "from-to". No known zip code is between two runs. A run does not reach over first three digits of which
 * the data has no zip code at all: those of military mail are between Florida's.
 */
export function zipRuns(all: readonly ZipZones[]): ZoneTable {
  const runs = new Map<string, string[]>();
  let first = all[0];
  for (const [index, each] of all.entries()) {
    const next = all[index + 1];
    const isSame = next && next.state === each.state && next.zones === each.zones;
    if (isSame && sortingCentre(next.zip) - sortingCentre(each.zip) <= 1) continue;
    if (first) {
      const run = first.zip === each.zip ? each.zip : `${first.zip}-${each.zip}`;
      push(runs, `${each.state} ${each.zones}`, run);
    }
    first = next;
  }
  return tableOf(runs);
}

function sortingCentre(zip: string): number {
  return Number(zip.slice(0, 3));
}

export function postalLetters(): ZoneTable {
  const rows = Object.entries(LETTER_EXCEPTIONS);
  return Object.fromEntries(rows.map(([letters, { state, zones }]) => [letters, `${state} ${rowOf(codesIn(zones))}`]));
}

/** States and zones: the area codes that have them. */
export function areaCodes(areas: readonly AreaZones[]): ZoneTable {
  const byPlace = new Map<string, string[]>();
  for (const { area, states, zones } of areas) push(byPlace, `${states} ${zones}`, area);
  return tableOf(byPlace);
}

function push(map: Map<string, string[]>, key: string, value: string) {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function tableOf(rows: ReadonlyMap<string, readonly string[]>): ZoneTable {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, values]) => [key, values.join(" ")]));
}

export function zipSource({ zips, letters }: { zips: ZoneTable; letters: ZoneTable }): string {
  return `${heading(SOURCES.zips)}
/** State and zones: the zip codes that have them, as runs "from-to" in which no other known one is. */
export const ZIP_RUNS: Readonly<Record<string, string>> = ${record(zips)};

/** First letters of Canadian postal codes, the longest that fit: province (or several) and zones. */
export const POSTAL_LETTERS: Readonly<Record<string, string>> = ${record(letters)};
`;
}

export function areaSource({ areas, states }: { areas: ZoneTable; states: ZoneTable }): string {
  return `${heading([...SOURCES.areaCodes, ...SOURCES.zips])}
/** State (or several) and, last, zones: the area codes that have them. */
export const AREA_CODES: Readonly<Record<string, string>> = ${record(areas)};

/** Zones of each state, territory and province. */
export const STATES: Readonly<Record<string, string>> = ${record(states)};
`;
}

function heading(sources: readonly string[]): string {
  return `/*
 * Made by \`npm run zones\` (tools/zones), not by hand: exceptions belong in tools/zones/exceptions.ts.
 * Sources (licences: docs/data-licences.md):
${sources.map((source) => ` * - ${source}`).join("\n")}
 */
`;
}

function record(table: ZoneTable): string {
  const lines = Object.entries(table).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  return `{\n${lines.join("\n")}\n}`;
}
