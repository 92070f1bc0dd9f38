/** Which texts a campaign lets through, by its state. */
import type { CampaignStatus } from "../statuses.ts";

/**
 * Why a texter may not send this kind of text in a campaign now (docs/rules.md#states-campaign); null when they may.
 */
export function sendingRefusal(
  campaign: { status: CampaignStatus; paused: boolean },
  kind: "initial" | "reply",
):
  | "campaign_paused"
  | "campaign_closed"
  | "campaign_closed_for_initials"
  | "campaign_archived"
  | "campaign_not_started"
  | null {
  if (campaign.status === "DRAFT") return "campaign_not_started";
  if (campaign.status === "ARCHIVED") return "campaign_archived";
  if (campaign.status === "CLOSED") return "campaign_closed";
  if (campaign.paused) return "campaign_paused";
  if (campaign.status === "CLOSED_FOR_INITIAL_SENDS" && kind === "initial") return "campaign_closed_for_initials";
  return null;
}
