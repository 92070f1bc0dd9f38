/** A number as callers get it. */
import { useOfKey } from "../../domain/numbers/inventory.ts";
import type { InventoryNumber, NewNumber } from "../../domain/numbers/inventory.ts";
import type { NumberRow } from "./inventory-numbers.ts";

/** @param reservation of a reserved number */
export function shownNumber(
  row: NumberRow,
  reservation: { holder: InventoryNumber["holder"]; untilMs: number } | null,
): InventoryNumber {
  return {
    number: row.number,
    sid: row.sid,
    // Written when it was added.
    capabilities: JSON.parse(row.capabilities) as NewNumber["capabilities"],
    ...(row.monthly_cost === null ? {} : { monthlyCost: row.monthly_cost }),
    state: row.state,
    use: row.use_key === null ? null : useOfKey(row.use_key),
    holder: reservation?.holder ?? null,
    untilMs: reservation?.untilMs ?? (row.state === "RESTING" ? row.rest_until : null),
    restWhy: row.rest_why,
    version: row.version,
    changedAtMs: row.changed_at,
  };
}
