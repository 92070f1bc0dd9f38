/**
 * `/api/setup/carrier`: what only the installation's operator may do with the carrier's resources. Which organization has which,
 * moving one to another organization, and sealing all accounts anew after the key was changed.
 */
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import type { Database } from "../../db/client.ts";
import {
  ACCOUNT_COPIES,
  accountRow,
  allAccounts,
  moveAccount,
  moveService,
  resealAccount,
  resealFormerAccount,
  serviceOwner,
} from "../../db/carrier-resources.ts";
import type { AccountRow } from "../../db/carrier-resources.ts";
import { allFormerAccounts, holdersOf } from "../../db/former-holders.ts";
import { carrierServices } from "../../db/schema/carrier.ts";
import { organizations } from "../../db/schema/organization.ts";
import { refuse } from "../../domain/outcome.ts";
import { moveSchema } from "../../domain/sending/own-account.ts";
import { stillTexting } from "../../domain/sending/carrier-resources.ts";
import { NO_KEY, openSecrets, sealingKeys, sealSecrets } from "../../durable-objects/bindings/own-accounts.ts";
import { deliverPending, tryToDeliver } from "../authored/deliver.ts";
import type { Edge, EdgeContext } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { requireOperator } from "./require-operator.ts";
import { campaignsTextingBy } from "./texting-by.ts";

export const carrierOwners = new Hono<Edge>()
  .use(requireOperator)
  .get("/", async (c) => {
    const db = databaseOf(c.env);
    const [services, accounts] = await Promise.all([db.select().from(carrierServices), allAccounts(db)]);
    return c.json({
      ok: true,
      services: services.map(({ sid, orgId }) => ({ sid, orgId })),
      accounts: accounts.map(({ accountSid, orgId }) => ({ sid: accountSid, orgId })),
    });
  })
  .post("/move", jsonBody(moveSchema), async (c) => {
    const { sid, orgId, stopCampaigns = false } = c.req.valid("json");
    const db = databaseOf(c.env);
    const [organization] = await db
      .select({ id: organizations.id })
      .from(organizations)
      .where(eq(organizations.id, orgId));
    if (!organization) return refused(c, refuse("not_found", `There is no organization ${orgId}.`));
    const account = sid.startsWith("AC") ? await accountRow(db, sid) : null;
    if (sid.startsWith("AC") && !account) {
      return refused(c, refuse("not_found", `No organization has the carrier account ${sid}.`));
    }
    const before = account?.orgId ?? (await serviceOwner(db, sid));
    if (before === orgId) return c.json({ ok: true, sid, orgId, stopped: [], underWay: false });
    const texting = before === null ? [] : await campaignsTextingBy(c.env, db, before, sid);
    if (texting.length > 0 && !stopCampaigns) {
      return refused(c, { ...refuse("still_texting", stillTexting(sid, texting)), campaigns: texting });
    }
    if (account) {
      const given = await giveAccount(c, db, account, orgId);
      if (!given.ok) return refused(c, given);
    } else await moveService(db, sid, orgId);
    c.var.log.info("carrier_resource_moved", { sid, orgId, stopped: texting.length });
    // Its campaigns stop in Postgres' transaction; here their objects hear of it, and by the cron otherwise.
    const isDelivered = await deliverPending(c.env, db, await holdersOf(db, sid, orgId), c.var.log);
    return c.json({ ok: true, sid, orgId, stopped: texting, underWay: !isDelivered });
  })
  .post("/reseal", async (c) => {
    const keys = await sealingKeys(c.env);
    if (!keys) return refused(c, refuse("no_key", NO_KEY));
    const db = databaseOf(c.env);
    const lost: string[] = [];
    const changed = new Set<string>();
    for (const row of await allAccounts(db)) {
      const { orgId, accountSid } = row;
      const opened = await openSecrets(c.env, orgId, row);
      if (!opened.ok) lost.push(accountSid);
      else if (opened.isOld) {
        await resealAccount(db, row, await sealSecrets(keys, { orgId, accountSid }, opened.secrets));
        changed.add(orgId);
      }
    }
    for (const row of await allFormerAccounts(db)) {
      const { orgId, accountSid } = row;
      const opened = await openSecrets(c.env, orgId, row);
      if (!opened.ok) lost.push(accountSid);
      else if (opened.isOld) {
        await resealFormerAccount(db, row, await sealSecrets(keys, { orgId, accountSid }, opened.secrets));
        changed.add(orgId);
      }
    }
    await deliverAccounts(c, db, [...changed]);
    c.var.log.info("carrier_accounts_resealed", { organizations: changed.size, lost: lost.length });
    return c.json({ ok: true, resealed: changed.size, lost: [...new Set(lost)] });
  });

/** Sealed anew for its new organization; the one that had it keeps its own copy, to prove replies to what it sent. */
async function giveAccount(c: EdgeContext, db: Database, row: AccountRow, orgId: string) {
  const keys = await sealingKeys(c.env);
  const opened = keys ? await openSecrets(c.env, row.orgId, row) : ({ ok: false, why: NO_KEY } as const);
  if (!keys || !opened.ok) return refuse("not_opened", opened.ok ? NO_KEY : opened.why);
  const { accountSid } = row;
  const sealed = await sealSecrets(keys, { orgId, accountSid }, opened.secrets);
  await moveAccount(db, { accountSid, orgId, sealed }, row);
  return { ok: true as const };
}

async function deliverAccounts(c: EdgeContext, db: Database, orgIds: readonly string[]): Promise<void> {
  for (const orgId of orgIds) {
    for (const subject of ACCOUNT_COPIES) await tryToDeliver(c.env, db, { subject, key: orgId, orgId }, c.var.log);
  }
}
