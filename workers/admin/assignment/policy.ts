/** `POST /api/admin/campaigns/:campaignId/policy`: how a started campaign shares out its contacts from now on. */
import { and, eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { policyChangeSchema } from "../../../domain/assignment/assignment-policy.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { teamsRefusal } from "../people/teams-of-org.ts";
import { campaignOverview } from "../campaigns/campaign-of-org.ts";

export const campaignPolicy = new Hono<Edge>().post("/policy", jsonBody(policyChangeSchema), async (c) => {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const overview = await campaignOverview(c.env, orgId, campaignId);
  if (!overview.ok) return refused(c, overview);
  const foreign = await teamsRefusal(databaseOf(c.env), orgId, c.req.valid("json").teamIds, campaignId);
  if (foreign) return refused(c, foreign);
  // Absent ones stay as they are.
  const change = Object.fromEntries(Object.entries(c.req.valid("json")).filter(([, value]) => value !== undefined));
  const changed = await callObject(
    () => campaignAt(c.env, campaignId),
    (campaign) => campaign.changePolicy({ orgId, change }),
  );
  if (!changed.ok) return refused(c, changed);
  const { policy } = changed;
  await databaseOf(c.env)
    .update(campaigns)
    .set({ policy, revision: sql`${campaigns.revision} + 1` })
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  c.var.log.info("policy_changed", { campaignId });
  return c.json({ ok: true, policy });
});
