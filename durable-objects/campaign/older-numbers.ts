/** Numbers that an earlier version of the queues did not count: each queue is asked once, also one that nothing wakes. */
import type { Logger } from "../kit/log/log.ts";
import type { CampaignQueues } from "./campaign-queues.ts";
import type { CampaignState } from "./state.ts";

export type OlderNumbersDeps = {
  state: CampaignState;
  queues: Pick<CampaignQueues, "ask">;
  onStored: () => void;
  onFault: Logger["fault"];
};

/** A queue that does not answer is asked again when this object starts the next time. */
export async function completeNumbers({ state, queues, onStored, onFault }: OlderNumbersDeps): Promise<void> {
  for (const queueNo of state.queuesWithOlderNumbers()) {
    try {
      const { version, numbers } = await queues.ask(queueNo, (queue) => queue.counters());
      if (state.saveNumbers(queueNo, version, numbers)) onStored();
    } catch (error) {
      onFault("older_numbers_not_read", error, { queueNo });
    }
  }
}
