/**
 * Removes contacts of a cancelled import, of an import that a new one replaces, or of a deleted draft. By pages: a
 * queue closes some of its untouched contacts to leases, the directory forgets them, the queue removes them. A stop in
 * between repeats the page; contacts that a texter holds or has texted meanwhile stay.
 */
import type { Remote } from "../../kit/calls/remote.ts";
import { unregister } from "./import-chunk.ts";
import type { ChunkDeps } from "./import-chunk.ts";
import { NO_NUMBERS } from "../state.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

export type CleanupDeps = Pick<ChunkDeps, "directory" | "directoryShard"> & {
  state: CampaignState;
  queue: (key: string) => Remote<CampaignQueueRpc>;
};

/** Empties queues as far as nobody works on their contacts; of a draft, all of them. */
export async function clearQueues(deps: CleanupDeps, from = 0, until = Number.MAX_SAFE_INTEGER): Promise<void> {
  const { state } = deps;
  for (const { n, cleared } of state.queues()) {
    if (cleared === 1 || n < from || n >= until) continue;
    const queue = deps.queue(state.key(n));
    for (;;) {
      const { contacts } = await queue.withdraw();
      if (contacts.length === 0) break;
      await unregister(deps, contacts);
      await queue.removeWithdrawn();
    }
    const { version, numbers } = await queue.counters();
    if (numbers.contacts > 0) state.saveNumbers(n, version, numbers);
    else state.sql.run("UPDATE queues SET cleared = 1, numbers = ? WHERE n = ?", JSON.stringify(NO_NUMBERS), n);
  }
}
