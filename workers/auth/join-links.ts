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
import { isId } from "../../domain/ids.ts";
import { clientAddressOf } from "../http/client-address.ts";
import type { Edge, EdgeContext } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { refused } from "../http/refused.ts";
import { beginAttempt, linkNaming } from "./sign-in-throttle.ts";

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

/**
 * Looks first and counts afterwards, as for links for a new password: a link that works always opens. One that leads to nothing counts
 * as a try from its address for the campaign that it names.
 */
export async function followJoinLink(
  c: EdgeContext,
  db: Database,
  token: string,
): Promise<{ ok: true; target: JoinTarget } | Refusal> {
  const [campaignId = "", secret = ""] = token.split(".");
  // It cannot be one that this installation made: nothing is guessed by it, and nothing has to be asked.
  if (!isId(campaignId, "c") || secret === "" || token.length > LONGEST_TOKEN) return UNKNOWN_LINK;
  const target = await joinTarget(c.env, db, token);
  if (target) return { ok: true, target };
  const address = clientAddressOf(c.req.raw.headers);
  const origin = { email: linkNaming(campaignId), address, device: null, personIds: [] };
  const attempt = await beginAttempt(db, origin, Date.now());
  return attempt.ok ? UNKNOWN_LINK : attempt;
}
const LONGEST_TOKEN = 64;

export const joinLinks = new Hono<Edge>().get("/:token", async (c) => {
  const found = await followJoinLink(c, databaseOf(c.env), c.req.param("token"));
  if (!found.ok) return refused(c, found);
  const { orgId, orgName, title, status, newcomerRefusal } = found.target;
  return c.json({ ok: true, orgId, orgName, title, status, newcomerRefusal });
});
