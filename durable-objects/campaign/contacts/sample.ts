/** Some contacts of a campaign, by which costs and hours are estimated before the start. */
import type { ImportedContact } from "../../../domain/record/events.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { CampaignQueues } from "../campaign-queues.ts";

const QUEUES = 3;
const PER_QUEUE = 100;

/** A queue that does not answer now is left out of an estimate. */
export async function sampleContacts(queues: CampaignQueues): Promise<(ImportedContact & { zones: string })[]> {
  const parts = await inWaves(queues.numbers.slice(0, QUEUES), OUTGOING_CONNECTIONS, (n) =>
    queues.ask(n, (queue) => queue.exportPart({ after: 0, limit: PER_QUEUE })),
  );
  return parts
    .flatMap((part) => (part.status === "fulfilled" ? part.value.contacts : []))
    .map(({ imported, zones = "" }) => Object.assign(imported, { zones }));
}
