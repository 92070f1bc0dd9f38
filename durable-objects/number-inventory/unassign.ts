/** InventoryNumbers that are not used any more are free again, or rest first. */
import { useKey } from "../../domain/numbers/inventory.ts";
import type { UnassignNumbersRequest } from "../rpc/number-inventory.ts";
import type { InventoryNumbers } from "./inventory-numbers.ts";

const QUARANTINE = "quarantine";

export function unassign(numbers: InventoryNumbers, request: UnassignNumbersRequest): { ok: true; freed: number } {
  const { restUntilMs: untilMs, why } = request;
  const use = "use" in request ? useKey(request.use) : null;
  const rows = request.numbers ? numbers.rows(request.numbers) : use === null ? [] : numbers.usedBy(use);
  const assigned = rows.filter(({ state, use_key: key }) => state === "ASSIGNED" && (use === null || key === use));
  const rest = untilMs === null && why === undefined ? null : { untilMs, why: why ?? QUARANTINE };
  const by = use === null ? "unassigned" : `end of ${use}`;
  numbers.free(
    assigned.map(({ number }) => number),
    "ASSIGNED",
    by,
    rest,
  );
  return { ok: true, freed: assigned.length };
}
