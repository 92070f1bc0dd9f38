/** `GET /api/join/:token`: what a join link leads to. Anybody who has the link may ask. */
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { organizations } from "../../db/schema/organization.ts";
import type { AdmissionReason } from "../../domain/assignment/admission.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { CampaignStatus } from "../../domain/statuses.ts";
import { campaignOverview } from "../admin/campaigns/campaign-of-org.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";

export const UNKNOWN_LINK = refuse("not_found", "This join link does not work. Ask for a new one.");

export type JoinTarget = {
  orgId: string;
  orgName: string;
  campaignId: string;
  title: string;
  status: CampaignStatus;
  /** Why somebody new cannot join now. */
  newcomerRefusal: Refusal<AdmissionReason> | null;
};

/** The campaign of a link token; its status comes from the campaign itself, because Postgres may lag behind. */
export async function joinTarget(env: Env, db: Database, token: string): Promise<JoinTarget | null> {
  const [found] = await db
    .select({ orgId: campaigns.orgId, orgName: organizations.name, campaignId: campaigns.id, title: campaigns.title })
    .from(campaigns)
    .innerJoin(organizations, eq(organizations.id, campaigns.orgId))
    .where(eq(campaigns.joinToken, token))
    .limit(1);
  if (!found) return null;
  const overview = await campaignOverview(env, found.orgId, found.campaignId);
  return overview.ok ? { ...found, status: overview.status, newcomerRefusal: overview.newcomerRefusal } : null;
}

export const joinLinks = new Hono<Edge>().get("/:token", async (c) => {
  const target = await joinTarget(c.env, databaseOf(c.env), c.req.param("token").slice(0, 64));
  if (!target) return refused(c, UNKNOWN_LINK);
  const { orgId, orgName, title, status, newcomerRefusal } = target;
  return c.json({ ok: true, orgId, orgName, title, status, newcomerRefusal });
});
