/** A campaign as authored, in Postgres. */
import { and, eq, getTableColumns } from "drizzle-orm";
import { versionOf } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { lostResourcesOf } from "../../../db/former-holders.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail, CampaignSummary, Draft } from "../../../domain/campaigns/campaign.ts";
import type { CampaignOverview } from "../../../durable-objects/rpc/campaign-overview.ts";

export type CampaignRow = typeof campaigns.$inferSelect;
/** With the version of its due date, policy and lost services (docs/decisions/0024). */
export type VersionedRow = CampaignRow & { settingsVersion: number; lostResources: string[] };

/** null for another organization's campaign, as for one that does not exist. */
export async function campaignRow(db: Database, orgId: string, campaignId: string): Promise<VersionedRow | null> {
  const settingsVersion = versionOf({ subject: "campaign_settings", key: campaigns.id });
  const [row] = await db
    .select({ ...getTableColumns(campaigns), settingsVersion, lostResources: lostResourcesOf(orgId) })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  return row ?? null;
}

export function summaryOf(
  row: Pick<CampaignRow, "id" | "title" | "dueDate" | "status" | "paused" | "createdAt" | "isTemplate">,
): CampaignSummary {
  const { id, title, dueDate, status, paused, isTemplate } = row;
  const createdAt = row.createdAt.toISOString();
  return { campaignId: id, title, dueDate: dueDate ?? "", status, paused, createdAt, isTemplate };
}

export function draftOf(row: CampaignRow): Draft {
  const { title, description, dueDate, script, window, batchSize, firstTextEditable, allowTestNumbers } = row;
  const authored = { title, description, dueDate: dueDate ?? "", script, window, batchSize };
  return { ...authored, firstTextEditable, allowTestNumbers, policy: policyOf(row) };
}

/** What Postgres has of a campaign together with what its object says now. */
export function detailOf(row: CampaignRow, overview: CampaignOverview): CampaignDetail {
  const { status, paused, contactCount, customFields, numbers, texters } = overview;
  return {
    ...summaryOf(row),
    ...draftOf(row),
    status,
    paused,
    revision: row.revision,
    joinToken: row.joinToken ?? "",
    customFields,
    contactCount,
    numbers,
    import: overview.import,
    texters,
    spread: overview.spread,
    archive: overview.archive,
    resourceLost: overview.resourceLost ?? null,
    numberSetup: overview.numberSetup ?? null,
    hoursOverride: row.hoursOverride,
  };
}
