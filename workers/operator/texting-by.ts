/** Which campaigns text by a Messaging Service or carrier account now: only their objects know what they were started with. */
import { and, desc, eq, ne } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { lostOf } from "../../domain/sending/carrier-resources.ts";
import type { CampaignInTheWay } from "../../domain/sending/carrier-resources.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { allInWaves } from "../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../durable-objects/rpc/stubs.ts";

/** What this misses stops all the same once it is moved. */
const MOST_ASKED = 500;

export async function campaignsTextingBy(
  env: Env,
  db: Database,
  orgId: string,
  sid: string,
): Promise<CampaignInTheWay[]> {
  // Drafts as well: Postgres hears of a start a moment later.
  const rows = await db
    .select({ campaignId: campaigns.id, title: campaigns.title })
    .from(campaigns)
    .where(and(eq(campaigns.orgId, orgId), ne(campaigns.status, "ARCHIVED"), eq(campaigns.isTemplate, false)))
    .orderBy(desc(campaigns.createdAt))
    .limit(MOST_ASKED);
  const asked = await allInWaves(rows, async ({ campaignId, title }) => {
    const overview = await callObject(
      () => campaignAt(env, campaignId),
      (campaign) => campaign.overview({ orgId }),
    );
    if (!overview.ok || lostOf(overview.textsBy, [sid]) === null) return [];
    const { status, paused } = overview;
    const isTexting = (status === "ACTIVE" && !paused) || status === "CLOSED_FOR_INITIAL_SENDS";
    return isTexting ? [{ campaignId, title, status }] : [];
  });
  return asked.flat();
}
