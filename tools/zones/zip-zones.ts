/**
 * The zones of each zip code. A zip code is an area, but the data gives only one point. So near a boundary it is
 * treated as a disc that reaches to its neighbours, and every zone of its state that the disc touches counts.
 */
import { find } from "geo-tz/all";
import { codeOf, codesIn, rowOf } from "./clock-codes.ts";
import { ALSO, ONE_ZONE_BY_LAW, ONLY, TERRITORIES } from "./exceptions.ts";
import type { ZipPlace } from "./sources.ts";

export type ZipZones = { zip: string; state: string; zones: string };

const KM_PER_DEGREE = 111.2;
/** A disc reaches to the third nearest zip code; in the emptiest states that is further than any post office. */
const NEIGHBOURS = 3;
const LEAST_KM = 3;
const MOST_KM = 25;
const DIRECTIONS = 12;

/** @param exceptions others than those of this tool, for tests */
export function zipZones(
  places: readonly ZipPlace[],
  exceptions: { also: typeof ALSO; only: typeof ONLY } = { also: ALSO, only: ONLY },
): ZipZones[] {
  const points = new Map(places.map((place) => [place.zip, find(place.lat, place.lng)]));
  const drawn = zonesByState(places, points);
  const near = nearness(places);
  const also = new Map<string, string[]>();
  for (const { zips, zone } of exceptions.also) {
    for (const zip of zips.split(" ")) also.set(zip, [...(also.get(zip) ?? []), zone]);
  }
  const only = new Map(exceptions.only.flatMap(({ zips, zone }) => zips.split(" ").map((zip) => [zip, zone] as const)));

  const all = places.flatMap((place): ZipZones[] => {
    const { zip, state } = place;
    const alone = only.get(zip);
    if (alone) return [{ zip, state, zones: alone }];
    const known = drawn.get(state) ?? new Set();
    const isOneZone = ONE_ZONE_BY_LAW[state] !== undefined;
    const zones = new Set(isOneZone ? known : (points.get(zip) ?? []).filter((zone) => known.has(zone)));
    if (new Set([...known].map((zone) => codeOf(zone, state))).size > 1)
      for (const zone of touched(place, near, known)) zones.add(zone);
    const codes = [...zones].flatMap((zone) => codeOf(zone, state) ?? []);
    const row = rowOf([...codes, ...(also.get(zip) ?? [])]);
    return row === "" ? [] : [{ zip, state, zones: row }];
  });
  return [...all, ...TERRITORIES.flatMap(territoryZips)].sort((a, b) => Number(a.zip) - Number(b.zip));
}

/** The zones of each state that any of its zip codes is in. */
function zonesByState(places: readonly ZipPlace[], points: ReadonlyMap<string, string[]>): Map<string, Set<string>> {
  const states = new Map<string, Set<string>>();
  for (const { zip, state } of places) {
    const byLaw = ONE_ZONE_BY_LAW[state];
    const zones = states.get(state) ?? new Set();
    for (const zone of byLaw ? [byLaw] : (points.get(zip) ?? [])) if (codeOf(zone, state)) zones.add(zone);
    states.set(state, zones);
  }
  return states;
}

/** The zones that a zip code's disc touches within its own state. */
function touched(place: ZipPlace, near: (at: Point, count: number) => Near[], known: ReadonlySet<string>): Set<string> {
  const others = near(place, NEIGHBOURS + 20).filter(({ km }) => km > 0.5);
  const radiusKm = Math.min(MOST_KM, Math.max(LEAST_KM, others[NEIGHBOURS - 1]?.km ?? MOST_KM));
  const zones = new Set<string>();
  for (const km of [radiusKm / 2, radiusKm]) {
    for (let step = 0; step < DIRECTIONS; step += 1) {
      const angle = (2 * Math.PI * step) / DIRECTIONS;
      const point = {
        lat: place.lat + (km / KM_PER_DEGREE) * Math.cos(angle),
        lng: place.lng + (km / KM_PER_DEGREE / Math.cos((place.lat * Math.PI) / 180)) * Math.sin(angle),
      };
      const there = find(point.lat, point.lng).filter((zone) => known.has(zone) && !zones.has(zone));
      if (there.length === 0 || near(point, 1)[0]?.place.state !== place.state) continue;
      for (const zone of there) zones.add(zone);
    }
  }
  return zones;
}

type Point = { lat: number; lng: number };
type Near = { place: ZipPlace; km: number };

/** The nearest zip codes of a point, nearest first, found by squares of half a degree. */
function nearness(places: readonly ZipPlace[]): (at: Point, count: number) => Near[] {
  const squares = new Map<string, ZipPlace[]>();
  const square = (degrees: number) => Math.floor(2 * degrees);
  for (const place of places) {
    const key = `${square(place.lat)} ${square(place.lng)}`;
    const there = squares.get(key);
    if (there) there.push(place);
    else squares.set(key, [place]);
  }
  const MOST_SQUARES = 12;
  return (at, count) => {
    const width = KM_PER_DEGREE * Math.cos((at.lat * Math.PI) / 180);
    for (let reach = 1; ; reach += 1) {
      const found: Near[] = [];
      for (let y = square(at.lat) - reach; y <= square(at.lat) + reach; y += 1) {
        for (let x = square(at.lng) - reach; x <= square(at.lng) + reach; x += 1) {
          for (const place of squares.get(`${y} ${x}`) ?? []) {
            const km = Math.hypot((place.lat - at.lat) * KM_PER_DEGREE, (place.lng - at.lng) * width);
            found.push({ place, km });
          }
        }
      }
      if (found.length >= count || reach > MOST_SQUARES) return found.sort((a, b) => a.km - b.km).slice(0, count);
    }
  };
}

function territoryZips({ zips, state, zone }: (typeof TERRITORIES)[number]): ZipZones[] {
  return zips.split(" ").flatMap((range) => {
    const [first = "", last = first] = range.split("-");
    return [first, last].map((zip) => ({ zip, state, zones: zone }));
  });
}

/**
 * The zones of each state: of all its zip codes, except for places so small that a contact of whom only the state is
 * known is not taken to be there.
 */
export function stateZones(all: readonly ZipZones[]): Map<string, string> {
  const hamlets = new Map<string, Set<string>>();
  for (const { zips, zone, inState } of ALSO) {
    if (inState) continue;
    for (const zip of zips.split(" ")) hamlets.set(zip, (hamlets.get(zip) ?? new Set()).add(zone));
  }
  const states = new Map<string, Set<string>>();
  for (const { zip, state, zones } of all) {
    const known = states.get(state) ?? new Set();
    for (const code of codesIn(zones)) if (!hamlets.get(zip)?.has(code)) known.add(code);
    states.set(state, known);
  }
  return new Map([...states].sort(([a], [b]) => (a < b ? -1 : 1)).map(([state, codes]) => [state, rowOf(codes)]));
}
