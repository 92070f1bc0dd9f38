/** A place as the tables write it: "TX chdn", "NS PE hx". */
export type PlaceRow = {
  /** Postal codes of the state, or of each that it may be in. */
  states: readonly string[];
  /** Codes of zone-codes.ts in a row. */
  zones: string;
};

export function placeOfRow(row: string): PlaceRow {
  const parts = row.split(" ");
  return { states: parts.slice(0, -1), zones: parts.at(-1) ?? "" };
}

/** Either of two places may be meant: zones and states of both count. */
export function eitherPlace(a: PlaceRow, b: PlaceRow): PlaceRow {
  if (a === b) return a;
  const zones =
    a.zones +
    codesOf(b.zones)
      .filter((code) => !codesOf(a.zones).includes(code))
      .join("");
  return { states: [...new Set([...a.states, ...b.states])], zones };
}

function codesOf(zones: string): string[] {
  return zones.match(/../g) ?? [];
}
