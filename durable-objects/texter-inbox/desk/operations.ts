/**
 * The texter's operations (domain/texter-app/texter.ts), the same over socket and HTTP. The desk answers what it can;
 * the queue that owns a conversation decides its changes.
 */
import { allowance } from "../../../domain/assignment/admission.ts";
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { isId, parseContactId, queueKey } from "../../../domain/ids.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { refuse } from "../../../domain/outcome.ts";
import { texterOps } from "../../../domain/texter-app/texter.ts";
import type {
  DeskCampaign,
  DeskItem,
  TexterAnswer,
  TexterAnswers,
  TexterOp,
  TexterReason,
  TexterRefusal,
  TexterRequest,
} from "../../../domain/texter-app/texter.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { TokenBucket } from "../../kit/time/token-bucket.ts";
import { bucketOf } from "./desk.ts";
import type { Desk } from "./desk.ts";
import type { RequestOperations } from "../requests/request-operations.ts";
import type { CampaignConfig, CampaignRpc } from "../../rpc/campaign.ts";
import type { CampaignQueueRpc, ItemAnswer } from "../../rpc/campaign-queue.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";

export type OperationDeps = {
  desk: Desk;
  now: () => number;
  membership: () => Membership;
  campaign: (campaignId: string) => Remote<CampaignRpc>;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  throttle: TokenBucket;
  requests: RequestOps;
  /** A text was accepted. */
  onSent: () => void;
  /** The queues of all campaigns have been read since the last crash. */
  settled: () => Promise<void>;
  /** Work that nobody waits for. */
  later: (work: Promise<unknown>) => void;
};

/** The operations on requests for texts (request-operations.ts). */
export type RequestOps = Pick<RequestOperations, "list" | "ask" | "withdraw" | "shown">;

/** What an operation changed on the desk, for this texter's other sockets. */
export type Performed = Changes & { answer: TexterAnswers[TexterOp] | TexterRefusal };

type Changes = { changed: DeskItem[]; gone: string[] };

type Handlers = {
  [Op in TexterOp]: (params: TexterRequest<Op>, changes: Changes) => TexterAnswer<Op> | Promise<TexterAnswer<Op>>;
};

/** Message ids whose contact is remembered, so that one id never means two texts. */
const MOST_RECENT_SENDS = 2_000;

/** Every queue has contacts of all zones: when nobody may be texted in this many, the others are not asked. */
const MOST_ASLEEP = 6;

export class Operations {
  readonly #deps: OperationDeps;
  readonly #handlers: Handlers;
  /** One take at a time per campaign: the batch rule depends on what the one before brought. */
  readonly #takes = new Map<string, Promise<unknown>>();
  readonly #recentSends = new Map<string, string>();

