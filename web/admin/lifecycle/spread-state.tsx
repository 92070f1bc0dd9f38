import type { Spread } from "../../../domain/campaigns/campaign.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";

/** How far the last change has come; empty when it is in force everywhere, as it usually is. */
export function SpreadState({ spread: { queues, reached } }: { spread: Spread }) {
  if (reached >= queues) return null;
  return (
    <Notice tone="warn" title={`In force in ${count(reached)} of ${count(queues)} parts of the campaign`}>
      <span>The others could not be reached yet. They are tried again by themselves; you can close this page.</span>
      <progress class="progress" aria-label="Parts that have the change" value={reached} max={queues} />
    </Notice>
  );
}
