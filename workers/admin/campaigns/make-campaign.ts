/** Making a campaign: its object and its row. */
import { campaigns } from "../../../db/schema/campaigns.ts";
import { newId, newToken } from "../../../domain/ids.ts";
import type { HoursOverride } from "../../../domain/hours/org-hours.ts";
import type { CampaignDetail, Draft, TextingWindow } from "../../../domain/campaigns/campaign.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { registerIds } from "../../../durable-objects/rpc/registered-ids.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { campaignOverview } from "./campaign-of-org.ts";
import { detailOf } from "./campaign-row.ts";
import type { Membership } from "../../../durable-objects/rpc/texter-inbox.ts";

/** A new draft in the organization of the person who asks. */
export async function makeCampaign(c: EdgeContext, authored: Draft): Promise<CampaignDetail> {
  const { orgId, personId } = c.var.member;
  const draft = columnsOf(authored);
  const recorded = overrideOf(authored, c.var.member);
  const campaignId = newId("c");
  // The link is an address: it leads to the campaign without a database.
  const joinToken = `${campaignId}.${newToken()}`;
  await registerIds(c.env, [{ id: campaignId, orgId }]);
  // The object first: a row without an object would be a campaign that cannot be opened.
  await callObject(
    () => campaignAt(c.env, campaignId),
    (campaign) => campaign.create({ orgId, joinToken }),
  );
  const [row] = await databaseOf(c.env)
    .insert(campaigns)
    .values({ id: campaignId, orgId, joinToken, createdBy: personId, ...draft, ...recorded })
    .onConflictDoUpdate({ target: campaigns.id, set: { joinToken, createdBy: personId, ...draft, ...recorded } })
    .returning();
  const overview = await campaignOverview(c.env, orgId, campaignId);
  if (!row || !overview.ok) throw new Error(`campaign ${campaignId} was made and cannot be read`);
  c.var.log.info("campaign_made", { campaignId });
  return detailOf(row, overview);
}

/** The person who let a campaign's hours override the organization's, or nobody; set with every change of the hours. */
export function overrideOf(
  { window }: { window?: TextingWindow | undefined },
  { personId, firstName, lastName }: Pick<Membership, "personId" | "firstName" | "lastName">,
): { hoursOverride?: HoursOverride | null } {
  if (window === undefined) return {};
  if (!window.override) return { hoursOverride: null };
  return { hoursOverride: { personId, name: `${firstName} ${lastName}`, atMs: Date.now() } };
}

/** A draft's fields as columns: no due date is null there. */
export function columnsOf<Change extends { dueDate?: string | undefined }>({ dueDate, ...rest }: Change) {
  return { ...rest, ...(dueDate === undefined ? {} : { dueDate: dueDate === "" ? null : dueDate }) };
}