  constructor(deps: OperationDeps) {
    this.#deps = deps;
    const { desk } = deps;
    this.#handlers = {
      campaigns: () => ({
        ok: true,
        campaigns: desk.campaigns().map((each) => this.deskCampaign(each)),
        seq: desk.seq,
      }),
      join: (params) => this.#join(params),
      take: (params, changes) => this.#inTurn(params.campaignId, () => this.#take(params, changes)),
      next: (params) => this.#next(params),
      send: (params, changes) => this.#send(params, changes),
      conversations: (params) => this.#conversations(params),
      contact: ({ contactId }) => {
        const item = desk.item(contactId);
        return item ? { ok: true, item } : notFound();
      },
      answer: ({ contactId, stepId, value }, changes) =>
        this.#onContact(contactId, changes, (queue, n, personId) => queue.answer({ n, personId, stepId, value })),
      label: ({ contactId, labelId, on }, changes) =>
        this.#onContact(contactId, changes, async (queue, n, personId) => {
          const answer = await queue.setLabel({ n, personId, labelId, on });
          if (!answer.ok) return answer;
          return answer.item ? { ok: true, item: answer.item } : notFound();
        }),
      close: ({ contactId }, changes) =>
        this.#onContact(contactId, changes, (queue, n, personId) => queue.setClosed({ n, personId, closed: true })),
      reopen: ({ contactId }, changes) =>
        this.#onContact(contactId, changes, (queue, n, personId) => queue.setClosed({ n, personId, closed: false })),
      optOut: ({ contactId, reason }, changes) =>
        this.#onContact(contactId, changes, (queue, n, personId) => queue.optOut({ n, personId, reason })),
      release: (params, changes) => this.#release(params, changes),
      requests: () => deps.requests.list(),
      request: (params) => deps.requests.ask(params),
      withdraw: (params) => deps.requests.withdraw(params),
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
      await this.#deps.settled();
      // The schema of `op` has just checked the parameters of the handler of `op`.
      const handler = this.#handlers[op] as (checked: unknown, changes: Changes) => Promise<Performed["answer"]>;
      const changes: Changes = { changed: [], gone: [] };
      const answer = await handler(parsed.data, changes);
      return { answer, ...changes };
    } catch (error) {
      console.error(JSON.stringify({ level: "error", object: "TexterInbox", op, error: String(error) }));
      return unchanged(refuse("unavailable", "That did not work just now. Nothing is lost; please try again."));
    }
  }

  deskCampaign(config: CampaignConfig): DeskCampaign {
    const nowMs = this.#deps.now();
    const hours = textingHours(config.window);
    const toSendByZones = this.#deps.desk.toSendByZones(config.campaignId);
    const openAtMs = Object.keys(toSendByZones).map((zones) => {
      const may = hours.may(zones, "initial", nowMs);
      return may.ok ? nowMs : may.mayGoAtMs;
    });
    const firstMs = Math.min(...openAtMs);
    return {
      campaignId: config.campaignId,
      title: config.title,
      description: config.description,
      dueDate: config.dueDate,
      status: config.status,
      paused: config.paused,
      batchSize: config.batchSize,
      firstTextEditable: config.firstTextEditable,
      sharing: policyOf(config).sharing,
      script: config.script ?? { rootStepId: "", steps: [] },
      scriptVersion: config.scriptVersion,
      mayTextAtMs: openAtMs.length > 0 && firstMs > nowMs ? firstMs : null,
      window: config.window,
      toSendByZones,
      counts: this.#deps.desk.counts(config.campaignId),
    };
  }

  async #join({ token }: TexterRequest<"join">): Promise<TexterAnswer<"join">> {
    // A join token is the campaign's id and a secret, so that it leads to its object.
    const campaignId = token.slice(0, token.indexOf("."));
    if (!isId(campaignId, "c")) return notFound("This link leads nowhere; please ask for a new one.");
    const { orgId, role } = this.#deps.membership();
    const joined = await this.#deps.campaign(campaignId).join({ orgId, token, texter: this.#texter(), role });
    if (!joined.ok) return joined;
    this.#deps.desk.putCampaign(joined.config);
    return { ok: true, campaignId, title: joined.config.title, already: joined.already };
  }

  async #take(
    { campaignId, requestId, count }: TexterRequest<"take">,
    changes: Changes,
  ): Promise<TexterAnswer<"take">> {
    const { desk } = this.#deps;
    const before = desk.lease(requestId);
    if (before !== null) return this.#taken(campaignId, before);
    const { orgId, personId, role } = this.#deps.membership();
    const found = await this.#deps.campaign(campaignId).findWork({ orgId, personId, role });
    if (!found.ok) return found;
    desk.putCampaign(found.config);
    const { batchSize } = found.config;
    if (desk.counts(campaignId).toSend >= batchSize) {
      return refuse("batch_in_hand", `Please text the ${batchSize} contacts that you have first.`);
    }
    return this.#leaseFrom(found, requestId, Math.min(count ?? batchSize, batchSize), changes);
  }

  /**
   * Leases up to `count` contacts for an approved request, under the request's id. Joins a texter who has not joined.
   */
  handOut({ campaignId, requestId, count }: { campaignId: string; requestId: string; count: number }) {
    return this.#inTurn(campaignId, async (): Promise<{ answer: TexterAnswer<"take"> } & Changes> => {
      await this.#deps.settled();
      const { desk } = this.#deps;
      const changes: Changes = { changed: [], gone: [] };
      const before = desk.lease(requestId);
      if (before !== null) return { answer: this.#taken(campaignId, before), ...changes };
      const { orgId, personId, role } = this.#deps.membership();
      const found = await this.#deps.campaign(campaignId).findWork({ orgId, personId, role, granted: true });
      if (!found.ok) return { answer: found, ...changes };
      desk.putCampaign(found.config);
      return { answer: await this.#leaseFrom(found, requestId, count, changes), ...changes };
    });
  }

  async #leaseFrom(
    found: { queueNos: number[]; config: CampaignConfig },
    requestId: string,
    count: number,
    changes: Changes,
  ): Promise<TexterAnswer<"take">> {
    const { desk, now } = this.#deps;
    const { campaignId } = found.config;
    const { waiting } = desk.counts(campaignId);
    const allowed = allowance(found.config, { had: desk.hadOf(campaignId), waiting });
    if (!allowed.ok) return allowed;
    let wanted = Math.min(count, allowed.most);
    let taken = 0;
    const leased: string[] = [];
    let refused: TexterRefusal | null = null;
    let asleep = 0;
    const { changed } = changes;
    for (const queueNo of found.queueNos) {
      if (this.#deps.membership().role === "SUSPENDED") {
        refused = refuse("suspended", "Your account was suspended just now. Please ask an admin of your organization.");
        break;
      }
      const key = queueKey(campaignId, queueNo);
      const answer = await this.#deps.queue(key).lease({ texter: this.#texter(), requestId, count: wanted });
      if (!answer.ok) {
        refused = earlier(refused, answer);
        if (answer.reason === "outside_hours") asleep += 1;
        if (asleep === MOST_ASLEEP) break;
        continue;
      }
      if (answer.items.length === 0) continue;
      for (const item of answer.items) if (desk.put(item)) changed.push(item);
      leased.push(key);
      // Counted by the answer, not by what is new on the desk: after a crash the desk may have read these contacts
      // already.
      taken += answer.items.length;
      wanted -= answer.items.length;
      if (wanted <= 0) break;
    }
    if (leased.length === 0) return refused ?? refuse("nothing_left", "All contacts have been given out.");
    // One commit holds lease and contacts, so that the confirmation below is true.
    desk.rememberLease(requestId, taken, now(), campaignId);
    desk.flush();
    for (const key of leased) this.#deps.later(this.#deps.queue(key).confirmLease({ requestId }));
    return this.#taken(campaignId, taken);
  }

  #taken(campaignId: string, taken: number): TexterAnswers["take"] {
    const { desk } = this.#deps;
    return { ok: true, taken, counts: desk.counts(campaignId), toSendByZones: desk.toSendByZones(campaignId) };
  }

  #next({ campaignId, count, have }: TexterRequest<"next">): TexterAnswer<"next"> {
    const { desk, now } = this.#deps;
    const campaign = desk.campaign(campaignId);
    if (!campaign) return notFound();
    const hours = textingHours(campaign.window);
    const nowMs = now();
    const items = desk.next(
      campaignId,
      count,
      new Set(have),
      (item) => hours.may(item.zones ?? "", "initial", nowMs).ok,
    );
    return { ok: true, items, counts: desk.counts(campaignId), toSendByZones: desk.toSendByZones(campaignId) };
  }

  async #send(params: TexterRequest<"send">, changes: Changes): Promise<TexterAnswer<"send">> {
    const { desk, now, throttle } = this.#deps;
    const { contactId, messageId, body, initial, lastSeenId, scriptVersion, step, picture, labels } = params;
    const address = parseContactId(contactId);
    if (!address || !desk.item(contactId)) return notFound();
    const meant = this.#recentSends.get(messageId);
    if (meant !== undefined && meant !== contactId) {
      return refuse("bad_request", "messageId: this id belongs to a text to another contact; make a new one");
    }
    if (meant === undefined) {
      const nowMs = now();
      const allowed = throttle.take(1, nowMs);
      if (!allowed.ok) {
        const message = "That was too fast; the text goes out in a moment.";
        return { ...refuse("throttled", message), mayGoAtMs: nowMs + allowed.retryAfterMs };
      }
      this.#remember(messageId, contactId);
    }
    const queue = this.#deps.queue(queueKey(address.campaignId, address.queueNo));
    const answer = await queue.send({
      n: address.n,
      messageId,
      body,
      initial,
      lastSeenId,
      texter: this.#texter(),
      scriptVersion,
      step,
      picture,
      labels,
    });
    if (!answer.ok) {
      // A new script changes how a contact is shown but not the contact, so its version stays.
      const isShownAnew = answer.reason === "script_changed";
      if (answer.item) return { ...answer, item: this.#put(answer.item, changes, isShownAnew) };
      if (answer.reason === "not_yours") this.#lost(contactId, changes);
      return answer;
    }
    if (!answer.repeated) this.#deps.onSent();
    const item = this.#put(answer.item, changes);
    return { ok: true, item, counts: desk.counts(address.campaignId), repeated: answer.repeated };
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

  async #release({ campaignId }: TexterRequest<"release">, changes: Changes): Promise<TexterAnswer<"release">> {
    const { desk } = this.#deps;
    if (!desk.campaign(campaignId)) return notFound();
    const { personId } = this.#deps.membership();
    const keys = new Set<string>();
    for (const item of desk.itemsOf(campaignId)) {
      const address = item.status === "needsMessage" ? parseContactId(item.contactId) : null;
      if (address) keys.add(queueKey(address.campaignId, address.queueNo));
    }
    let released = 0;
    for (const key of keys) {
      const answer = await this.#deps.queue(key).release({ personId });
      released += answer.released.length;
      for (const id of answer.released) this.#lost(id, changes);
    }
    return { ok: true, released, counts: desk.counts(campaignId) };
  }

  async #onContact(
    contactId: string,
    changes: Changes,
    call: (queue: Remote<CampaignQueueRpc>, n: number, personId: string) => Promise<ItemAnswer>,
  ) {
    const { desk } = this.#deps;
    const address = parseContactId(contactId);
    if (!address || !desk.item(contactId)) return notFound();
    const queue = this.#deps.queue(queueKey(address.campaignId, address.queueNo));
    const answer = await call(queue, address.n, this.#deps.membership().personId);
    if (!answer.ok) {
      if (answer.reason === "not_yours") this.#lost(contactId, changes);
      return answer;
    }
    const item = this.#put(answer.item, changes);
    return { ok: true as const, item, counts: desk.counts(item.campaignId) };
  }

  /** The newest copy that the desk has after taking this one. */
  #put(item: DeskItem, changes: Changes, isShownAnew = false): DeskItem {
    const taken = this.#deps.desk.put(item, isShownAnew);
    if (taken) changes.changed.push(taken);
    return taken ?? this.#deps.desk.item(item.contactId) ?? item;
  }

  #lost(contactId: string, changes: Changes): void {
    if (this.#deps.desk.lose(contactId)) changes.gone.push(contactId);
  }

  #remember(messageId: string, contactId: string): void {
    this.#recentSends.set(messageId, contactId);
    if (this.#recentSends.size <= MOST_RECENT_SENDS) return;
    // A Map keeps the order of insertion: the first key is the oldest.
    for (const oldest of this.#recentSends.keys()) {
      this.#recentSends.delete(oldest);
      break;
    }
  }

  #texter(): Texter {
    const { personId, firstName, lastName, alias } = this.#deps.membership();
    return { personId, firstName, lastName, alias };
  }

  #inTurn<T>(campaignId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#takes.get(campaignId) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#takes.set(campaignId, mine);
    return mine;
  }
}

function notFound(message = "This does not exist, or not for you."): TexterRefusal {
  return refuse<TexterReason>("not_found", message);
}

/** Of refusals because of the hour, the one that ends first. */
function earlier(before: TexterRefusal | null, now: TexterRefusal): TexterRefusal {
  return (before?.mayGoAtMs ?? Infinity) < (now.mayGoAtMs ?? Infinity) ? (before ?? now) : now;
}

function unchanged(answer: TexterRefusal): Performed {
  return { answer, changed: [], gone: [] };
}
