/** `/api/admin/phone-service`: API tokens and settings of the phone service, for owners. */
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { apiTokensOf, countApiTokens, revokeApiToken, storeApiToken } from "../../../db/api-tokens.ts";
import { noteChange } from "../../../db/authored-copies.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { loopStops } from "../../../db/schema/phone-service.ts";
import { newId, newToken } from "../../../domain/ids.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { NO_PHONE_SERVICE, tokenText } from "../../../domain/phone-service/api-tokens.ts";
import type { ApiToken, LoopStop, PhoneServiceSettings } from "../../../domain/phone-service/api-tokens.ts";
import { newTokenSchema, phoneServiceSettingsSchema } from "../../../domain/phone-service/token-schema.ts";
import { may } from "../../../domain/roles.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import { tokenHash } from "../../api/token-hash.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

/** More than anybody can keep apart; each is part of the copy that every isolate reads. */
const MOST_TOKENS = 100;
const STOPS_SHOWN_MS = 30 * 86_400_000;
const MOST_STOPS = 20;
const NO_SUCH_TOKEN = refuse("not_found", "This API token does not exist or was revoked already.");

const requireOwner = createMiddleware<Edge>(async (c, next) => {
  if (may(c.var.member.role, "manage_programs")) return next();
  return refused(c, refuse("forbidden", "Only owners can let other programs text: ask an owner of your organization."));
});

export const phoneServiceRoutes = new Hono<Edge>()
  .use(requireOwner)
  .get("/", async (c) => {
    const { orgId } = c.var.member;
    const [tokens, settings, stops] = await Promise.all([tokensShown(c), settingsNow(c, orgId), stopsShown(c)]);
    return c.json({ ok: true, tokens, settings, loopStops: stops });
  })
  .post("/tokens", jsonBody(newTokenSchema), async (c) => {
    const { orgId, personId } = c.var.member;
    const db = databaseOf(c.env);
    if ((await countApiTokens(db, orgId)) >= MOST_TOKENS) {
      const message = `An organization can have at most ${MOST_TOKENS} API tokens. Revoke one that nothing uses.`;
      return refused(c, refuseFields("too_many_tokens", { name: message }));
    }
    const tokenId = newId("k");
    const secret = newToken();
    const { name, scopes, callsPerSecond } = c.req.valid("json");
    const secretHash = tokenHash(secret);
    await storeApiToken(db, { id: tokenId, orgId, name, scopes, callsPerSecond, secretHash, createdBy: personId });
    c.var.log.info("api_token_made", { tokenId, scopes: scopes.join(" ") });
    const delivery = await deliverNow(c, "phone_service", orgId);
    // Only now: what is stored is its hash.
    return c.json({ ok: true, tokenId, token: tokenText({ orgId, tokenId, secret }), ...delivery }, 201);
  })
  .delete("/tokens/:tokenId", async (c) => {
    const { orgId, personId } = c.var.member;
    const tokenId = c.req.param("tokenId");
    const isRevoked = await revokeApiToken(databaseOf(c.env), { orgId, id: tokenId, revokedBy: personId });
    if (!isRevoked) return refused(c, NO_SUCH_TOKEN);
    c.var.log.info("api_token_revoked", { tokenId });
    return c.json({ ok: true, ...(await deliverNow(c, "phone_service", orgId)) });
  })
  .put("/settings", jsonBody(phoneServiceSettingsSchema), async (c) => {
    const { orgId } = c.var.member;
    const db = databaseOf(c.env);
    const phoneService = JSON.stringify({ phoneService: c.req.valid("json") });
    await db.batch([
      db
        .update(organizations)
        .set({ settings: sql`${organizations.settings} || ${phoneService}::jsonb` })
        .where(eq(organizations.id, orgId)),
      noteChange(db, { subject: "phone_service", key: orgId, orgId }),
    ]);
    const delivery = await deliverNow(c, "phone_service", orgId);
    return c.json({ ok: true, settings: await settingsNow(c, orgId), ...delivery });
  });

async function tokensShown(c: EdgeContext): Promise<ApiToken[]> {
  const { orgId } = c.var.member;
  const [rows, uses] = await Promise.all([
    apiTokensOf(databaseOf(c.env), orgId),
    callObject(
      () => organizationAt(c.env, orgId),
      (organization) => organization.tokenUses(),
    ),
  ]);
  return rows.map(({ id: tokenId, name, scopes, callsPerSecond, createdAt, createdBy }) => ({
    tokenId,
    name,
    scopes,
    callsPerSecond,
    createdAt: createdAt.getTime(),
    createdBy,
    lastUsedAt: uses[tokenId] ?? null,
  }));
}

async function stopsShown(c: EdgeContext): Promise<LoopStop[]> {
  const since = new Date(Date.now() - STOPS_SHOWN_MS);
  const rows = await databaseOf(c.env)
    .select({ number: loopStops.number, peer: loopStops.peer, at: loopStops.at })
    .from(loopStops)
    .where(and(eq(loopStops.orgId, c.var.member.orgId), gt(loopStops.at, since)))
    .orderBy(desc(loopStops.at))
    .limit(MOST_STOPS);
  return rows.map(({ number, peer, at }) => ({ number, peer, at: at.getTime() }));
}

async function settingsNow(c: EdgeContext, orgId: string): Promise<PhoneServiceSettings> {
  const [row] = await databaseOf(c.env)
    .select({ settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return { ...NO_PHONE_SERVICE, ...row?.settings.phoneService };
}
