/** Which area codes a campaign's contacts have, by a sample of its queues: a contact's queue follows from a hash of its number. */
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { CampaignQueues } from "../campaign-queues.ts";

const QUEUES = 6;

/** A queue that does not answer now is left out. */
export async function areaCodesOf(queues: CampaignQueues): Promise<{ areaCode: string; count: number }[]> {
  const parts = await inWaves(queues.numbers.slice(0, QUEUES), OUTGOING_CONNECTIONS, (n) =>
    queues.ask(n, (queue) => queue.areaCodes()),
  );
  const counts = new Map<string, number>();
  for (const part of parts) {
    if (part.status !== "fulfilled") continue;
    for (const { areaCode, count } of part.value) counts.set(areaCode, (counts.get(areaCode) ?? 0) + count);
  }
  return [...counts].map(([areaCode, count]) => ({ areaCode, count })).sort((a, b) => b.count - a.count);
}
