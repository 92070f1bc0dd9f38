/**
 * Hands out the contacts of an approved request by the same leases as a batch, under the request's id, so that
 * repeating it, also after a stop, gives nothing twice.
 */
import type { Refusal } from "../../../domain/outcome.ts";
import type { TextRequest } from "../../../domain/assignment/requests.ts";
import type { Requests } from "./requests.ts";

export type HandOutDeps = {
  requests: Requests;
  isSuspended: () => boolean;
  /** Campaigns that a request without one may be served from, the best first. */
  campaigns: () => Promise<string[]>;
  /** Leases up to `count` contacts. A refusal means that this campaign gives none; a fault is thrown. */
  take: (request: {
    campaignId: string;
    requestId: string;
    count: number;
  }) => Promise<{ ok: true; taken: number } | Refusal>;
};

const NOTHING = "There are no contacts to assign right now. Please ask again later.";
const SUSPENDED = "The account has been suspended.";

export class HandOut {
  readonly #deps: HandOutDeps;
  readonly #running = new Map<string, Promise<void>>();

  constructor(deps: HandOutDeps) {
    this.#deps = deps;
  }

  /** All approved requests that wait for their contacts; throws when one has to be tried again. */
  async runAll(): Promise<void> {
    for (const requestId of this.#deps.requests.toHandOut()) await this.run(requestId);
  }

  /** Resolves when the request has its contacts, or it is known that it gets none. Two callers share one hand-out. */
  async run(requestId: string): Promise<void> {
    const running = this.#running.get(requestId) ?? this.#start(requestId);
    this.#running.set(requestId, running);
    try {
      await running;
    } finally {
      this.#running.delete(requestId);
    }
  }

  async #start(requestId: string): Promise<void> {
    const { requests, isSuspended, take } = this.#deps;
    const request = requests.get(requestId);
    if (request?.state !== "approved" || request.taken !== null) return;
    let note = NOTHING;
    for (const campaignId of await this.#campaigns(request)) {
      if (isSuspended()) {
        note = SUSPENDED;
        break;
      }
      requests.begin(requestId, campaignId);
      const taken = await take({ campaignId, requestId, count: request.asked });
      if (taken.ok && taken.taken > 0) {
        requests.finish(requestId, { taken: taken.taken, takenFrom: campaignId, note: null });
        return;
      }
      // When the request named a campaign, the texter sees why it gives nothing.
      if (!taken.ok && request.campaignId !== null) note = taken.message;
    }
    requests.finish(requestId, { taken: 0, takenFrom: null, note });
  }

  async #campaigns({ requestId, campaignId }: TextRequest): Promise<string[]> {
    if (campaignId !== null) return [campaignId];
    const campaigns = await this.#deps.campaigns();
    const begun = this.#deps.requests.triedIn(requestId);
    return begun === null ? campaigns : [begun, ...campaigns.filter((each) => each !== begun)];
  }
}
