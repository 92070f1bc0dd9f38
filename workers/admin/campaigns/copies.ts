/** New campaigns from earlier ones (copies, templates), and the due date of an active one. */
import { and, eq } from "drizzle-orm";
import { Hono } from "hono";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { copySchema, dueDateSchema, templateSchema } from "../../../domain/campaigns/campaign.ts";
import { localDate } from "../../../domain/campaigns/start-estimate.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { changeCampaignSettings } from "./change-settings.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";
import { campaignRow, draftOf } from "./campaign-row.ts";
import { makeCampaign } from "./make-campaign.ts";

const MOST_TITLE = 200;

export const campaignCopies = new Hono<Edge>()
  .post("/copy", jsonBody(copySchema), async (c) => {
    // Also of an archived campaign: what was authored stays in Postgres.
    const source = await campaignRow(databaseOf(c.env), c.var.member.orgId, c.req.param("campaignId") ?? "");
    if (!source) return refused(c, NO_SUCH_CAMPAIGN);
    const draft = draftOf(source);
    // A date in the past is of no use.
    const isOver = draft.dueDate < localDate(draft.window.zone, Date.now());
    const { title, description, dueDate } = c.req.valid("json");
    const campaign = await makeCampaign(c, {
      ...draft,
      title: title ?? (source.isTemplate ? draft.title : copyTitle(draft.title)),
      description: description ?? draft.description,
      dueDate: dueDate ?? (isOver ? "" : draft.dueDate),
      // Only a simulation can text them.
      allowTestNumbers: draft.allowTestNumbers && isSimulation(c.env),
    });
    c.var.log.info("campaign_copied", { campaignId: campaign.campaignId, from: source.id });
    return c.json({ ok: true, campaign }, 201);
  })
  .post("/template", jsonBody(templateSchema), async (c) => {
    const { isTemplate } = c.req.valid("json");
    const [row] = await databaseOf(c.env)
      .update(campaigns)
      .set({ isTemplate })
      .where(and(eq(campaigns.id, c.req.param("campaignId") ?? ""), eq(campaigns.orgId, c.var.member.orgId)))
      .returning({ id: campaigns.id });
    return row ? c.json({ ok: true, isTemplate }) : refused(c, NO_SUCH_CAMPAIGN);
  })
  .post("/due-date", jsonBody(dueDateSchema), async (c) => {
    const { dueDate } = c.req.valid("json");
    const campaignId = c.req.param("campaignId") ?? "";
    const changed = await changeCampaignSettings(c, campaignId, () => ({ dueDate }));
    if (!changed.ok) return refused(c, changed);
    c.var.log.info("due_date_changed", { campaignId, dueDate });
    const overview = await campaignOverview(c.env, c.var.member.orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    return c.json({ ok: true, dueDate, spread: overview.spread, underWay: changed.underWay });
  });

function copyTitle(title: string): string {
  const end = " (copy)";
  return title.slice(0, MOST_TITLE - end.length) + end;
}
