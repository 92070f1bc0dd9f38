/**
 * Removes contacts of a cancelled import, of an import that a new one replaces, or of a deleted draft. By pages: a
 * queue closes some of its untouched contacts to leases, the directory forgets them, the queue removes them. A stop in
 * between repeats the page; contacts that a texter holds or has texted meanwhile stay.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { unregister } from "./import-chunk.ts";
import type { ChunkDeps } from "./import-chunk.ts";
import { NO_NUMBERS } from "../state.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

export type CleanupDeps = Pick<ChunkDeps, "directory" | "directoryShard"> & {
  state: CampaignState;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  /** How many shards the directory has. */
  directoryShards: number;
  /** Something was done and stored. */
  progressed: () => void;
};

/**
 * Empties queues as far as nobody works on their contacts; of a draft, all of them. A queue that cannot be emptied does not
 * hold up the others; its fault is thrown afterwards.
 */
export async function clearQueues(deps: CleanupDeps, from = 0, until = Number.MAX_SAFE_INTEGER): Promise<void> {
  const faults: unknown[] = [];
  for (const { n, cleared } of deps.state.queues()) {
    if (cleared === 1 || n < from || n >= until) continue;
    try {
      await clearQueue(deps, n);
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 1) throw new AggregateError(faults, `${faults.length} queues could not be emptied`);
  if (faults.length === 1) throw faults[0];
}

async function clearQueue(deps: CleanupDeps, n: number): Promise<void> {
  const { state, progressed } = deps;
  const queue = deps.queue(state.key(n));
  for (;;) {
    const { contacts } = await queue.withdraw();
    if (contacts.length === 0) break;
    await unregister(deps, contacts);
    await queue.removeWithdrawn();
    progressed();
  }
  const { version, numbers } = await queue.counters();
  if (numbers.contacts > 0) state.saveNumbers(n, version, numbers);
  else state.sql.run("UPDATE queues SET cleared = 1, numbers = ? WHERE n = ?", JSON.stringify(NO_NUMBERS), n);
}

/**
 * Takes back registrations of contacts that never came to their queue: those of the chunk under way and of the one that was
 * prepared. They have higher numbers than all finished chunks gave (`given`, by queue of the import).
 */
export async function unregisterRest(
  deps: CleanupDeps,
  { firstQueue, given }: { firstQueue: number; given: readonly number[] },
): Promise<void> {
  const { state } = deps;
  const emptied = new Set(state.queues().flatMap(({ n, cleared }) => (cleared === 1 ? [n] : [])));
  const queues = await allInWaves(given, async (after, index) => {
    const queueNo = firstQueue + index;
    const kept = emptied.has(queueNo) ? [] : await deps.queue(state.key(queueNo)).numbersAfter({ after });
    return { queueNo, after, kept };
  });
  const request = { campaignId: state.campaignId, queues };
  const shards = Array.from({ length: deps.directoryShards }, (_, shard) => shard);
  await allInWaves(shards, (shard) => deps.directory(shard).unregisterRest(request));
}
