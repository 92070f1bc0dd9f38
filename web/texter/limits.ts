import type { DeskCampaign } from "../../domain/protocol/texter.ts";
import { sendingRefusal } from "../../domain/statuses.ts";
import { shortTime } from "../ui/time.ts";

/** Why this kind of text cannot go now, and what that means for the texter. */
export type Limit = { title: string; what: string };

const LIMITS: Record<NonNullable<ReturnType<typeof sendingRefusal>>, Limit> = {
  campaign_not_started: { title: "Not started yet", what: "An admin starts this campaign; then you can text." },
  campaign_archived: { title: "Archived", what: "This campaign is over for good. Thank you for texting." },
  campaign_closed: { title: "Closed", what: "This campaign is over. You can read its conversations." },
  campaign_paused: {
    title: "Paused",
    what: "An admin paused this campaign. You can go on as soon as it runs again; this page will tell you.",
  },
  campaign_closed_for_initials: {
    title: "No more first texts",
    what: "First texts have ended. You can still answer replies.",
  },
};

/** What the campaign as it is known here allows; the server looks again at every text. */
export function limitOf(campaign: DeskCampaign, kind: "initial" | "reply", nowMs: number): Limit | null {
  const refusal = sendingRefusal(campaign, kind);
  if (refusal) return LIMITS[refusal];
  const { mayTextAtMs } = campaign;
  if (mayTextAtMs !== null && mayTextAtMs > nowMs)
    return {
      title: "Outside texting hours",
      what: `Nobody is texted at this hour. ${kind === "initial" ? "First texts" : "Texts"} may go again from ${shortTime(mayTextAtMs, nowMs)}.`,
    };
  return null;
}
