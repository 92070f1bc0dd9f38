/**
 * The texter's operations (domain/texter-app/texter.ts), the same over socket and HTTP. The desk answers what it can;
 * the queue that owns a conversation decides its changes.
 */
import { isId, parseContactId, queueKey } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import { texterOps } from "../../../domain/texter-app/texter.ts";
import type {
  ArchivedCampaign,
  DeskCampaign,
  TexterAnswer,
  TexterAnswers,
  TexterOp,
  TexterRefusal,
  TexterRequest,
} from "../../../domain/texter-app/texter.ts";
import { withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { TokenBucket } from "../../kit/time/token-bucket.ts";
import { texterOf } from "../people/sessions.ts";
import { textTo, usedBefore } from "./client-ids.ts";
import { bucketOf } from "./counts.ts";
import type { CollectedChanges } from "./desk-change.ts";
import { deskCampaign } from "./desk-campaign.ts";
import { loseItem, onContact, putItem } from "./on-contact.ts";
import { notFound, SUSPENDED } from "./refusals.ts";
import { Taking } from "./taking.ts";
import type { TakingDeps } from "./taking.ts";
import type { DirectOperations } from "../direct/direct-operations.ts";
import type { RequestOperations } from "../requests/request-operations.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

export type OperationDeps = TakingDeps & {
  throttle: TokenBucket;
  requests: RequestOps;
  direct: DirectOps;
  /** A well-formed operation arrived. */
  onAct: (op: TexterOp) => void;
  /** A text was accepted. */
  onSent: () => void;
  onFault: Logger["fault"];
  /** Campaigns that were here and are archived. */
  archived: () => ArchivedCampaign[];
  /** How many conversations wait there for the texter's teams. */
  teamWaiting: (campaignId: string) => number;
  /** In a simulation no law bounds the texting hours. */
  withoutLaw: boolean;
};

/** The operations on requests for texts (request-operations.ts). */
export type RequestOps = Pick<RequestOperations, "list" | "ask" | "withdraw" | "shown">;

/** The operations on direct conversations (direct/direct-operations.ts). */
export type DirectOps = Pick<DirectOperations, "threads" | "thread" | "send" | "read" | "shown">;

/** What an operation changed on the desk, for this texter's other sockets. */
export type Performed = { answer: TexterAnswers[TexterOp] | TexterRefusal; changes: CollectedChanges };

type Handlers = {
  [Op in TexterOp]: (
    params: TexterRequest<Op>,
    changes: CollectedChanges,
  ) => TexterAnswer<Op> | Promise<TexterAnswer<Op>>;
};

export class Operations {
  readonly #deps: OperationDeps;
  readonly #handlers: Handlers;
  readonly taking: Taking;

  constructor(deps: OperationDeps) {
    this.#deps = deps;
    const { desk } = deps;
    this.taking = new Taking(deps);
    this.#handlers = {
      campaigns: () => ({
        ok: true,
        campaigns: desk.campaigns().map((each) => this.deskCampaign(each)),
        archived: deps.archived(),
        seq: desk.seq,
      }),
      join: (params) => this.#join(params),
      take: (params, changes) => this.taking.take(params, changes),
      next: (params) => this.#next(params),
      send: (params, changes) => this.#send(params, changes),
      conversations: (params) => this.#conversations(params),
      contact: ({ contactId }) => {
        const item = desk.item(contactId);
        return item ? { ok: true, item } : notFound();
      },
      answer: ({ contactId, ...params }, changes) =>
        onContact(deps, contactId, changes, (queue, n, personId) => queue.answer({ n, personId, ...params })),
      label: ({ contactId, ...params }, changes) =>
        onContact(deps, contactId, changes, async (queue, n, personId) => {
          const answer = await queue.setLabel({ n, personId, ...params });
          if (!answer.ok || "gaveAway" in answer) return answer;
          if (!answer.item) return notFound();
          return { ok: true, item: answer.item, ...withLeftOff(answer.leftOff ?? []) };
        }),
      close: ({ contactId, ...params }, changes) =>
        onContact(deps, contactId, changes, (queue, n, personId) =>
          queue.setClosed({ n, personId, closed: true, ...params }),
        ),
      reopen: ({ contactId, opId }, changes) =>
        onContact(deps, contactId, changes, (queue, n, personId) =>
          queue.setClosed({ n, personId, closed: false, opId }),
        ),
      optOut: ({ contactId, ...params }, changes) =>
        onContact(deps, contactId, changes, (queue, n, personId) => queue.optOut({ n, personId, ...params })),
      release: (params, changes) => this.#release(params, changes),
      requests: () => deps.requests.list(),
      request: (params) => deps.requests.ask(params),
      withdraw: (params) => deps.requests.withdraw(params),
      directThreads: () => deps.direct.threads(),
      directThread: (params) => deps.direct.thread(params),
      directSend: (params) => deps.direct.send(params),
      directRead: (params) => deps.direct.read(params),
      changes: ({ seq }) => {
        // A number from the future came from a desk that was lost since, so everything may be new to the app.
        const { items, gone, campaigns } = desk.changesAfter(seq > desk.seq ? 0 : seq);
        return {
          ok: true,
          seq: desk.seq,
          items,
          gone,
          campaigns: campaigns.map((each) => this.deskCampaign(each)),
          requests: deps.requests.shown(),
          direct: deps.direct.shown(),
        };
      },
    };
  }

  async perform(op: TexterOp, params: unknown): Promise<Performed> {
    const parsed = texterOps[op].safeParse(params);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const where = issue?.path.join(".") ?? "";
      return unchanged(refuse("bad_request", `${where || op}: ${issue?.message ?? "not understood"}`));
    }
    try {
      this.#deps.onAct(op);
      await this.#deps.settled();
      // Reading the queues may have taken a while; the session was checked before it.
      if (this.#deps.membership().role === "SUSPENDED") return unchanged(SUSPENDED);
      const reused = this.#deps.desk.clientIds.refusal(op, parsed.data);
      if (reused) return unchanged(reused);
      // The schema of `op` has just checked the parameters of the handler of `op`.
      const handler = this.#handlers[op] as (
        checked: unknown,
        changes: CollectedChanges,
      ) => Promise<Performed["answer"]>;
      const changes: CollectedChanges = { items: [], gone: [] };
      const answer = await handler(parsed.data, changes);
      return { answer, changes };
    } catch (error) {
      this.#deps.onFault("operation_failed", error, { op });
      return unchanged(refuse("unavailable", "That did not work. Nothing is lost; please try again."));
    }
  }

  /** A campaign as the app shows it. */
  deskCampaign(config: CampaignConfig): DeskCampaign {
    return deskCampaign(this.#deps.desk, this.#here(config), this.#deps.teamWaiting(config.campaignId));
  }

  /** Whether the law holds is this installation's, now: a campaign may have started while it was a simulation. */
  #here(config: CampaignConfig): CampaignConfig {
    return { ...config, window: { ...config.window, withoutLaw: this.#deps.withoutLaw } };
  }

  async #join({ token }: TexterRequest<"join">): Promise<TexterAnswer<"join">> {
    // A join token is the campaign's id and a secret, so that it leads to its object.
    const campaignId = token.slice(0, token.indexOf("."));
    const badLink = notFound("This link does not work. Ask for a new one.");
    if (!isId(campaignId, "c")) return badLink;
    const unknown = await this.taking.unknown(campaignId, badLink);
    if (unknown) return unknown;
    const { orgId, role } = this.#deps.membership();
    const joined = await this.#deps
      .campaign(campaignId)
      .join({ orgId, token, texter: texterOf(this.#deps.membership()), role });
    if (!joined.ok) return joined;
    this.#deps.desk.putCampaign(joined.config);
    return { ok: true, campaignId, title: joined.config.title, already: joined.already };
  }

  #next({ campaignId, count, have }: TexterRequest<"next">): TexterAnswer<"next"> {
    const { desk, now } = this.#deps;
    const campaign = desk.campaign(campaignId);
    if (!campaign) return notFound();
    const hours = textingHours(this.#here(campaign).window);
    const nowMs = now();
    const items = desk.next(
      campaignId,
      count,
      new Set(have),
      (item) => hours.may(item.zones ?? "", "initial", nowMs).ok,
    );
    return { ok: true, items, counts: desk.counts(campaignId), toSendByZones: desk.toSendByZones(campaignId) };
  }

  async #send(params: TexterRequest<"send">, changes: CollectedChanges): Promise<TexterAnswer<"send">> {
    const { desk, now, throttle } = this.#deps;
    const { contactId, messageId, body, initial, lastSeenId, scriptVersion, step, picture, labels } = params;
    const address = parseContactId(contactId);
    const use = desk.clientIds.useOf(messageId);
    // A text that comes again is answered as before, whoever has the conversation by now: the queue knows it.
    const isKnown = desk.item(contactId) !== null || use === textTo(contactId) || desk.wasHere(contactId);
    if (!address || !isKnown) return notFound();
    if (use !== null && use !== textTo(contactId)) return usedBefore("messageId");
    if (use === null) {
      const nowMs = now();
      const allowed = throttle.take(1, nowMs);
      if (!allowed.ok) {
        const message = "That was too fast. The text goes out in a moment.";
        return { ...refuse("throttled", message), mayGoAtMs: nowMs + allowed.retryAfterMs };
      }
      desk.clientIds.note(messageId, textTo(contactId));
    }
    const queue = this.#deps.queue(queueKey(address.campaignId, address.queueNo));
    const seen = desk.item(contactId)?.version;
    const answer = await queue.send({
      n: address.n,
      messageId,
      body,
      initial,
      lastSeenId,
      texter: texterOf(this.#deps.membership()),
      scriptVersion,
      step,
      picture,
      labels,
    });
    if (!answer.ok) {
      // A new script changes how a contact is shown but not the contact, so its version stays.
      const isShownAnew = answer.reason === "script_changed";
      if (answer.item) return { ...answer, item: putItem(desk, answer.item, changes, isShownAnew) };
      if (answer.reason === "not_yours") loseItem(desk, contactId, changes, seen);
      return answer;
    }
    if ("gaveAway" in answer) {
      loseItem(desk, contactId, changes, seen);
      return { ...answer, counts: desk.counts(address.campaignId) };
    }
    if (!answer.repeated) this.#deps.onSent();
    const item = putItem(desk, answer.item, changes);
    const { repeated, leftOff = [] } = answer;
    return { ok: true, item, counts: desk.counts(address.campaignId), repeated, ...withLeftOff(leftOff) };
  }

  #conversations({ campaignId, filter, offset, limit }: TexterRequest<"conversations">): TexterAnswer<"conversations"> {
    const { desk } = this.#deps;
    if (!desk.campaign(campaignId)) return notFound();
    const items = [...desk.itemsOf(campaignId)].filter((item) => bucketOf(item) === filter);
    // Waiting conversations: the longest waiting first; others: the latest first.
    items.sort((a, b) => (filter === "waiting" ? a.lastAt - b.lastAt : b.lastAt - a.lastAt));
    return {
      ok: true,
      items: items.slice(offset, offset + limit),
      total: items.length,
      counts: desk.counts(campaignId),
    };
  }

  async #release(
    { campaignId, opId }: TexterRequest<"release">,
    changes: CollectedChanges,
  ): Promise<TexterAnswer<"release">> {
    const { desk } = this.#deps;
    if (!desk.campaign(campaignId)) return notFound();
    const { personId } = this.#deps.membership();
    const keys = new Set<string>();
    const seen = new Map<string, number>();
    for (const item of desk.itemsOf(campaignId)) {
      const address = item.status === "needsMessage" ? parseContactId(item.contactId) : null;
      if (address) keys.add(queueKey(address.campaignId, address.queueNo));
      seen.set(item.contactId, item.version);
    }
    let released = 0;
    for (const key of keys) {
      const answer = await this.#deps.queue(key).release({ personId, opId });
      released += answer.released.length;
      for (const id of answer.released) loseItem(desk, id, changes, seen.get(id));
    }
    return { ok: true, released, counts: desk.counts(campaignId) };
  }
}

function unchanged(answer: TexterRefusal): Performed {
  return { answer, changes: { items: [], gone: [] } };
}
