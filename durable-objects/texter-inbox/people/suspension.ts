/**
 * A suspended texter texts nobody any more, so their unsent contacts go back at once and not at the release time
 * (docs/rules.md#assignment-suspension). Their conversations stay: an admin gives them to others. By an alarm, so that
 * neither a queue that cannot be reached nor a stop leaves contacts with somebody who cannot come back.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

export type SuspensionDeps = {
  personId: string;
  /** Checked again before every campaign, so that a lifted suspension takes back nothing more. */
  isSuspended: () => boolean;
  campaignIds: () => string[];
  /** All queues of a campaign, not only those that the desk knows contacts of: a desk may be behind. */
  queueKeysOf: (campaignId: string) => Promise<string[]>;
  queue: (key: string) => Remote<CampaignQueueRpc>;
};

/** Throws when a queue could not be reached; repeating it takes back the rest. */
export async function takeBackUnsent(deps: SuspensionDeps): Promise<void> {
  const { personId, isSuspended, campaignIds, queueKeysOf, queue } = deps;
  for (const campaignId of campaignIds()) {
    if (!isSuspended()) return;
    const keys = await queueKeysOf(campaignId);
    await allInWaves(keys, (key) =>
      callObject(
        () => queue(key),
        (stub) => stub.release({ personId }),
      ),
    );
  }
}
