import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { counted } from "../../ui/counted.ts";
import type { DeskClient } from "../desk/desk.ts";
import { teamWaiting } from "./new-for-you.ts";
import "./news.css";

/** What came by itself: conversations given to the texter, and those that wait for their team. Read out when it changes. */
export function News({ desk, campaign }: { desk: DeskClient; campaign: DeskCampaign }) {
  const own = desk.newForYou.count(campaign.campaignId);
  const forTeam = teamWaiting(campaign);
  return (
    <output class="news">
      {own > 0 && (
        <span>
          <span class="badge full">New for you</span> {counted(own, "conversation")} from another texter
        </span>
      )}
      {forTeam > 0 && (
        <span>
          <span class="badge full">Your team</span> {counted(forTeam, "conversation")}{" "}
          {forTeam === 1 ? "waits" : "wait"} for your team. “Get contacts” gives {forTeam === 1 ? "it" : "them"} to you
          first.
        </span>
      )}
    </output>
  );
}
