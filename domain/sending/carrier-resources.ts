/**
 * What a campaign texts by, a Messaging Service and a carrier account, and which organization holds it. The installation's
 * operator may give either to another organization (docs/decisions/0033).
 */
import type { CampaignStatus } from "../statuses.ts";

export type CarrierResources = {
  messagingServiceSid: string | null;
  /** Absent or null: the installation's, which nobody loses. */
  carrierAccountSid?: string | null;
};

/** A service or account that other organizations hold or have held, too: replies may come for any of them. */
export type SharedResource = {
  sid: string;
  /** The present holder first. */
  orgIds: string[];
};

/** What a campaign texts by and its organization does not hold anymore; null: it holds all. */
export function lostOf(textsBy: CarrierResources, lostResources: readonly string[] = []): string | null {
  const { messagingServiceSid: service, carrierAccountSid: account = null } = textsBy;
  return [service, account].find((sid) => sid !== null && lostResources.includes(sid)) ?? null;
}

/** Why a campaign cannot text, for its admins. */
export function resourceLost(sid: string): string {
  return `This campaign texts by ${nameOf(sid)}, which the installation's operator has given to another organization: nothing more is sent, and replies still arrive. Copy the campaign to continue with a Messaging Service of your own.`;
}

/** A campaign that would go on texting by what is to be moved. */
export type CampaignInTheWay = { campaignId: string; title: string; status: CampaignStatus };

const MOST_NAMED = 5;

/** Why a service or account is not moved, for the operator. */
export function stillTexting(sid: string, campaigns: readonly CampaignInTheWay[]): string {
  const named = campaigns.slice(0, MOST_NAMED).map(({ title, campaignId }) => `“${title || campaignId}”`);
  const more = campaigns.length - named.length;
  const list = named.join(", ") + (more > 0 ? ` and ${more} more` : "");
  const [they, them] =
    campaigns.length === 1 ? ["1 campaign texts", "it"] : [`${campaigns.length} campaigns text`, "them"];
  return `${they} by ${nameOf(sid)}: ${list}. Let an admin of the organization pause or close ${them}, or send "stopCampaigns": true, which stops ${them} in the same step; replies still reach ${them}.`;
}

function nameOf(sid: string): string {
  return `the ${sid.startsWith("AC") ? "carrier account" : "Messaging Service"} ${sid}`;
}
