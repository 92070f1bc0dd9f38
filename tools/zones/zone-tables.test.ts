/** Compares the committed zone tables with the public data that they are made from. */
import { find } from "geo-tz/all";
import { describe, expect, test } from "vitest";
import { AREA_PLACES } from "../../domain/hours/zones/area-codes.ts";
import { AREA_CODES, STATES } from "../../domain/hours/zones/area-table.ts";
import { placeOfZip } from "../../domain/hours/zones/zip-codes.ts";
import { POSTAL_LETTERS, ZIP_RUNS } from "../../domain/hours/zones/zip-table.ts";
import { ZONE_CODES } from "../../domain/hours/zones/zone-codes.ts";
import { codeOf, codesIn, SAME_CLOCK } from "./clock-codes.ts";
import { ALSO, AREA_ALSO, AREA_NOT, ONLY } from "./exceptions.ts";
import { zoneTables } from "./generate.ts";
import { areaCodeZones, zipPlaces } from "./sources.ts";
import { zipZones } from "./zip-zones.ts";

// Some seconds each: a million points are looked up.
const SLOW_MS = 120_000;
const places = zipPlaces();

const listed = (zips: string, list: readonly { zips: string }[]) =>
  list.flatMap((each) => each.zips.split(" ")).includes(zips);

test(
  "what is committed is what the data gives: after a change, run npm run zones",
  () => {
    expect({ zips: ZIP_RUNS, letters: POSTAL_LETTERS, areas: AREA_CODES, states: STATES }).toEqual(zoneTables());
  },
  SLOW_MS,
);

describe("zip codes", () => {
  test("are all known, with their state and the zone of their point", () => {
    expect(places.length).toBeGreaterThan(40_000);
    const wrong: string[] = [];
    for (const { zip, place, state, lat, lng } of places) {
      const found = placeOfZip(zip);
      const there = find(lat, lng).flatMap((zone) => codeOf(zone, state) ?? []);
      // Wake Island and the Marshall Islands: no zone of any state, so nothing is known.
      const isFar = there.length === 0;
      const hasZone = there.every((code) => codesIn(found?.zones ?? "").includes(code));
      if (isFar || (found?.states.join() === state && hasZone)) continue;
      // A point near its state's border may fall into a zone of the neighbouring state.
      if (!isFar && there.every((code) => !codesIn(STATES[state] ?? "").includes(code))) continue;
      if (!listed(zip, ONLY)) wrong.push(`${zip} ${place}, ${state}: ${there.join("")}, not ${JSON.stringify(found)}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("area codes", () => {
  test("have the zones of all their exchanges that are zones of their state", () => {
    const wrong: string[] = [];
    const mistakes = new Set(AREA_NOT.flatMap(({ areas }) => areas.split(" ")));
    for (const [area, zones] of areaCodeZones()) {
      const place = AREA_PLACES.get(area);
      if (!place || mistakes.has(area)) continue;
      const [state = ""] = place.states;
      for (const zone of zones) {
        const code = codeOf(zone, state);
        const isOfState = place.states.some((each) => code !== undefined && codesIn(STATES[each] ?? "").includes(code));
        if (isOfState && !codesIn(place.zones).includes(code ?? "")) wrong.push(`${area} ${zone}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test.each(Object.entries(SAME_CLOCK))("%s keeps the time of %s from now on", (zone, code) => {
  const clock = (timeZone: string) => new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const [theirs, ours] = [clock(zone), clock(ZONE_CODES[code])];
  // Each day of five years, at a time of day at which all of North America has changed its clocks or not.
  for (let day = 0; day < 5 * 366; day += 1) {
    const atMs = Date.UTC(2026, 10, 2, 18) + day * 86_400_000;
    expect(theirs.format(atMs)).toBe(ours.format(atMs));
  }
});

describe("exceptions", () => {
  test("have a reason each", () => {
    for (const { reason } of [...ALSO, ...ONLY, ...AREA_ALSO, ...AREA_NOT]) expect(reason.length).toBeGreaterThan(15);
  });

  test(
    "are of zip codes that the data has, and change what it gives",
    () => {
      const without = new Map(zipZones(places, { also: [], only: [] }).map((each) => [each.zip, each.zones]));
      const idle: string[] = [];
      for (const { zips, zone } of ALSO) {
        for (const zip of zips.split(" "))
          if (codesIn(without.get(zip) ?? zone).includes(zone)) idle.push(`${zip} ${zone}`);
      }
      for (const { zips, zone } of ONLY) {
        for (const zip of zips.split(" ")) if ((without.get(zip) ?? zone) === zone) idle.push(`${zip} ${zone}`);
      }
      expect(idle).toEqual([]);
    },
    SLOW_MS,
  );
});
