/** Organizations that held a Messaging Service or a carrier account before the operator gave it to another one. */
import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { noteChanges } from "./authored-copies.ts";
import type { Database } from "./client.ts";
import { campaigns } from "./schema/campaigns.ts";
import { carrierAccounts, carrierFormerHolders as former, carrierServices } from "./schema/carrier.ts";

/** An account as one organization that held it can open it. */
export type FormerAccount = { accountSid: string; orgId: string; sealed: string };

/** The organizations that held an account and can still prove what came by it. */
export async function formerHoldersOf(db: Database, accountSid: string): Promise<FormerAccount[]> {
  return formerAccounts(db, eq(former.sid, accountSid));
}

export function allFormerAccounts(db: Database): Promise<FormerAccount[]> {
  return formerAccounts(db, undefined);
}

async function formerAccounts(db: Database, where: SQL | undefined): Promise<FormerAccount[]> {
  const rows = await db
    .select()
    .from(former)
    .where(and(isNotNull(former.sealed), where));
  return rows.map(({ sid, orgId, sealed }) => ({ accountSid: sid, orgId, sealed: sealed ?? "" }));
}

/** The account's secrets changed, or the sealing key did. @param before only over this */
export function resealFormer(db: Database, { accountSid, orgId, sealed }: FormerAccount, before?: string) {
  const isIt = and(eq(former.sid, accountSid), eq(former.orgId, orgId));
  return db
    .update(former)
    .set({ sealed })
    .where(before === undefined ? isIt : and(isIt, eq(former.sealed, before)));
}

/**
 * For the transaction that gives a service or account to an organization, before its owner changes.
 * @param sealed an account's secrets, for the present holder
 */
export function becomeFormer(db: Database, sid: string, orgId: string, sealed: string | null = null) {
  const table = sid.startsWith("AC") ? carrierAccounts : carrierServices;
  const sidColumn = sid.startsWith("AC") ? carrierAccounts.accountSid : carrierServices.sid;
  return [
    db
      .insert(former)
      .select(sql`select ${sid}::text, ${table.orgId}, ${sealed}::text, now() from ${table}
        where ${sidColumn} = ${sid} and ${table.orgId} <> ${orgId}`)
      .onConflictDoUpdate({ target: [former.sid, former.orgId], set: { sealed, since: sql`now()` } }),
    db.delete(former).where(and(eq(former.sid, sid), eq(former.orgId, orgId))),
  ] as const;
}

/** Everybody who holds or held it. */
export async function holdersOf(db: Database, sid: string, orgId: string): Promise<string[]> {
  const rows = await db.select({ orgId: former.orgId }).from(former).where(eq(former.sid, sid));
  return [orgId, ...rows.map((row) => row.orgId)];
}

/** For the same transaction: the objects of everybody who holds or held it, and of their campaigns, have to know. */
export function noteHolders(db: Database, sid: string, orgId: string) {
  const holders = sql`select ${orgId}::text as org_id union select ${former.orgId} from ${former} where ${former.sid} = ${sid}`;
  return [
    noteChanges(db, "carrier_accounts", sql`select org_id, org_id from (${holders}) as holders`),
    noteChanges(
      db,
      "campaign_settings",
      sql`select ${campaigns.id}, ${campaigns.orgId} from ${campaigns}
        where ${campaigns.orgId} in (${holders}) and ${campaigns.status} <> 'ARCHIVED'`,
    ),
  ] as const;
}

/** As a column: the services and accounts that an organization does not hold any more. */
export function lostResourcesOf(orgId: string) {
  return sql<string[]>`coalesce((
    select json_agg(${former.sid} order by ${former.sid}) from ${former} where ${former.orgId} = ${orgId}), '[]')`;
}

/** As a column: accounts that an organization held, sealed for it. */
export function formerAccountsOf(orgId: string) {
  return sql<{ accountSid: string; sealed: string }[]>`coalesce((
    select json_agg(json_build_object('accountSid', ${former.sid}, 'sealed', ${former.sealed}) order by ${former.sid})
    from ${former} where ${former.orgId} = ${orgId} and ${former.sealed} is not null), '[]')`;
}

/** As a column: what an organization holds or held and others did, too; the present holder first. */
export function sharedResourcesOf(orgId: string) {
  return sql<{ sid: string; orgIds: string[] }[]>`coalesce((
    select json_agg(json_build_object('sid', held.sid, 'orgIds', array[held.org_id] || held.former) order by held.sid)
    from (
      select r.sid, r.org_id, (select array_agg(f.org_id order by f.org_id) from carrier_former_holders f where f.sid = r.sid) as former
      from (select sid, org_id from carrier_services union all select account_sid, org_id from carrier_accounts) r
    ) held
    where held.former is not null and ${orgId} = any (array[held.org_id] || held.former)), '[]')`;
}
