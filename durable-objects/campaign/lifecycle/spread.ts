/**
 * Gives the campaign's present configuration to its queues: start, pause, close and a new script are in force where a
 * queue has taken them. The epoch that each has taken is stored, so that work goes on after a stop, and a queue that
 * cannot be reached is tried again without holding up the others.
 */
import type { Logger } from "../../kit/log/log.ts";
import type { Spread } from "../../../domain/campaigns/campaign.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import { withDeadline } from "../../kit/time/timer.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

/** An admin waits for the answer; a slower queue counts as not reached for now. */
const DEADLINE_MS = 5_000;
const PUBLISH_EVERY = 10;

export type SpreadDeps = {
  state: CampaignState;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  /** Called with the progress, every few queues and at the end. */
  publish: (spread: Spread) => void;
  onFault: Logger["fault"];
  deadlineMs?: number;
};

/** How many queues have taken the present configuration. */
export function spreadOf(state: CampaignState): Spread {
  const epoch = state.info?.epoch ?? 0;
  const queues = state.queues().filter((row) => row.cleared === 0);
  return { epoch, queues: queues.length, reached: queues.filter((row) => row.epoch >= epoch).length };
}

/**
 * Gives every queue that has an older configuration the present one, several at once. Never throws because of a queue:
 * `reached < queues` says that some are to be tried again.
 */
export async function spreadConfig(deps: SpreadDeps): Promise<Spread> {
  const { state, queue, deadlineMs = DEADLINE_MS } = deps;
  const config = state.config();
  const behind = state.queues().filter((row) => row.cleared === 0 && row.epoch < config.epoch);
  let done = 0;
  await inWaves(behind, OUTGOING_CONNECTIONS, async ({ n }) => {
    const key = state.key(n);
    try {
      const taken = callObject(
        () => queue(key),
        (stub) => stub.configure(config),
      );
      await withDeadline(taken, deadlineMs, `The queue ${key}`);
      state.sql.run("UPDATE queues SET epoch = ? WHERE n = ? AND epoch < ?", config.epoch, n, config.epoch);
    } catch (error) {
      deps.onFault("queue_not_reached", error, { queueKey: key, epoch: config.epoch });
    }
    done += 1;
    if (done % PUBLISH_EVERY === 0 && done < behind.length) deps.publish(spreadOf(state));
  });
  const spread = spreadOf(state);
  if (behind.length > 0) deps.publish(spread);
  return spread;
}
