/** Requests for texts: the texter asks, reads the state and withdraws; an admin decides. */
import { refuse } from "../../../domain/outcome.ts";
import type { TextRequest, TrustSettings } from "../../../domain/assignment/requests.ts";
import type { DeskCounts, TexterAnswer, TexterRequest } from "../../../domain/texter-app/texter.ts";
import { isTrusted } from "../../../domain/assignment/request-service.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import type { HandOut } from "./hand-out.ts";
import type { RequestDecided, Requests } from "./requests.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { DecideTextRequest, Membership } from "../../rpc/texter-inbox.ts";

export type RequestOperationDeps = {
  requests: Requests;
  handOut: HandOut;
  membership: () => Membership;
  /** The campaigns that a request without a campaign would go to now, and the trust settings. */
  service: () => Promise<{ campaignIds: string[]; trust: TrustSettings }>;
  /** null when the campaign is not on the desk. */
  campaign: (campaignId: string) => CampaignConfig | null;
  counts: (campaignId: string) => DeskCounts;
  /** An interrupted hand-out goes on at the next start. */
  planHandOut: () => void;
};

export class RequestOperations {
  readonly #deps: RequestOperationDeps;

  constructor(deps: RequestOperationDeps) {
    this.#deps = deps;
  }

  async list(): Promise<TexterAnswer<"requests">> {
    const { requests, service } = this.#deps;
    const { campaignIds } = await service();
    return { ok: true, requests: requests.list(), mayAsk: campaignIds.length > 0 };
  }

  /** Answered from memory, because changes are sent with the rest. */
  shown(): TextRequest[] {
    return this.#deps.requests.list();
  }

  async ask({ requestId, campaignId, count }: TexterRequest<"request">): Promise<TexterAnswer<"request">> {
    const { requests, service, membership } = this.#deps;
    const known = requests.get(requestId);
    if (known && known.campaignId !== campaignId) {
      return refuse("bad_request", "requestId: texts of another campaign were asked for by this id; make a new one");
    }
    if (known) return { ok: true, request: known };
    const refusal = campaignId === null ? null : this.#refusalIn(campaignId);
    if (refusal) return refusal;
    const { campaignIds, trust } = await service();
    if (campaignId === null && campaignIds.length === 0) {
      return refuse("nothing_left", "No campaign has texts to give out right now. Please come back later.");
    }
    // No await from here on: asking and granting by trust are one block.
    const asked = requests.ask({ requestId, campaignId, count });
    if (!asked.ok) return asked;
    const texter = { role: membership().role, textsSinceComplaint: requests.textsSinceComplaint };
    if (!asked.repeated && isTrusted(trust, texter)) {
      await this.decide({ requestId, approve: true, reason: "", complaint: false, byId: null });
    }
    return { ok: true, request: requests.get(requestId) ?? asked.request };
  }

  withdraw({ requestId }: TexterRequest<"withdraw">): TexterAnswer<"withdraw"> {
    return this.#deps.requests.withdraw(requestId);
  }

  /** Answers once an approval has brought its contacts, or can bring none. */
  async decide(decision: DecideTextRequest): Promise<RequestDecided> {
    const { requests, handOut, planHandOut } = this.#deps;
    const decided = requests.decide(decision);
    if (!decided.ok || !decision.approve) return decided;
    if (decided.request.taken === null) {
      planHandOut();
      await handOut.run(decision.requestId);
    }
    return { ...decided, request: requests.get(decision.requestId) ?? decided.request };
  }

  #refusalIn(campaignId: string) {
    const config = this.#deps.campaign(campaignId);
    if (!config) return refuse("not_found" as const, "This campaign is not in your list.");
    const closed = sendingRefusal(config, "initial");
    if (closed && closed !== "campaign_paused")
      return refuse(closed, "This campaign has no more contacts to give out.");
    if (this.#deps.counts(campaignId).toSend >= config.batchSize) {
      return refuse(
        "batch_in_hand" as const,
        `Please text the ${config.batchSize === 1 ? "contact" : `${config.batchSize} contacts`} that you have first.`,
      );
    }
    return null;
  }
}
