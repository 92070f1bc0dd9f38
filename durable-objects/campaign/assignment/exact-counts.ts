/**
 * Gives texters exact numbers of unsent contacts over all queues of a campaign (docs/rules.md#assignment-counts): first those
 * who hold more are lowered, then those who hold less are raised from what is left, each in their own order of queues.
 */
import type { CountsSet } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import { lowered } from "./assignment-sums.ts";
import type { QueueHoldings } from "./assignment-sums.ts";
import type { CampaignQueues } from "../campaign-queues.ts";
import { inOrderOf } from "./work.ts";

export type WantedCount = { texter: Texter; toSend: number };

export async function setCounts(queues: CampaignQueues, wanted: readonly WantedCount[]): Promise<CountsSet> {
  const counts = [...new Map(wanted.map((each) => [each.texter.personId, each])).values()];
  const table = new Table(queues, await queues.holdings(), counts);
  await table.lower();
  await table.raise();
  const answers = counts.map(({ texter: { personId }, toSend }) => {
    return { personId, wanted: toSend, toSend: sum(table.of(personId)) };
  });
  const missing = answers.reduce((total, each) => total + Math.max(0, each.wanted - each.toSend), 0);
  return { ok: true, counts: answers, missing };
}

/** What is left in each queue, and what each texter holds of it, as far as the queues have answered. */
class Table {
  readonly #queues: CampaignQueues;
  readonly #counts: readonly WantedCount[];
  readonly #left: Map<number, number>;
  readonly #held: Map<string, Map<number, number>>;

  constructor(queues: CampaignQueues, holdings: readonly QueueHoldings[], counts: readonly WantedCount[]) {
    this.#queues = queues;
    this.#counts = counts;
    this.#left = new Map(holdings.map((queue) => [queue.n, queue.left]));
    this.#held = new Map(counts.map(({ texter }) => [texter.personId, heldBy(holdings, texter.personId)]));
  }

  of(personId: string): Map<number, number> {
    return this.#held.get(personId) ?? new Map<number, number>();
  }

  async lower(): Promise<void> {
    const cuts = this.#counts.flatMap(({ texter, toSend }) => {
      const cut = lowered(this.of(texter.personId), this.#orderOf(texter), toSend);
      return Array.from(cut, ([queueNo, count]) => ({ texter, queueNo, count }));
    });
    await allInWaves(cuts, async ({ texter, queueNo, count }) => {
      const before = this.of(texter.personId).get(queueNo) ?? 0;
      const after = await this.#hold(texter, queueNo, count);
      this.#addLeft(queueNo, Math.max(0, before - after));
    });
  }

  async raise(): Promise<void> {
    await allInWaves(this.#counts, async ({ texter, toSend }) => {
      const here = this.of(texter.personId);
      let wanting = toSend - sum(here);
      for (const queueNo of wanting > 0 ? this.#orderOf(texter) : []) {
        const more = Math.min(wanting, this.#left.get(queueNo) ?? 0);
        if (more <= 0) continue;
        // No other texter who is raised meanwhile may count these.
        this.#addLeft(queueNo, -more);
        const before = here.get(queueNo) ?? 0;
        wanting -= (await this.#hold(texter, queueNo, before + more)) - before;
        if (wanting <= 0) break;
      }
    });
  }

  async #hold(texter: Texter, queueNo: number, count: number): Promise<number> {
    const { held } = await this.#queues.ask(queueNo, (queue) => queue.holdUnsent({ texter, count }));
    this.of(texter.personId).set(queueNo, held);
    return held;
  }

  #addLeft(queueNo: number, more: number): void {
    this.#left.set(queueNo, (this.#left.get(queueNo) ?? 0) + more);
  }

  #orderOf({ personId }: Texter): number[] {
    return inOrderOf(personId, [...this.#left.keys()]);
  }
}

/** Unsent contacts of a texter by queue. */
function heldBy(queues: readonly QueueHoldings[], personId: string): Map<number, number> {
  return new Map(
    queues.map(({ n, holdings }) => [n, holdings.find((each) => each.personId === personId)?.toSend ?? 0]),
  );
}

function sum(counts: ReadonlyMap<number, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
