/**
 * Asks the registry of ids, and adds to it. An id is added before its object is made, and never changes its owner, so what was
 * found once is remembered as long as the isolate lives.
 */
import { hashBucket } from "../../domain/hash-bucket.ts";
import type { Env } from "../bindings/env.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { IdOwner, RegisteredId } from "./id-registry.ts";
import { idRegistryAt } from "./stubs.ts";

type Registry = Pick<Env, "ID_REGISTRY">;

/** Must never change: an id is looked for in its shard. */
export const REGISTRY_SHARDS = 8;
const MOST_REMEMBERED = 50_000;
/** Of one call. */
const MOST_ADDED = 5_000;

const owners = new Map<string, string>();

export async function ownerOfId(env: Registry, id: string): Promise<IdOwner> {
  const known = owners.get(id);
  if (known !== undefined) return { orgId: known, isComplete: true };
  const found = await callObject(
    () => idRegistryAt(env, hashBucket(id, REGISTRY_SHARDS)),
    (registry) => registry.ownerOf({ id }),
  );
  if (found.orgId !== null) remember(id, found.orgId);
  return found;
}

/** Resolves once all of them are stored. @throws when one could not be */
export async function registerIds(env: Registry, ids: readonly RegisteredId[]): Promise<void> {
  const byShard = Map.groupBy(ids, ({ id }) => hashBucket(id, REGISTRY_SHARDS));
  const calls = [...byShard].flatMap(([shard, some]) =>
    Array.from({ length: Math.ceil(some.length / MOST_ADDED) }, (_, part) => ({
      shard,
      some: some.slice(part * MOST_ADDED, (part + 1) * MOST_ADDED),
    })),
  );
  await allInWaves(calls, ({ shard, some }) =>
    callObject(
      () => idRegistryAt(env, shard),
      (registry) => registry.add({ ids: some }),
    ),
  );
}

function remember(id: string, orgId: string): void {
  if (owners.size >= MOST_REMEMBERED) owners.clear();
  owners.set(id, orgId);
}
