/**
 * Which organization a resource of the carrier belongs to (a Messaging Service, an account), and the organizations' own accounts.
 * The first organization that names a resource gets it; only the installation's operator moves it.
 */
import { and, eq, sql } from "drizzle-orm";
import { noteChange } from "./authored-copies.ts";
import type { Database } from "./client.ts";
import { becomeFormer, noteHolders, resealFormer } from "./former-holders.ts";
import type { FormerAccount } from "./former-holders.ts";
import { carrierAccounts, carrierServices } from "./schema/carrier.ts";
import { organizations } from "./schema/organization.ts";

/** Whether the service is the organization's, who gets it if it is nobody's yet. */
export async function claimService(db: Database, orgId: string, sid: string): Promise<boolean> {
  await db.insert(carrierServices).values({ sid, orgId }).onConflictDoNothing();
  return (await serviceOwner(db, sid)) === orgId;
}

/** null: nobody's. */
export async function serviceOwner(db: Database, sid: string): Promise<string | null> {
  const [row] = await db
    .select({ orgId: carrierServices.orgId })
    .from(carrierServices)
    .where(eq(carrierServices.sid, sid));
  return row?.orgId ?? null;
}

/** By the operator. Organizations that name the service and do not own it any more have to choose another. */
export async function moveService(db: Database, sid: string, orgId: string): Promise<void> {
  const named = sql`${organizations.settings} ->> 'messagingServiceSid' = ${sid}`;
  await db.batch([
    ...becomeFormer(db, sid, orgId),
    db
      .insert(carrierServices)
      .values({ sid, orgId })
      .onConflictDoUpdate({ target: carrierServices.sid, set: { orgId, since: sql`now()` } }),
    db
      .update(organizations)
      .set({ settings: sql`${organizations.settings} - 'messagingServiceSid'` })
      .where(and(named, sql`${organizations.id} <> ${orgId}`)),
    ...noteHolders(db, sid, orgId),
  ]);
}

export type AccountRow = typeof carrierAccounts.$inferSelect;

export async function accountRow(db: Database, accountSid: string): Promise<AccountRow | null> {
  const [row] = await db.select().from(carrierAccounts).where(eq(carrierAccounts.accountSid, accountSid));
  return row ?? null;
}

/** The account that the organization's campaigns start with; null: the installation's. */
export async function currentAccount(db: Database, orgId: string): Promise<AccountRow | null> {
  const [row] = await db
    .select({ account: carrierAccounts })
    .from(organizations)
    .innerJoin(carrierAccounts, eq(carrierAccounts.accountSid, organizations.carrierAccountSid))
    .where(and(eq(organizations.id, orgId), eq(carrierAccounts.orgId, orgId)));
  return row?.account ?? null;
}

/**
 * Stores an account and makes it the current one. @returns whether it is: not when it belongs to another organization
 * @param former the same secrets for organizations that held it before: they still prove what comes by it
 */
export async function saveAccount(
  db: Database,
  row: Omit<AccountRow, "setAt">,
  former: readonly FormerAccount[] = [],
): Promise<boolean> {
  const { accountSid, orgId } = row;
  const isTheirs = sql`exists (select 1 from ${carrierAccounts}
    where ${carrierAccounts.accountSid} = ${accountSid} and ${carrierAccounts.orgId} = ${orgId})`;
  await db.batch([
    db
      .insert(carrierAccounts)
      .values({ ...row, setAt: sql`now()` })
      .onConflictDoUpdate({
        target: carrierAccounts.accountSid,
        set: { sealed: row.sealed, apiKeySid: row.apiKeySid, hasWebhookKey: row.hasWebhookKey, setAt: sql`now()` },
        setWhere: eq(carrierAccounts.orgId, orgId),
      }),
    db
      .update(organizations)
      .set({ carrierAccountSid: accountSid })
      .where(and(eq(organizations.id, orgId), isTheirs)),
    ...former.map((each) => resealFormer(db, each)),
    ...noteAccounts(db, orgId),
    ...former.map((each) => noteChange(db, { subject: "carrier_accounts", key: each.orgId, orgId: each.orgId })),
  ]);
  return (await accountRow(db, accountSid))?.orgId === orgId;
}

/** From now on campaigns start with the installation's account. */
export async function leaveAccount(db: Database, orgId: string): Promise<void> {
  await db.batch([
    db.update(organizations).set({ carrierAccountSid: null }).where(eq(organizations.id, orgId)),
    ...noteAccounts(db, orgId),
  ]);
}

/** By the operator, with the secrets sealed anew for the organization. Nobody's campaigns start with it until chosen. */
export async function moveAccount(
  db: Database,
  { accountSid, orgId, sealed }: Pick<AccountRow, "accountSid" | "orgId" | "sealed">,
  before: Pick<AccountRow, "orgId" | "sealed">,
): Promise<void> {
  await db.batch([
    ...becomeFormer(db, accountSid, orgId, before.sealed),
    db.update(carrierAccounts).set({ orgId, sealed }).where(eq(carrierAccounts.accountSid, accountSid)),
    db
      .update(organizations)
      .set({ carrierAccountSid: null })
      .where(and(eq(organizations.carrierAccountSid, accountSid), eq(organizations.id, before.orgId))),
    noteChange(db, { subject: "sending_limits", key: before.orgId, orgId: before.orgId }),
    noteChange(db, { subject: "sending_limits", key: orgId, orgId }),
    ...noteHolders(db, accountSid, orgId),
  ]);
}

/** After the sealing key was changed. Not over an entry that an admin has made meanwhile. */
export async function resealAccount(db: Database, row: AccountRow, sealed: string): Promise<void> {
  await db.batch([
    db
      .update(carrierAccounts)
      .set({ sealed })
      .where(and(eq(carrierAccounts.accountSid, row.accountSid), eq(carrierAccounts.sealed, row.sealed))),
    ...noteAccounts(db, row.orgId),
  ]);
}

/** The same for an organization that held it. */
export async function resealFormerAccount(db: Database, row: FormerAccount, sealed: string): Promise<void> {
  await db.batch([resealFormer(db, { ...row, sealed }, row.sealed), ...noteAccounts(db, row.orgId)]);
}

export function allAccounts(db: Database): Promise<AccountRow[]> {
  return db.select().from(carrierAccounts);
}

/** The copies that a change of the accounts concerns: limits of sending belong to the account that sends. */
export const ACCOUNT_COPIES = ["carrier_accounts", "sending_limits", "phone_service"] as const;

function noteAccounts(db: Database, orgId: string) {
  const [accounts, limits, phoneService] = ACCOUNT_COPIES;
  return [
    noteChange(db, { subject: accounts, key: orgId, orgId }),
    noteChange(db, { subject: limits, key: orgId, orgId }),
    noteChange(db, { subject: phoneService, key: orgId, orgId }),
  ] as const;
}
