/** The queues of a campaign, asked several at a time. An emptied queue is not asked any more. */
import { parseContactId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import type { Remote } from "../kit/calls/remote.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { CampaignQueueRpc } from "../rpc/campaign-queue.ts";
import type { CampaignState } from "./state.ts";
import type { QueueHoldings } from "./assignment/assignment-sums.ts";

type Queue = Remote<CampaignQueueRpc>;

export class CampaignQueues {
  readonly #state: CampaignState;
  readonly #queue: (key: string) => Queue;

  constructor(deps: { state: CampaignState; queue: (key: string) => Queue }) {
    this.#state = deps.state;
    this.#queue = deps.queue;
  }

  get numbers(): number[] {
    return this.#state
      .queues()
      .filter((row) => row.cleared === 0)
      .map((row) => row.n);
  }

  ask<T>(queueNo: number, call: (queue: Queue) => Promise<T>): Promise<T> {
    return callObject(() => this.#queue(this.#state.key(queueNo)), call);
  }

  askAll<T>(call: (queue: Queue) => Promise<T>): Promise<T[]> {
    return allInWaves(this.numbers, (queueNo) => this.ask(queueNo, call));
  }

  async holdings(): Promise<QueueHoldings[]> {
    return allInWaves(this.numbers, (n) =>
      this.ask(n, async (queue) => {
        const { numbers } = await queue.counters();
        return { n, left: numbers.left, holdings: await queue.holdings() };
      }),
    );
  }

  /** Numbers of contacts by queue; refused when one of them is not of this campaign. */
  byQueue(contactIds: readonly string[]): { ok: true; numbers: Map<number, number[]> } | Refusal<"not_found"> {
    const queueNos = new Set(this.numbers);
    const numbers = new Map<number, number[]>();
    for (const contactId of contactIds) {
      const address = parseContactId(contactId);
      if (address?.campaignId !== this.#state.campaignId || !queueNos.has(address.queueNo)) {
        return refuse("not_found", `This campaign has no contact ${contactId}; reload the list and choose again.`);
      }
      const ofQueue = numbers.get(address.queueNo);
      if (ofQueue) ofQueue.push(address.n);
      else numbers.set(address.queueNo, [address.n]);
    }
    return { ok: true, numbers };
  }
}
