/**
 * How requests for texts are served: which are granted at once, and from which campaign, by the priority of the
 * texter's teams.
 */
import { fitRefusal } from "./admission.ts";
import type { Sharing } from "./assignment-policy.ts";
import type { TrustSettings } from "./requests.ts";
import { roleAtLeast } from "../statuses.ts";
import type { CampaignStatus, Role } from "../statuses.ts";

/** Whether a request needs no admin. The suspended are never trusted, whatever they sent. */
export function isTrusted(trust: TrustSettings, texter: { role: Role; textsSinceComplaint: number }): boolean {
  if (texter.role === "SUSPENDED") return false;
  if (trust.fromRole !== null && roleAtLeast(texter.role, trust.fromRole)) return true;
  return trust.afterTexts !== null && texter.textsSinceComplaint >= trust.afterTexts;
}

/** What an organization stores about a campaign, to send requests to it. */
export type SharedCampaign = {
  campaignId: string;
  /** Of the campaign's configuration; a lower one is stale. */
  epoch: number;
  status: CampaignStatus;
  sharing: Sharing;
  vettedOnly: boolean;
  teamIds: string[];
  /** ISO date. */
  dueDate: string;
};

/** 1 is served first. */
export type TeamRank = { teamId: string; priority: number };

/**
 * Campaigns that a request may be served from, the best first: by the best priority among the texter's teams that the
 * campaign is limited to, then those open to everybody; among equals what is due first.
 */
export function campaignsForRequest(
  campaigns: readonly SharedCampaign[],
  teams: readonly TeamRank[],
  texter: { role: Role; teamIds: readonly string[] },
): string[] {
  const priorities = new Map(teams.map(({ teamId, priority }) => [teamId, priority]));
  const mine = new Set(texter.teamIds);
  const rankOf = ({ teamIds }: SharedCampaign) =>
    Math.min(...teamIds.filter((id) => mine.has(id)).map((id) => priorities.get(id) ?? Infinity), Infinity);
  return campaigns
    .filter((each) => each.status === "ACTIVE" && each.sharing === "by_request")
    .filter(({ status, vettedOnly, teamIds }) => !fitRefusal({ status, policy: { vettedOnly, teamIds } }, texter))
    .map((each) => ({ each, rank: rankOf(each) }))
    .sort(
      (a, b) =>
        compare(a.rank, b.rank) ||
        compare(a.each.dueDate, b.each.dueDate) ||
        compare(a.each.campaignId, b.each.campaignId),
    )
    .map(({ each }) => each.campaignId);
}

function compare<Value extends string | number>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
