/** What is open in the whole campaign: its queues, asked now (docs/rules.md#states-open-work). */
import type { ConversationsOpen, QueueOpenWork } from "../../../domain/campaigns/open-work.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { CampaignQueues } from "../campaign-queues.ts";

export async function openWorkOf(
  queues: CampaignQueues,
  onFault: Logger["fault"],
): Promise<{ ok: true; open: ConversationsOpen } | Refusal<"unavailable">> {
  try {
    return { ok: true, open: summedOpen(await queues.askAll((queue) => queue.openWork())) };
  } catch (error) {
    onFault("open_work_not_counted", error);
    return refuse(
      "unavailable",
      "What is still open could not be counted, because part of the campaign cannot be reached. Please try again.",
    );
  }
}

export function summedOpen(queues: readonly QueueOpenWork[]): ConversationsOpen {
  const sum = (of: (queue: QueueOpenWork) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  const held = queues.flatMap((queue) => queue.unsentByTexter);
  return {
    waiting: sum((queue) => queue.waiting),
    waitingForNobody: sum((queue) => queue.waitingForNobody),
    queued: sum((queue) => queue.queued),
    undecided: sum((queue) => queue.undecided),
    unsent: held.reduce((total, [, count]) => total + count, 0),
    // A texter may hold contacts of several queues.
    unsentTexters: new Set(held.map(([personId]) => personId)).size,
  };
}
