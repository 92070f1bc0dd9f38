/** Some contacts of a campaign who may be texted, by which costs and hours are estimated before the start. */
import type { ImportedContact } from "../../../domain/record/events.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { CampaignQueues } from "../campaign-queues.ts";

const QUEUES = 3;
const PER_PART = 100;
/** As far as is looked for somebody who has not opted out. */
const MOST_PARTS = 5;

type Sampled = ImportedContact & { zones: string };

/** A queue that does not answer now is left out of an estimate. */
export async function sampleContacts(queues: CampaignQueues): Promise<Sampled[]> {
  const parts = await inWaves(queues.numbers.slice(0, QUEUES), OUTGOING_CONNECTIONS, (n) =>
    queues.ask(n, (queue) => sampleOf(queue)),
  );
  return parts.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
}

async function sampleOf(queue: Remote<CampaignQueueRpc>): Promise<Sampled[]> {
  let after: number | null = 0;
  for (let parts = 0; after !== null && parts < MOST_PARTS; parts += 1) {
    const part: Awaited<ReturnType<typeof queue.exportPart>> = await queue.exportPart({ after, limit: PER_PART });
    const found = part.contacts.filter(({ state }) => !state.optedOut);
    if (found.length > 0) return found.map(({ imported, zones = "" }) => Object.assign(imported, { zones }));
    after = part.next;
  }
  return [];
}
