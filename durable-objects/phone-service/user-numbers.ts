/** Whether a number is one of a user of the organization's phone service: asked of the inventory that owns it. */
import { areaCodeOf, isAreaCode } from "../../domain/numbers/area-codes.ts";
import type { FoundNumber } from "../../domain/numbers/inventory.ts";
import type { Env } from "../bindings/env.ts";
import { callObject } from "../kit/calls/retry.ts";
import { inventoryAt } from "../rpc/stubs.ts";

type Inventories = Pick<Env, "NUMBER_INVENTORY">;

/** For so long a number that was taken from its user may still be texted from by this isolate. */
const KEPT_MS = 10_000;
const MOST_KEPT = 50_000;

const knownUntilMs = new Map<string, number>();

export async function isUsersNumber(
  env: Inventories,
  { orgId, pool }: { orgId: string; pool: string },
  number: string,
): Promise<boolean> {
  const key = `${orgId} ${number}`;
  const untilMs = knownUntilMs.get(key);
  if (untilMs !== undefined && Date.now() < untilMs) return true;
  const found = await findNumber(env, pool, number);
  const isTheirs = found?.known === true && found.use?.kind === "user" && found.use.orgId === orgId;
  // Only what is: a number that was assigned a moment ago is known at once.
  if (isTheirs) {
    if (knownUntilMs.size >= MOST_KEPT) knownUntilMs.clear();
    knownUntilMs.set(key, Date.now() + KEPT_MS);
  } else if (untilMs !== undefined) knownUntilMs.delete(key);
  return isTheirs;
}

/** null: no inventory can have such a number, so none is asked. */
export async function findNumber(env: Inventories, pool: string, number: string): Promise<FoundNumber | null> {
  const areaCode = areaCodeOf(number);
  if (areaCode === null || !isAreaCode(areaCode)) return null;
  return callObject(
    () => inventoryAt(env, pool, areaCode),
    (inventory) => inventory.find({ number }),
  );
}
