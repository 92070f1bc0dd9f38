/** `POST /api/admin/campaigns/:campaignId/policy`: how a started campaign shares out its contacts from now on. */
import { Hono } from "hono";
import { policyChangeSchema, policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { campaignOverview } from "../campaigns/campaign-of-org.ts";
import { changeCampaignSettings } from "../campaigns/change-settings.ts";
import { teamsRefusal } from "../people/teams-of-org.ts";

const IN_THE_DRAFT = refuse("not_allowed", "This campaign is a draft. Change this in the draft.");

export const campaignPolicy = new Hono<Edge>().post("/policy", jsonBody(policyChangeSchema), async (c) => {
  const campaignId = c.req.param("campaignId") ?? "";
  const overview = await campaignOverview(c.env, c.var.member.orgId, campaignId);
  if (!overview.ok) return refused(c, overview);
  const { teamIds } = c.req.valid("json");
  const foreign = await teamsRefusal(databaseOf(c.env), c.var.member.orgId, teamIds, campaignId);
  if (foreign) return refused(c, foreign);
  // Absent ones stay as they are.
  const change = Object.fromEntries(Object.entries(c.req.valid("json")).filter(([, value]) => value !== undefined));
  const changed = await changeCampaignSettings(c, campaignId, (status) =>
    status === "DRAFT" ? IN_THE_DRAFT : { policy: change },
  );
  if (!changed.ok) return refused(c, changed);
  c.var.log.info("policy_changed", { campaignId });
  const { row, underWay } = changed;
  return c.json({ ok: true, policy: policyOf(row), underWay });
});
