/**
 * Adds what was made before there was a registry of ids. The cron does it once; a stop in between means that it begins anew, which
 * changes nothing that was added.
 */
import { and, asc, eq, gt, or, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships } from "../../db/schema/people.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import type { RegisteredId } from "../../durable-objects/rpc/id-registry.ts";
import { REGISTRY_SHARDS, registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { idRegistryAt } from "../../durable-objects/rpc/stubs.ts";
import { databaseOf } from "../http/database.ts";

const PAGE = 5_000;

/** Never throws: the next minute tries again. */
export async function seedByCron(env: Env): Promise<void> {
  const log = createLogger({ cron: "id-registry" });
  try {
    await seedRegistry(env, databaseOf(env));
  } catch (fault) {
    log.fault("registry_not_seeded", fault);
  }
}

export async function seedRegistry(env: Env, db: Database): Promise<void> {
  // The last shard to be complete says that all are.
  if (
    await callObject(
      () => idRegistryAt(env, 0),
      (registry) => registry.isComplete(),
    )
  )
    return;
  for (const page of [organizationPage, campaignPage, memberPage]) {
    let after: RegisteredId | null = null;
    do {
      const ids: RegisteredId[] = await page(db, after);
      await registerIds(env, ids);
      after = ids.length === PAGE ? (ids.at(-1) ?? null) : null;
    } while (after);
  }
  for (let shard = REGISTRY_SHARDS - 1; shard >= 0; shard -= 1) {
    await callObject(
      () => idRegistryAt(env, shard),
      (registry) => registry.complete(),
    );
  }
}

const organizationPage = (db: Database, after: RegisteredId | null) =>
  db
    .select({ id: organizations.id, orgId: organizations.id })
    .from(organizations)
    .where(gt(organizations.id, after?.id ?? ""))
    .orderBy(asc(organizations.id))
    .limit(PAGE);

const campaignPage = (db: Database, after: RegisteredId | null) =>
  db
    .select({ id: campaigns.id, orgId: campaigns.orgId })
    .from(campaigns)
    .where(gt(campaigns.id, after?.id ?? ""))
    .orderBy(asc(campaigns.id))
    .limit(PAGE);

/** By organization and person, which is the order of the key. */
const memberPage = (db: Database, after: RegisteredId | null) => {
  const [orgId = "", personId = ""] = after?.id.split(".") ?? [];
  return db
    .select({ id: sql<string>`${memberships.orgId} || '.' || ${memberships.personId}`, orgId: memberships.orgId })
    .from(memberships)
    .where(or(gt(memberships.orgId, orgId), and(eq(memberships.orgId, orgId), gt(memberships.personId, personId))))
    .orderBy(asc(memberships.orgId), asc(memberships.personId))
    .limit(PAGE);
};
