/**
 * Taking contacts: a texter asks for a batch, or an approved request is handed out. Leases come from the campaign's queues;
 * the desk stores them before it confirms them to the queues.
 */
import { allowance } from "../../../domain/assignment/admission.ts";
import { queueKey } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { TexterAnswer, TexterAnswers, TexterRefusal, TexterRequest } from "../../../domain/texter-app/texter.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { CampaignConfig, CampaignRpc } from "../../rpc/campaign.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";
import { texterOf } from "../people/sessions.ts";
import type { Desk } from "./desk.ts";
import type { CollectedChanges } from "./desk-change.ts";
import { earlier, notFound, SUSPENDED } from "./refusals.ts";

/** `unsure`: the registry of ids is not complete yet. */
export type KnowsCampaign = "yes" | "no" | "unsure";

export type TakingDeps = {
  desk: Desk;
  now: () => number;
  membership: () => Membership;
  campaign: (campaignId: string) => Remote<CampaignRpc>;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  /** Whether the organization has a campaign that an app named; asked before the campaign is, because asking makes an object. */
  knows: (campaignId: string) => Promise<KnowsCampaign>;
  /** The queues of all campaigns have been read since the last crash. */
  settled: () => Promise<void>;
  /** Work that nobody waits for. */
  later: (work: Promise<unknown>) => void;
};

const OF_ANOTHER_CAMPAIGN: TexterRefusal = refuse(
  "bad_request",
  "requestId: contacts of another campaign were taken by this id; make a new one",
);

/** Every queue has contacts of all zones: when nobody may be texted in this many, the others are not asked. */
const MOST_ASLEEP = 6;

export class Taking {
  readonly #deps: TakingDeps;
  /** One take at a time per campaign: the batch rule depends on what the one before brought. */
  readonly #takes = new Map<string, Promise<unknown>>();

  constructor(deps: TakingDeps) {
    this.#deps = deps;
  }

  /** A batch for the texter who asks; the same request again is answered as before. */
  take(params: TexterRequest<"take">, changes: CollectedChanges): Promise<TexterAnswer<"take">> {
    return this.#inTurn(params.campaignId, () => this.#take(params, changes));
  }

  /** The refusal of a campaign that an app has invented; null when the organization has it. */
  async unknown(campaignId: string, answer: TexterRefusal): Promise<TexterRefusal | null> {
    if (this.#deps.desk.campaign(campaignId)) return null;
    const known = await this.#deps.knows(campaignId);
    if (known === "yes") return null;
    return known === "no"
      ? answer
      : refuse("unavailable", "The campaign cannot be loaded right now. Please try again in a minute.");
  }

  async #take(
    { campaignId, requestId, count }: TexterRequest<"take">,
    changes: CollectedChanges,
  ): Promise<TexterAnswer<"take">> {
    const { desk } = this.#deps;
    const before = desk.leases.find(requestId);
    if (before && !before.isOf(campaignId)) return OF_ANOTHER_CAMPAIGN;
    if (before) return this.#taken(campaignId, before.taken);
    const unknown = await this.unknown(campaignId, notFound());
    if (unknown) return unknown;
    const { orgId, personId, role } = this.#deps.membership();
    const found = await this.#deps.campaign(campaignId).findWork({ orgId, personId, role });
    if (!found.ok) return found;
    desk.putCampaign(found.config);
    const { batchSize } = found.config;
    if (desk.counts(campaignId).toSend >= batchSize) {
      return refuse(
        "batch_in_hand",
        `Please text the ${batchSize === 1 ? "contact" : `${batchSize} contacts`} that you have first.`,
      );
    }
    return this.#leaseFrom(found, requestId, Math.min(count ?? batchSize, batchSize), changes);
  }

  /**
   * Leases up to `count` contacts for an approved request, under the request's id. Joins a texter who has not joined.
   */
  handOut({ campaignId, requestId, count }: { campaignId: string; requestId: string; count: number }) {
    return this.#inTurn(campaignId, async (): Promise<{ answer: TexterAnswer<"take">; changes: CollectedChanges }> => {
      await this.#deps.settled();
      const { desk } = this.#deps;
      const changes: CollectedChanges = { items: [], gone: [] };
      const before = desk.leases.taken(requestId);
      if (before !== null) return { answer: this.#taken(campaignId, before), changes };
      const { orgId, personId, role } = this.#deps.membership();
      const found = await this.#deps.campaign(campaignId).findWork({ orgId, personId, role, granted: true });
      if (!found.ok) return { answer: found, changes };
      desk.putCampaign(found.config);
      return { answer: await this.#leaseFrom(found, requestId, count, changes), changes };
    });
  }

  async #leaseFrom(
    found: { queueNos: number[]; config: CampaignConfig; teamIds?: string[] },
    requestId: string,
    count: number,
    changes: CollectedChanges,
  ): Promise<TexterAnswer<"take">> {
    const { desk, now } = this.#deps;
    const { campaignId } = found.config;
    const { waiting } = desk.counts(campaignId);
    const allowed = allowance(found.config, { had: desk.leases.takenOf(campaignId), waiting });
    if (!allowed.ok) return allowed;
    let wanted = Math.min(count, allowed.most);
    let taken = 0;
    const leased: string[] = [];
    let refused: TexterRefusal | null = null;
    let asleep = 0;
    const { items } = changes;
    for (const queueNo of found.queueNos) {
      if (this.#deps.membership().role === "SUSPENDED") {
        refused = SUSPENDED;
        break;
      }
      const key = queueKey(campaignId, queueNo);
      const answer = await this.#deps
        .queue(key)
        .lease({ texter: texterOf(this.#deps.membership()), requestId, count: wanted, teamIds: found.teamIds });
      if (!answer.ok) {
        refused = earlier(refused, answer);
        if (answer.reason === "outside_hours") asleep += 1;
        if (asleep === MOST_ASLEEP) break;
        continue;
      }
      if (answer.items.length === 0) continue;
      for (const item of answer.items) if (desk.put(item)) items.push(item);
      leased.push(key);
      // Counted by the answer, not by what is new on the desk: after a crash the desk may have read these contacts
      // already.
      taken += answer.items.length;
      wanted -= answer.items.length;
      if (wanted <= 0) break;
    }
    if (leased.length === 0) return refused ?? refuse("nothing_left", "All contacts have been assigned.");
    // One commit holds lease and contacts, so that the confirmation below is true.
    desk.leases.store(requestId, taken, now(), campaignId);
    desk.flush();
    this.#deps.later(this.#confirm(leased, requestId));
    return this.#taken(campaignId, taken);
  }

  #taken(campaignId: string, taken: number): TexterAnswers["take"] {
    const { desk } = this.#deps;
    return { ok: true, taken, counts: desk.counts(campaignId), toSendByZones: desk.toSendByZones(campaignId) };
  }

  /** A queue that does not get it asks by itself. */
  async #confirm(queueKeys: readonly string[], requestId: string): Promise<void> {
    await Promise.all(queueKeys.map((key) => this.#deps.queue(key).confirmLease({ requestId })));
    this.#deps.desk.leases.done(requestId);
  }

  #inTurn<T>(campaignId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#takes.get(campaignId) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#takes.set(campaignId, mine);
    return mine;
  }
}
