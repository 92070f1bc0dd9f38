import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";

export type NotHereWhy = {
  why: "archived" | "never_joined" | "unknown";
  /** Its title; empty where it is not known. */
  campaign: string;
};

/**
 * Why a campaign cannot be shown.
 *
 * @param campaign as this app got it last, if it was open then
 * @param archived titles of archived campaigns by id; null: the inbox has not said it
 */
export function notHere(
  campaignId: string,
  campaign: Pick<DeskCampaign, "title" | "status"> | undefined,
  archived: ReadonlyMap<string, string> | null,
): NotHereWhy {
  if (campaign?.status === "ARCHIVED") return { why: "archived", campaign: campaign.title };
  const title = archived?.get(campaignId);
  if (title !== undefined) return { why: "archived", campaign: title };
  return { why: archived ? "never_joined" : "unknown", campaign: "" };
}
