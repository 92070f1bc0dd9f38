import { count } from "../../ui/time/time.ts";

type Props = { campaignId: string; undecided: number; here: "overview" | "assignments" | "messages" | "undecided" };

export function CampaignTabs({ campaignId, undecided, here }: Props) {
  const base = `/admin/campaigns/${campaignId}`;
  const at = (place: Props["here"]) => (place === here ? "page" : undefined);
  return (
    <nav class="rooms campaign-tabs" aria-label="Campaign">
      <a href={base} aria-current={at("overview")}>
        Overview
      </a>
      <a href={`${base}/assignments`} aria-current={at("assignments")}>
        Assignments
      </a>
      <a href={`${base}/messages`} aria-current={at("messages")}>
        Messages
      </a>
      <a href={`${base}/undecided`} aria-current={at("undecided")}>
        Needs a decision {undecided > 0 && <span class="badge full">{count(undecided)}</span>}
      </a>
    </nav>
  );
}
