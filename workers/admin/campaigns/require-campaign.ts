import { createMiddleware } from "hono/factory";
import type { Edge } from "../../http/context.ts";
import { refused } from "../../http/refused.ts";
import { isCampaignOf } from "../../known-ids/known-ids.ts";
import { NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";

/** Before every route of a campaign: one that the admin's organization does not have is answered here. */
export const requireCampaign = createMiddleware<Edge>(async (c, next) => {
  const campaignId = c.req.param("campaignId") ?? "";
  if (await isCampaignOf(c.env, c.var.member.orgId, campaignId)) return next();
  return refused(c, NO_SUCH_CAMPAIGN);
});
