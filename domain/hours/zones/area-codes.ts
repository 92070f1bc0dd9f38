/** Area codes of the North American Numbering Plan: the zones and the states of the places that they serve. */
import { AREA_CODES } from "./area-table.ts";
import { placeOfRow } from "./place-rows.ts";
import type { PlaceRow } from "./place-rows.ts";

export const AREA_PLACES: ReadonlyMap<string, PlaceRow> = new Map(
  Object.entries(AREA_CODES).flatMap(([row, areas]) => {
    const place = placeOfRow(row);
    return areas.split(" ").map((area) => [area, place] as const);
  }),
);
