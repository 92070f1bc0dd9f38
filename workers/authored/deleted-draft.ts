/** Deletes a draft: its object gives up the contacts, then the row goes. It may be repeated at any point. */
import { and, eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../durable-objects/rpc/stubs.ts";

export async function deleteDraft(
  env: Env,
  db: Database,
  { orgId, campaignId }: { orgId: string; campaignId: string },
) {
  const discarded = await callObject(
    () => campaignAt(env, campaignId),
    (campaign) => campaign.discard({ orgId }),
  );
  if (discarded.ok) await db.delete(campaigns).where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  return discarded;
}
