/**
 * The people who may join a campaign and get contacts there (docs/rules.md#assignment-joining). Decided by the
 * campaign's object from its own policy; role and teams come from the objects that own them.
 */
import { policyOf } from "./assignment-policy.ts";
import type { AssignmentPolicy } from "./assignment-policy.ts";
import { refuse } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";
import { may } from "../roles.ts";
import type { CampaignStatus, Role } from "../statuses.ts";

export type AdmissionReason =
  | "campaign_not_started"
  | "campaign_closed"
  | "campaign_full"
  | "not_vetted"
  | "not_your_team";

export type Applicant = { role: Role; teamIds: readonly string[] };

type Campaign = { status: CampaignStatus; policy?: Partial<AssignmentPolicy> | null | undefined };

/** Whether somebody fits a campaign's policy; null when they do. Asked at every join and every batch. */
export function fitRefusal(campaign: Campaign, { role, teamIds }: Applicant): Refusal<AdmissionReason> | null {
  const policy = policyOf(campaign);
  if (policy.vettedOnly && !may(role, "text_where_vetted")) {
    return refuse("not_vetted", "This campaign is for vetted texters only. Ask an admin to vet you.");
  }
  if (policy.teamIds.length > 0 && !policy.teamIds.some((teamId) => teamIds.includes(teamId))) {
    return refuse("not_your_team", "This campaign is for certain teams only. Ask an admin to add you to one.");
  }
  return null;
}

/** Whether somebody who has not joined may do so; null when they may. `texters`: how many have joined. */
export function joinRefusal(
  campaign: Campaign,
  applicant: Applicant,
  texters: number,
): Refusal<AdmissionReason> | null {
  if (campaign.status === "DRAFT") {
    return refuse("campaign_not_started", "This campaign has not started yet. Open the link again when it runs.");
  }
  if (campaign.status !== "ACTIVE") {
    return refuse("campaign_closed", "This campaign takes no more texters. Ask for a link to another one.");
  }
  const unfit = fitRefusal(campaign, applicant);
  if (unfit) return unfit;
  const { maxTexters } = policyOf(campaign);
  if (maxTexters !== null && texters >= maxTexters) {
    return refuse("campaign_full", "This campaign has all the texters it needs. Ask for a link to another one.");
  }
  return null;
}

/**
 * Whether a texter may get contacts this way: by taking a batch, or `granted` by an approved request. Contacts from an
 * admin are not checked.
 */
export function sharingRefusal(
  campaign: Campaign,
  granted: boolean,
): Refusal<"by_request_only" | "by_admin_only"> | null {
  const { sharing } = policyOf(campaign);
  if (sharing === "static") {
    return refuse(
      "by_admin_only",
      "In this campaign, admins assign the contacts. Yours will appear here automatically.",
    );
  }
  if (sharing === "by_request" && !granted) {
    return refuse("by_request_only", "In this campaign, you ask for texts first.");
  }
  return null;
}

/**
 * How many contacts more a texter may get of a campaign by asking.
 *
 * @param had contacts of this campaign that they ever got by asking
 * @param waiting their conversations in it that wait for a reply
 */
export function allowance(
  campaign: Pick<Campaign, "policy">,
  { had, waiting }: { had: number; waiting: number },
): { ok: true; most: number } | Refusal<"cap_reached" | "replies_wait"> {
  const { capPerTexter, mayAskWhileRepliesWait } = policyOf(campaign);
  if (!mayAskWhileRepliesWait && waiting > 0) {
    const whose = waiting === 1 ? "the reply that is waiting" : `the ${waiting} replies that are waiting`;
    return refuse("replies_wait", `Please answer ${whose} for you first.`);
  }
  if (capPerTexter === null) return { ok: true, most: Number.MAX_SAFE_INTEGER };
  if (had >= capPerTexter) {
    return refuse(
      "cap_reached",
      `You have had ${capPerTexter === 1 ? "the one contact" : `all ${capPerTexter} contacts`} that one texter can get in this campaign.`,
    );
  }
  return { ok: true, most: capPerTexter - had };
}
