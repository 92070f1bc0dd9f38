import type { CampaignStatus } from "../../../domain/statuses.ts";

const WORDS: Record<CampaignStatus, { words: string; tone: string }> = {
  DRAFT: { words: "Draft", tone: "" },
  ACTIVE: { words: "Active", tone: "good" },
  CLOSED_FOR_INITIAL_SENDS: { words: "Replies only", tone: "warn" },
  CLOSED: { words: "Closed", tone: "" },
  ARCHIVED: { words: "Archived", tone: "" },
};

export function StatusBadge({ status, paused }: { status: CampaignStatus; paused: boolean }) {
  const isPaused = paused && (status === "ACTIVE" || status === "CLOSED_FOR_INITIAL_SENDS");
  const { words, tone } = isPaused ? { words: "Paused", tone: "warn" } : WORDS[status];
  return <span class={`badge ${tone}`}>{words}</span>;
}
