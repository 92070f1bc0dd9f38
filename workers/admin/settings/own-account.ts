/**
 * `/api/admin/carrier/account`: the organization's own carrier account (docs/decisions/0025). Its secrets come in, are tried at the
 * carrier, sealed and stored; no answer ever has them.
 */
import { Hono } from "hono";
import {
  ACCOUNT_COPIES,
  accountRow,
  currentAccount,
  leaveAccount,
  saveAccount,
} from "../../../db/carrier-resources.ts";
import type { AccountRow } from "../../../db/carrier-resources.ts";
import { formerHoldersOf } from "../../../db/former-holders.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { ownAccountSchema, secretsAfter } from "../../../domain/sending/own-account.ts";
import type { AccountSecrets, OwnAccountShown } from "../../../domain/sending/own-account.ts";
import { carrierDeps } from "../../../durable-objects/bindings/carrier.ts";
import {
  callingAccount,
  NO_KEY,
  openSecrets,
  sealingKeys,
  sealSecrets,
} from "../../../durable-objects/bindings/own-accounts.ts";
import { checkLogin } from "../../../twilio/check-login.ts";
import type { LoginCheck } from "../../../twilio/check-login.ts";
import { deliverDue, deliverNow } from "../../authored/deliver.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

export const ownAccount = new Hono<Edge>()
  .get("/", async (c) => {
    const row = await currentAccount(databaseOf(c.env), c.var.member.orgId);
    const isPossible = (await sealingKeys(c.env)) !== null;
    return c.json({ ok: true, account: row && shownOf(row), isPossible });
  })
  .put("/", jsonBody(ownAccountSchema), async (c) => {
    const entry = c.req.valid("json");
    const { accountSid } = entry;
    const { orgId } = c.var.member;
    const keys = await sealingKeys(c.env);
    if (!keys) return refused(c, refuse("no_key", NO_KEY));
    if (accountSid === c.env.TWILIO_ACCOUNT_SID) {
      return refused(
        c,
        refuseFields("account_taken", {
          accountSid: "This is the installation's own account. Your texts already use it without an entry here.",
        }),
      );
    }
    const db = databaseOf(c.env);
    const row = await accountRow(db, accountSid);
    if (row && row.orgId !== orgId) return refused(c, taken(accountSid));
    const opened = row && (await openSecrets(c.env, orgId, row));
    const after = secretsAfter(opened?.ok ? opened.secrets : null, entry);
    if (!after.ok) return refused(c, refuseFields("incomplete", { authToken: after.message }));
    const { secrets } = after;
    const login = await checkLogins(c, accountSid, secrets);
    if (!login.ok)
      return refused(
        c,
        login.reason === "refused"
          ? refuseFields("login_refused", { authToken: login.message })
          : refuse("unavailable", login.message),
      );
    const sealed = await sealSecrets(keys, { orgId, accountSid }, secrets);
    const stored = {
      accountSid,
      orgId,
      sealed,
      apiKeySid: secrets.apiKey?.sid ?? null,
      hasWebhookKey: secrets.webhookKey !== null,
    };
    // Organizations that had it before prove by the new token, too, what still comes by it.
    const former = await Promise.all(
      (await formerHoldersOf(db, accountSid)).map(async (each) => {
        const { orgId: formerId } = each;
        return {
          accountSid,
          orgId: formerId,
          sealed: await sealSecrets(keys, { orgId: formerId, accountSid }, secrets),
        };
      }),
    );
    if (!(await saveAccount(db, stored, former))) return refused(c, taken(accountSid));
    c.var.log.info("carrier_account_set", { accountSid });
    const underWay = await deliverAccounts(c);
    for (const each of former) c.executionCtx.waitUntil(deliverDue(c.env, db, c.var.log, each.orgId));
    return c.json({ ok: true, account: await shownNow(c), underWay });
  })
  .delete("/", async (c) => {
    await leaveAccount(databaseOf(c.env), c.var.member.orgId);
    c.var.log.info("carrier_account_left");
    return c.json({ ok: true, account: null, underWay: await deliverAccounts(c) });
  });

function taken(accountSid: string) {
  const message = `The carrier account ${accountSid} belongs to another organization of this installation: enter one of your own, or ask the installation's operator to move it to you.`;
  return refuseFields("account_taken", { accountSid: message });
}

/** The token is tried even where a key logs in, because webhooks are proven by it. */
async function checkLogins(c: EdgeContext, accountSid: string, secrets: AccountSecrets): Promise<LoginCheck> {
  const { authToken, apiKey } = secrets;
  const deps = carrierDeps(c.env);
  if (authToken !== null) {
    const login = await checkLogin(callingAccount(c.env, accountSid, { ...secrets, apiKey: null }), deps);
    if (!login.ok) return login;
  }
  return apiKey === null ? { ok: true } : checkLogin(callingAccount(c.env, accountSid, secrets), deps);
}

async function shownNow(c: EdgeContext): Promise<OwnAccountShown | null> {
  const row = await currentAccount(databaseOf(c.env), c.var.member.orgId);
  return row && shownOf(row);
}

function shownOf({ accountSid, apiKeySid, hasWebhookKey, setAt }: AccountRow): OwnAccountShown {
  return { accountSid, apiKeySid, hasWebhookKey, setAt: setAt.getTime() };
}

/** @returns whether something of it is not in force everywhere yet */
async function deliverAccounts(c: EdgeContext): Promise<boolean> {
  const { orgId } = c.var.member;
  const deliveries = await Promise.all(ACCOUNT_COPIES.map((subject) => deliverNow(c, subject, orgId)));
  return deliveries.some(({ underWay }) => underWay);
}
