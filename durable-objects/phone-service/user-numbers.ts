/**
 * The organization whose user has a number: what the cache says under a lease of the inventory, else the inventory itself
 * (docs/rules.md#phone-service-look-ups). A cache that is slow or away costs time and changes no answer.
 */
import { areaCodeOf, isAreaCode } from "../../domain/numbers/area-codes.ts";
import { believed, lookUpKeys } from "../../domain/numbers/look-ups.ts";
import type { Env } from "../bindings/env.ts";
import { Breaker } from "../kit/calls/breaker.ts";
import { callObject } from "../kit/calls/retry.ts";
import { SingleFlight } from "../kit/calls/single-flight.ts";
import { createLogger } from "../kit/log/log.ts";
import { inventoryAt } from "../rpc/stubs.ts";
import { lookUpCache } from "./look-up-cache.ts";
import type { CacheSettings, LookUpCache } from "./look-up-cache.ts";

type Needed = Pick<Env, "NUMBER_INVENTORY"> & CacheSettings;

/** For so long a number that was taken from its user may still be texted from by this isolate. */
const KEPT_MS = 10_000;
const MOST_KEPT = 50_000;

/** In the order of their use, the one that was not used for longest first. */
const sendersUntilMs = new Map<string, number>();

/** Of numbers that text: what is so is kept for some seconds. What is not so is asked again, because it may just have been assigned. */
export async function isUsersSender(
  env: Needed,
  { orgId, pool }: { orgId: string; pool: string },
  number: string,
): Promise<boolean> {
  const key = `${orgId} ${number}`;
  const untilMs = sendersUntilMs.get(key);
  if (untilMs !== undefined && Date.now() < untilMs) {
    sendersUntilMs.delete(key);
    sendersUntilMs.set(key, untilMs);
    return true;
  }
  sendersUntilMs.delete(key);
  if (!(await isUsersNumber(env, { orgId, pool }, number))) return false;
  const [oldest] = sendersUntilMs.keys();
  if (sendersUntilMs.size >= MOST_KEPT && oldest !== undefined) sendersUntilMs.delete(oldest);
  sendersUntilMs.set(key, Date.now() + KEPT_MS);
  return true;
}

/** As it is now: an assignment that was answered is seen by the next question. */
export async function isUsersNumber(
  env: Needed,
  { orgId, pool }: { orgId: string; pool: string },
  number: string,
): Promise<boolean> {
  const areaCode = areaCodeOf(number);
  // No inventory can have such a number, so none is asked.
  if (areaCode === null || !isAreaCode(areaCode)) return false;
  const ask = () =>
    callObject(
      () => inventoryAt(env, pool, areaCode),
      (inventory) => inventory.userOf(number),
    );
  const cache = cacheOf(env);
  const found = cache
    ? await flights.run(`${pool} ${number}`, async () => (await readCache(cache, pool, areaCode, number)) ?? ask())
    : await ask();
  return found === orgId;
}

const flights = new SingleFlight<string>();
const breaker = new Breaker(() => Date.now());
/** By address: one of an isolate. */
const caches = new Map<string, LookUpCache>();

function cacheOf(env: CacheSettings): LookUpCache | null {
  const url = env.UPSTASH_REDIS_REST_URL;
  if (!url) return null;
  let cache = caches.get(url) ?? null;
  if (cache === null) {
    cache = lookUpCache(env);
    if (cache) caches.set(url, cache);
  }
  return cache;
}

/** null: it does not know, or cannot be asked. */
async function readCache(
  { port, space }: LookUpCache,
  pool: string,
  areaCode: string,
  number: string,
): Promise<string | null> {
  try {
    const read = await breaker.run(() => port.read(lookUpKeys(space, pool, areaCode, number)));
    if (read === null) return null;
    const [lease = null, known = null] = read;
    return believed(lease, known, Date.now());
  } catch (fault) {
    createLogger().fault("look_ups_not_read", fault);
    return null;
  }
}
