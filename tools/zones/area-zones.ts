/** Zones and states of each area code. */
import { stateOfName } from "../../domain/hours/zones/state-names.ts";
import { codeOf, codesIn, rowOf } from "./clock-codes.ts";
import { AREA_ALSO, AREA_NOT, AREA_STATES, OVERLAYS, PROVINCES } from "./exceptions.ts";
import { areaCodePlaces, areaCodeZones } from "./sources.ts";

export type AreaZones = { area: string; states: string; zones: string };

/**
 * @param stateRows the zones of each state: a further zone of an area code's exchange comes from a point near the
 *   border
 */
export function areaZones(stateRows: ReadonlyMap<string, string>): AreaZones[] {
  const rows = new Map([...stateRows, ...Object.entries(PROVINCES)]);
  const zonesOf = areaCodeZones();
  const places = areaCodePlaces();
  const areas = new Set([...zonesOf.keys(), ...OVERLAYS.flatMap((group) => group.split(" "))]);
  const groups = new Map<string, string[][]>();
  for (const group of OVERLAYS.map((each) => each.split(" "))) {
    for (const area of group) groups.set(area, [...(groups.get(area) ?? []), group]);
  }
  const also = byAreaCode(AREA_ALSO);
  const not = byAreaCode(AREA_NOT);

  return [...areas].sort().flatMap((area): AreaZones[] => {
    const group = [...new Set([area, ...(groups.get(area) ?? []).flat()])];
    const states = AREA_STATES[area] ?? group.flatMap((each) => stateOfPlace(places.get(each)) ?? [])[0];
    // The Caribbean and toll-free numbers: this product texts nobody there.
    if (states === undefined) return [];
    const known = new Set(states.split(" ").flatMap((state) => codesIn(rows.get(state) ?? "")));
    const [state = ""] = states.split(" ");
    const seen = group.flatMap((each) => [...(zonesOf.get(each) ?? [])].flatMap((zone) => codeOf(zone, state) ?? []));
    const wrong = codesIn(not.get(area) ?? "");
    const own = seen.filter((code) => known.has(code) && !wrong.includes(code));
    // Exchanges do not tell apart territories that share an area code, so the neighbours' zones count, too.
    const codes = own.length > 0 && !states.includes(" ") ? withTwins(own, known) : known;
    return [{ area, states, zones: rowOf([...codes, ...codesIn(also.get(area) ?? "")]) }];
  });
}

function byAreaCode(list: readonly { areas: string; zones: string }[]): Map<string, string> {
  return new Map(list.flatMap(({ areas, zones }) => areas.split(" ").map((area) => [area, zones] as const)));
}

/**
 * Zones of Canada that keep the same time in older or newer zone data; and Lloydminster, which no exchange identifies.
 */
const TWINS: Readonly<Record<string, string>> = { va: "dc", ed: "rg", rg: "ed" };

function withTwins(own: readonly string[], known: ReadonlySet<string>): string[] {
  return [...own, ...own.flatMap((code) => TWINS[code] ?? []).filter((code) => known.has(code))];
}

function stateOfPlace(place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  const [, code] = /, ([A-Z]{2})$/.exec(place) ?? [];
  return (
    code ??
    stateOfName(
      place
        .replace("Colombia", "Columbia")
        .replace(/\/.*/, "")
        .replace(/ State$/, ""),
    )
  );
}
