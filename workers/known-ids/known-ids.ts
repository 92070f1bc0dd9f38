/**
 * Which ids that come from outside (an address, a body, a webhook) belong to an organization: asked before the object of that id
 * is, because asking an object makes it (docs/decisions/0027). The registry knows without Postgres; what was made before
 * there was a registry is looked up in Postgres and added.
 */
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships } from "../../db/schema/people.ts";
import { inboxKey, isId, parseContactId, queueKey } from "../../domain/ids.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { ownerOfId, registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { campaignAt } from "../../durable-objects/rpc/stubs.ts";
import { databaseOf } from "../http/database.ts";

export async function isOrganization(env: Env, orgId: string): Promise<boolean> {
  return isId(orgId, "o") && isOwnedBy(env, orgId, orgId, (db) => organizationRow(db, orgId));
}

/** The same before anybody has proven anything: where the registry is complete, an invented id costs no query. */
export async function isLikelyOrganization(env: Env, orgId: string): Promise<boolean> {
  const { orgId: owner, isComplete } = await ownerOfId(env, orgId);
  return owner === null && isComplete ? false : isOrganization(env, orgId);
}

export async function isCampaignOf(env: Env, orgId: string, campaignId: string): Promise<boolean> {
  return isId(campaignId, "c") && isOwnedBy(env, orgId, campaignId, (db) => campaignRow(db, orgId, campaignId));
}

export async function isPersonOf(env: Env, orgId: string, personId: string): Promise<boolean> {
  if (!isId(personId, "p")) return false;
  return isOwnedBy(env, orgId, inboxKey(orgId, personId), (db) => memberRow(db, orgId, personId));
}

/** The queue of a contact of an organization's campaign; null when there is no such queue. The contact need not exist. */
export async function queueOfContact(
  env: Env,
  orgId: string,
  contactId: string,
): Promise<{ key: string; campaignId: string; n: number } | null> {
  const contact = parseContactId(contactId);
  if (!contact) return null;
  const { campaignId, queueNo, n } = contact;
  const key = queueKey(campaignId, queueNo);
  if (!(await isCampaignOf(env, orgId, campaignId))) return null;
  if (!queues.has(key)) {
    const has = await callObject(
      () => campaignAt(env, campaignId),
      (campaign) => campaign.hasQueue({ orgId, queueNo }),
    );
    if (!has) return null;
    if (queues.size >= MOST_REMEMBERED) queues.clear();
    queues.add(key);
  }
  return { key, campaignId, n };
}

/** Queues that exist go on existing. */
const queues = new Set<string>();
const MOST_REMEMBERED = 50_000;

async function isOwnedBy(
  env: Env,
  orgId: string,
  id: string,
  lookUp: (db: Database) => Promise<readonly unknown[]>,
): Promise<boolean> {
  const { orgId: owner } = await ownerOfId(env, id);
  if (owner !== null) return owner === orgId;
  // Made before there was a registry, or by an older version of the Worker.
  if ((await lookUp(databaseOf(env))).length === 0) return false;
  await registerIds(env, [{ id, orgId }]);
  return true;
}

const organizationRow = (db: Database, orgId: string) =>
  db.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, orgId));

const campaignRow = (db: Database, orgId: string, campaignId: string) =>
  db
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));

const memberRow = (db: Database, orgId: string, personId: string) =>
  db
    .select({ id: memberships.personId })
    .from(memberships)
    .where(and(eq(memberships.personId, personId), eq(memberships.orgId, orgId)));
