import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { shortTime } from "../../ui/time/time.ts";
import { hourGroups, mayTextAtMs } from "./hours.ts";

/** Why this kind of text cannot go now, and what that means for the texter. */
export type Limit = { title: string; what: string };

const LIMITS: Record<NonNullable<ReturnType<typeof sendingRefusal>>, Limit> = {
  campaign_not_started: { title: "Not started yet", what: "You can text as soon as an admin starts this campaign." },
  campaign_archived: { title: "Archived", what: "This campaign is over for good. Thank you for texting." },
  campaign_closed: { title: "Closed", what: "This campaign is over. You can read its conversations." },
  campaign_paused: {
    title: "Paused",
    what: "An admin has paused this campaign. You can continue when it resumes; this page updates automatically.",
  },
  campaign_closed_for_initials: {
    title: "No more first texts",
    what: "First texts have ended. You can still answer replies.",
  },
};

/** Closed or archived: its conversations can be read, and nothing else. */
export function isCampaignOver({ status }: Pick<DeskCampaign, "status">): boolean {
  return status === "CLOSED" || status === "ARCHIVED";
}

/**
 * What the campaign allows, as far as this app knows; the server checks every text again. By the hours of the contact,
 * or of all contacts without a first text.
 */
export function limitOf(
  campaign: DeskCampaign,
  kind: "initial" | "reply",
  nowMs: number,
  contact?: Pick<DeskItem, "zones">,
): Limit | null {
  const refusal = sendingRefusal(campaign, kind);
  if (refusal) return LIMITS[refusal];
  if (contact)
    return hoursLimit(
      mayTextAtMs(campaign, contact, kind, nowMs),
      "It is too early or too late to text where this person lives",
      nowMs,
    );
  if (kind === "reply") return null;
  const groups = hourGroups(campaign, nowMs);
  if (groups.now > 0) return null;
  return hoursLimit(
    groups.later[0]?.atMs ?? (groups.never > 0 ? "never" : null),
    "It is too early or too late to text where your contacts live",
    nowMs,
  );
}

function hoursLimit(atMs: number | "never" | null, why: string, nowMs: number): Limit | null {
  if (atMs === null) return null;
  const when =
    atMs === "never"
      ? "The campaign's texting hours never fit this area. Please tell an admin."
      : `You can text from ${shortTime(atMs, nowMs)} your time.`;
  return { title: "Outside texting hours", what: `${why}. ${when}` };
}
