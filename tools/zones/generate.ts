/** `npm run zones`: writes the zone tables of domain/hours/zones anew, after an update of the packages that hold the data. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { areaZones } from "./area-zones.ts";
import { codesIn, rowOf } from "./clock-codes.ts";
import { PROVINCES } from "./exceptions.ts";
import { zipPlaces } from "./sources.ts";
import { areaCodes, areaSource, postalLetters, zipRuns, zipSource } from "./write-tables.ts";
import { stateZones, zipZones } from "./zip-zones.ts";

const FOLDER = join(import.meta.dirname, "../../domain/hours/zones");

export function zoneTables() {
  const zips = zipZones(zipPlaces());
  const states = stateZones(zips);
  const provinces = Object.entries(PROVINCES).map(([state, zones]) => [state, rowOf(codesIn(zones))] as const);
  return {
    zips: zipRuns(zips),
    letters: postalLetters(),
    areas: areaCodes(areaZones(states)),
    states: Object.fromEntries([...states, ...provinces]),
  };
}

if (import.meta.main) {
  const tables = zoneTables();
  for (const [name, text] of [
    ["zip-table.ts", zipSource(tables)],
    ["area-table.ts", areaSource(tables)],
  ] as const) {
    writeFileSync(join(FOLDER, name), text);
    console.log(`domain/hours/zones/${name}: ${text.length} characters`);
  }
}
