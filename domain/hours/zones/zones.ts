/**
 * Where a contact may live (docs/rules.md#hours-zones): by the zip code, else the state, else the area code. Several zones when these
 * do not decide; the strictest of them counts then. A place that is given and cannot be read is not replaced by the area code: what
 * both may be counts, and a note says so. A name of IANA carries its rules of daylight saving time with it.
 */
import { STATE_LAWS } from "../state-laws.ts";
import { AREA_PLACES } from "./area-codes.ts";
import { eitherPlace } from "./place-rows.ts";
import type { PlaceRow } from "./place-rows.ts";
import { readState, readZip } from "./read-place.ts";

/** When nothing is known of the place: every zone of the mainland states. */
export const ANYWHERE = "nychdnla";

/**
 * What the zones were taken from. `unclear`: a place was given that cannot be read or that nobody knows, so the area code and
 * whatever else is known count together; `unknown`: not even the area code is known.
 */
const ZONE_SOURCES = ["zip", "state", "area_code", "unclear", "unknown"] as const;
type ZoneSource = (typeof ZONE_SOURCES)[number];

/** What was given and could not be used: `unread` is no zip code or state, `unplaced` is one of which nobody knows the place. */
export type PlaceNote = "zip_unread" | "zip_unplaced" | "state_unread" | "state_unplaced";

export type ContactZones = {
  /** Codes (zone-codes.ts) in a row, at least one zone: "ny", "nych", "chTX". */
  zones: string;
  source: ZoneSource;
  note: PlaceNote | null;
};

const UNKNOWN: PlaceRow = { states: [], zones: ANYWHERE };

/**
 * @param cell E.164
 * @param zip as it is in the file, "" for none
 * @param state as it is in the file, "" for none
 */
export function zonesOf(cell: string, zip: string, state: string): ContactZones {
  const byZip = readZip(zip);
  if (byZip.kind === "read" && byZip.place) return zonesIn(byZip.place, "zip");
  const byState = readState(state);
  const statePlace = byState.kind === "read" ? byState.place : null;
  if (byZip.kind === "none" && statePlace) return zonesIn(statePlace, "state");
  const area = cell.startsWith("+1") ? AREA_PLACES.get(cell.slice(2, 5)) : undefined;
  if (byZip.kind === "none" && byState.kind === "none") {
    return area ? zonesIn(area, "area_code") : zonesIn(UNKNOWN, "unknown");
  }
  const strictest = statePlace ? eitherPlace(statePlace, area ?? UNKNOWN) : (area ?? UNKNOWN);
  const note =
    byZip.kind === "none" ? (`state_${failure(byState.kind)}` as const) : (`zip_${failure(byZip.kind)}` as const);
  return zonesIn(strictest, "unclear", note);
}

function failure(kind: "read" | "unread" | "none") {
  return kind === "read" ? "unplaced" : "unread";
}

function zonesIn({ zones, states }: PlaceRow, source: ZoneSource, note: PlaceNote | null = null): ContactZones {
  const laws = states.filter((state) => Object.hasOwn(STATE_LAWS, state));
  return { zones: zones + laws.join(""), source, note };
}
