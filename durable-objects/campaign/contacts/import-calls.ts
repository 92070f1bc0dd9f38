/** The calls by which a queue gets contacts of an import. */
import { storedFields } from "../../../domain/contacts/contact-upload.ts";
import type { UploadedContact } from "../../../domain/contacts/contact-upload.ts";
import type { ContactZones } from "../../../domain/hours/zones/zones.ts";
import { CALL_BYTES, jsonBatches } from "../../kit/storage/batches.ts";
import type { BatchBounds } from "../../kit/storage/batches.ts";

/** A row of the file with the id that it gets: queue and number. */
export type PlacedContact = { id: string; queueNo: number; n: number; row: UploadedContact; zones: ContactZones };

/**
 * Calls of JSON lists that SQLite reads by itself (`rowJson`), each list within what a statement takes and each call
 * within what both ends can hold. `isAll`: it is the only call. Made one after the other, because each row repeats the
 * names of its columns: their JSON may be many times as long as the file.
 */
export function* callsOf(
  contacts: readonly PlacedContact[],
  bounds: BatchBounds,
): Generator<{ parts: string[]; isAll: boolean }> {
  let parts: string[] = [];
  let rows = 0;
  let done = 0;
  let characters = 0;
  for (const { values, json } of jsonBatches(contacts, bounds, rowJson)) {
    if (
      parts.length > 0 &&
      (characters + json.length > CALL_BYTES || rows + values.length > (bounds.count ?? Infinity))
    ) {
      yield { parts, isAll: false };
      done += rows;
      [parts, rows, characters] = [[], 0, 0];
    }
    parts.push(json);
    rows += values.length;
    characters += json.length;
  }
  if (parts.length > 0) yield { parts, isAll: done === 0 && bounds.count === undefined };
}

/** [n, cell, firstName, lastName, externalId, custom, zones, zoneSource]. */
function rowJson({ n, row, zones: place }: PlacedContact): string {
  const { cell, firstName, lastName, externalId } = row;
  return JSON.stringify([n, cell, firstName, lastName, externalId, storedFields(row), place.zones, place.source]);
}
