/** Which Messaging Service carries a contact's texts: of several, always the same one, so that a contact keeps their number. */
import type { CampaignConfig } from "../../rpc/campaign.ts";

/** @param n the contact's number in the queue */
export function carryingService(
  {
    messagingServiceSid,
    messagingServiceSids = [],
  }: Pick<CampaignConfig, "messagingServiceSid" | "messagingServiceSids">,
  n: number,
): string | null {
  return messagingServiceSids[n % messagingServiceSids.length] ?? messagingServiceSid;
}
