/** Due date and policy of a campaign that may have started: authored in Postgres, then delivered to the campaign. */
import { and, eq, sql } from "drizzle-orm";
import { noteChange } from "../../../db/authored-copies.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import type { AssignmentPolicy } from "../../../domain/assignment/assignment-policy.ts";
import { settingsRefusal } from "../../../domain/campaigns/campaign-states.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { CampaignStatus } from "../../../domain/statuses.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";
import type { CampaignRow } from "./campaign-row.ts";

type Change = { ok?: never; dueDate?: string; policy?: Partial<AssignmentPolicy> };
type Changed = { ok: true; row: CampaignRow; underWay: boolean };

export async function changeCampaignSettings(
  c: EdgeContext,
  campaignId: string,
  changeOf: (status: CampaignStatus) => Change | Refusal<"not_allowed">,
): Promise<Changed | Refusal<"not_found" | "not_allowed">> {
  const { orgId, personId } = c.var.member;
  const overview = await campaignOverview(c.env, orgId, campaignId);
  if (!overview.ok) return overview;
  const { status, archive } = overview;
  const isBeingArchived = archive?.state === "running" || (archive?.queuesCleared ?? 0) > 0;
  const refusal = settingsRefusal(status, isBeingArchived);
  if (refusal) return refusal;
  const change = changeOf(status);
  if (change.ok === false) return change;
  const { dueDate, policy } = change;
  const db = databaseOf(c.env);
  const [[row]] = await db.batch([
    db
      .update(campaigns)
      .set({
        ...(dueDate === undefined ? {} : { dueDate }),
        // Merged there, so that two admins who change different fields both get theirs.
        ...(policy === undefined ? {} : { policy: sql`${campaigns.policy} || ${JSON.stringify(policy)}::jsonb` }),
        revision: sql`${campaigns.revision} + 1`,
        savedBy: personId,
        savedAt: new Date(),
      })
      .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)))
      .returning(),
    noteChange(db, { subject: "campaign_settings", key: campaignId, orgId }),
  ]);
  if (!row) return NO_SUCH_CAMPAIGN;
  return { ok: true, row, ...(await deliverNow(c, "campaign_settings", campaignId)) };
}
