/**
 * `TexterInbox` (key `organization.person`): a texter's desk, sessions and sockets. It checks permissions and answers
 * from its copies; conversations belong to the queues (docs/architecture.md#objects).
 */
import { DurableObject } from "cloudflare:workers";
import { queueKey } from "../../domain/ids.ts";
import type { TextRequest } from "../../domain/assignment/requests.ts";
import type { DeskItem, ServerFrame, TexterOp, TextState } from "../../domain/texter-app/texter.ts";
import { isTexterOp } from "../../domain/texter-app/texter.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Env } from "../bindings/env.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { Outbox } from "../kit/outbox/outbox.ts";
import { callObject } from "../kit/calls/retry.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { TokenBucket } from "../kit/time/token-bucket.ts";
import { campaignAt, organizationAt, queueAt } from "../rpc/stubs.ts";
import { Desk } from "./desk/desk.ts";
import { HandOut } from "./requests/hand-out.ts";
import { Operations } from "./desk/operations.ts";
import type { Performed } from "./desk/operations.ts";
import { RequestOperations } from "./requests/request-operations.ts";
import { Requests } from "./requests/requests.ts";
import { MIGRATIONS } from "./schema.ts";
import { Sessions } from "./people/sessions.ts";
import { Sockets } from "./sockets.ts";
import { takeBackUnsent } from "./people/suspension.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type { DeskUpdate, Membership, RequestDecision, TexterInboxRpc } from "../rpc/texter-inbox.ts";

/** The projection is written this long after a change: one commit for everything that happened meanwhile. */
const WRITE_BEHIND_MS = 5_000;
const MOST_ITEMS_PER_FRAME = 200;
/** Sends at once, as a multiple of the sends per second. */
const BURST_FACTOR = 4;
/** An approved request whose hand-out was interrupted is taken up again after this long. */
const HAND_OUT_AGAIN_MS = 5_000;

export class TexterInbox extends DurableObject<Env> implements TexterInboxRpc {
  readonly #desk: Desk;
  readonly #sessions: Sessions;
  readonly #sockets: Sockets;
  readonly #operations: Operations;
  readonly #schedule: AlarmSchedule;
  readonly #outbox: Outbox;
  readonly #requests: Requests;
  readonly #handOut: HandOut;
  readonly #asking: RequestOperations;
  readonly #writeBehind: () => void;
  /** Reading the queues after a crash; null when the desk is complete. */
  #settling: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, MIGRATIONS);
    this.#sessions = new Sessions(sql, now);
    this.#desk = new Desk(sql);
    this.#sockets = new Sockets(ctx);
    const key = ctx.id.name ?? "";
    this.#schedule = new AlarmSchedule({
      sql,
      storage: ctx.storage,
      now,
      onError: (name, error) => this.#log(`alarm ${name}`, error),
    });
    this.#outbox = new Outbox({
      sql,
      now,
      schedule: this.#schedule,
      consumers: ["postgres"],
      source: () => ({ object: "TexterInbox", key, orgId: key.slice(0, key.indexOf(".")), campaignId: "" }),
      send: async (_consumer, packet) => {
        await env.POSTGRES_EVENTS.send(packet);
      },
    });
    this.#requests = new Requests({
      sql,
      now,
      membership: () => this.#sessions.membership,
      record: (events) => {
        this.#outbox.record(events);
        this.#outbox.flushSoon();
      },
      onChange: () => this.#broadcast([], [], [], [], undefined, this.#requests.list()),
    });
    const service = () => {
      const { orgId, personId, role } = this.#membership();
      return organizationAt(env, orgId).serviceFor({ personId, role });
    };
    this.#handOut = new HandOut({
      requests: this.#requests,
      isSuspended: () => this.#isSuspended,
      campaigns: async () => (await service()).campaignIds,
      take: async (request) => {
        const { answer, ...changes } = await this.#operations.handOut(request);
        this.#tellOthers({ answer, ...changes });
        return answer;
      },
    });
    this.#asking = new RequestOperations({
      requests: this.#requests,
      handOut: this.#handOut,
      membership: () => this.#membership(),
      service,
      campaign: (campaignId) => this.#desk.campaign(campaignId),
      counts: (campaignId) => this.#desk.counts(campaignId),
      planHandOut: () => this.#schedule.setIfEarlier("hand-out", now() + HAND_OUT_AGAIN_MS),
    });
    const perSecond = Number(env.TEXTER_SENDS_PER_SECOND);
    this.#operations = new Operations({
      desk: this.#desk,
      now,
      membership: () => this.#membership(),
      campaign: (campaignId) => campaignAt(env, campaignId),
      queue: (queue) => queueAt(env, queue),
      throttle: new TokenBucket({ ratePerSecond: perSecond, burst: perSecond * BURST_FACTOR }),
      requests: this.#asking,
      onSent: () => {
        this.#requests.countText();
        this.#writeBehind();
      },
      settled: () => this.#settled(),
      later: (work) => {
        work.catch((error: unknown) => this.#log("background work failed", error));
      },
    });
    this.#writeBehind = coalesce(
      () => {
        this.#desk.flush();
        this.#requests.flush();
      },
      WRITE_BEHIND_MS,
      { onError: (error) => this.#log("the desk could not be written", error) },
    );
    void this.#schedule.arm();
  }

  override async alarm(): Promise<void> {
    await this.#schedule.run({
      outbox: () => this.#outbox.flush(),
      "hand-out": () => this.#handOut.runAll(),
      suspended: () => this.#takeBackUnsent(),
    });
  }

  decideRequest(decision: RequestDecision) {
    return this.#asking.decide(decision);
  }

  confirmStored({ consumer, fromSeq, toSeq }: { consumer: string; fromSeq: number; toSeq: number }): void {
    this.#outbox.confirm(consumer, fromSeq, toSeq);
  }

  admit(request: { membership: Membership; sessionId: string; expiresAtMs: number }): void {
    this.#sessions.admit(request.membership, request.sessionId, request.expiresAtMs);
  }

  check({ sessionId }: { sessionId: string }) {
    return this.#sessions.check(sessionId);
  }

  signOut({ sessionId }: { sessionId: string }): void {
    this.#sessions.end(sessionId);
    this.#sockets.closeAll(4401, sessionId);
  }

  setRole({ role }: { role: Role }): void {
    this.#sessions.setRole(role);
    if (role !== "SUSPENDED") return this.#schedule.clear("suspended");
    this.#schedule.set("suspended", Date.now());
    this.#requests.rejectAll("Your account is suspended.");
    this.#sockets.closeAll(4403);
  }

  async perform({ sessionId, op, params }: { sessionId: string; op: TexterOp; params: unknown }) {
    const checked = this.#sessions.check(sessionId);
    if (!checked.ok) return checked;
    const performed = await this.#operations.perform(op, params);
    this.#tellOthers(performed);
    return performed.answer;
  }

  async update(update: DeskUpdate): Promise<void> {
    const items = update.items.flatMap((item) => this.#desk.put(item) ?? []);
    const states = update.states.filter((state) => this.#desk.apply(state));
    const gone = update.gone.filter((each) => this.#desk.remove(each.contactId, each.version));
    this.#changed(
      items,
      states,
      gone.map((each) => each.contactId),
    );
    // Acknowledged once it is read; otherwise the queue sends it again.
    if (update.stale) await this.#readQueues([update.queueKey]);
  }

  campaignChanged({ config }: { config: CampaignConfig }): void {
    const before = this.#desk.campaign(config.campaignId);
    if (!before) return;
    if (config.status === "ARCHIVED") {
      // Archived: nothing of it stays on the desk. Apps get the state with it, so that they can say why.
      const gone = this.#desk.forgetCampaign(config.campaignId);
      this.#writeBehind();
      return this.#broadcast([], [], gone, [config]);
    }
    if (!this.#desk.putCampaign(config)) return;
    this.#broadcast([], [], [], [config]);
    // A new script changes first texts, which the queues render.
    if (before.scriptVersion !== config.scriptVersion) this.#startReadingCampaigns([config.campaignId]);
  }

  /** The campaign is stored last: until the desk knows it, the Campaign object calls again. */
  async assigned({ campaignId }: { campaignId: string }): Promise<void> {
    if (this.#desk.campaign(campaignId)) return;
    const found = await this.#queuesOf(campaignId);
    if (!found.ok) return;
    await this.#readQueues(found.queueNos.map((queueNo) => queueKey(campaignId, queueNo)));
    if (this.#desk.putCampaign(found.config)) this.#broadcast([], [], [], [found.config]);
    if (this.#isSuspended) this.#schedule.set("suspended", Date.now());
  }

  async rebuild({ campaignIds }: { campaignIds: string[] }) {
    const sinceSeq = this.#desk.seq;
    this.#desk.clear();
    this.#settling = this.#readAll(campaignIds);
    await this.#settled();
    this.#changed([], [], this.#desk.changesAfter(sinceSeq).gone);
    let contacts = 0;
    const campaigns = this.#desk.campaigns();
    for (const { campaignId } of campaigns) for (const _ of this.#desk.itemsOf(campaignId)) contacts += 1;
    return { campaigns: campaigns.length, contacts };
  }

  leasesUnknown({ requestIds }: { requestIds: string[] }): string[] {
    return requestIds.filter((id) => this.#desk.lease(id) === null);
  }

  /** Opens a socket; the edge has verified the cookie and put the session's id into a header of its own. */
  override async fetch(request: Request): Promise<Response> {
    const sessionId = request.headers.get("x-session-id") ?? "";
    const checked = this.#sessions.check(sessionId);
    if (!checked.ok) return Response.json(checked, { status: checked.reason === "suspended" ? 403 : 401 });
    return this.#sockets.accept(sessionId);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const checked = this.#sessions.check(this.#sockets.sessionOf(socket));
    if (!checked.ok) return this.#sockets.close(socket, checked.reason === "suspended" ? 4403 : 4401);
    const frame = this.#sockets.read(socket, data);
    if (!frame) return;
    if (frame.t === "hello") return this.#greet(socket, frame.seq);
    if (!isTexterOp(frame.op)) {
      const r = refuse("bad_request" as const, `There is no operation "${frame.op}"; please reload the app.`);
      return this.#sockets.send(socket, { t: "re", id: frame.id, r });
    }
    const performed = await this.#operations.perform(frame.op, frame.p ?? {});
    this.#sockets.send(socket, { t: "re", id: frame.id, r: performed.answer });
    this.#tellOthers(performed, socket);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    // 1005 and 1006 may not be sent back (docs/platform.md#objects-sockets).
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }

  async #greet(socket: WebSocket, seq: number): Promise<void> {
    await this.#settled();
    this.#sockets.greet(socket);
    // A starting app has nothing to catch up with: it asks for what its screen shows.
    if (seq > 0) {
      // A number from the future came from a desk that was lost since, so everything may be new to the app.
      const missed = this.#desk.changesAfter(seq > this.#desk.seq ? 0 : seq);
      const campaigns = missed.campaigns.map((each) => this.#operations.deskCampaign(each));
      const now = this.#desk.seq;
      for (let from = 0; from < missed.items.length; from += MOST_ITEMS_PER_FRAME) {
        const items = missed.items.slice(from, from + MOST_ITEMS_PER_FRAME);
        this.#sockets.send(socket, { t: "changes", seq, items, states: [], gone: [], campaigns: [] });
      }
      const requests = this.#requests.list();
      this.#sockets.send(socket, {
        t: "changes",
        seq: now,
        items: [],
        states: [],
        gone: missed.gone,
        campaigns,
        requests,
      });
    }
    this.#sockets.send(socket, { t: "ready", seq: this.#desk.seq });
  }

  #tellOthers(performed: Performed, except?: WebSocket): void {
    // The operation was under way when the suspension came, and may have brought contacts.
    if (this.#isSuspended) this.#schedule.set("suspended", Date.now());
    if (this.#desk.hasUnwritten) this.#writeBehind();
    if (performed.changed.length === 0 && performed.gone.length === 0) return;
    this.#broadcast(performed.changed, [], performed.gone, [], except);
  }

  #changed(items: DeskItem[], states: TextState[], gone: string[]): void {
    if (this.#desk.hasUnwritten) this.#writeBehind();
    if (items.length === 0 && states.length === 0 && gone.length === 0) return;
    this.#broadcast(items, states, gone, []);
  }

  #broadcast(
    items: DeskItem[],
    states: TextState[],
    gone: string[],
    changed: CampaignConfig[],
    except?: WebSocket,
    requests?: TextRequest[],
  ): void {
    if (!this.#sockets.hasOthers(except)) return;
    // Counts belong to the campaign, so an app that gets a contact also gets its campaign's counts.
    const ids = new Set(items.map((item) => item.campaignId));
    for (const id of gone) ids.add(id.slice(0, id.indexOf(".")));
    const configs = new Map(changed.map((config) => [config.campaignId, config]));
    for (const id of ids) {
      const config = this.#desk.campaign(id);
      if (config) configs.set(id, config);
    }
    const campaigns = Array.from(configs.values(), (config) => this.#operations.deskCampaign(config));
    const frame: ServerFrame = { t: "changes", seq: this.#desk.seq, items, states, gone, campaigns };
    if (requests) frame.requests = requests;
    this.#sockets.broadcast(frame, except);
  }

  #membership(): Membership {
    const { membership } = this.#sessions;
    if (!membership) throw new Error("nobody has signed in at this inbox yet");
    return membership;
  }

  get #isSuspended(): boolean {
    return this.#sessions.membership?.role === "SUSPENDED";
  }

  #takeBackUnsent(): Promise<void> {
    const [, personId = ""] = (this.ctx.id.name ?? "").split(".");
    return takeBackUnsent({
      personId,
      // A person who never signed in has no membership here; the alarm is cleared when the role changes.
      isSuspended: () => this.#sessions.membership === null || this.#isSuspended,
      campaignIds: () => this.#desk.campaigns().map((each) => each.campaignId),
      queueKeysOf: async (campaignId) => {
        const found = await this.#queuesOf(campaignId);
        return found.ok ? found.queueNos.map((queueNo) => queueKey(campaignId, queueNo)) : [];
      },
      queue: (key) => queueAt(this.env, key),
    });
  }

  /** Resolves when the desk is complete; after a crash that takes reading the queues once. */
  async #settled(): Promise<void> {
    if (this.#settling === null) {
      if (this.#desk.isComplete) return;
      this.#settling = this.#readAll(this.#desk.campaigns().map((each) => each.campaignId));
    }
    const settling = this.#settling;
    try {
      await settling;
    } finally {
      if (this.#settling === settling) this.#settling = null;
    }
  }

  async #readAll(campaignIds: readonly string[]): Promise<void> {
    await this.#readCampaigns(campaignIds);
    if (this.#sessions.membership) this.#desk.isReadAnew();
  }

  #startReadingCampaigns(campaignIds: string[]): void {
    this.#readCampaigns(campaignIds).catch((error: unknown) => this.#log("a campaign could not be read", error));
  }

  async #readCampaigns(campaignIds: readonly string[]): Promise<void> {
    const keys: string[] = [];
    for (const campaignId of campaignIds) {
      const found = await this.#queuesOf(campaignId);
      if (!found.ok) continue;
      this.#desk.putCampaign(found.config);
      keys.push(...found.queueNos.map((queueNo) => queueKey(campaignId, queueNo)));
    }
    await this.#readQueues(keys);
  }

  #queuesOf(campaignId: string) {
    // Not from the membership: an admin may give contacts to a person who has not signed in yet.
    const [orgId = "", personId = ""] = (this.ctx.id.name ?? "").split(".");
    return callObject(
      () => campaignAt(this.env, campaignId),
      (campaign) => campaign.queuesFor({ orgId, personId }),
    );
  }

  async #readQueues(keys: readonly string[]): Promise<void> {
    const membership = this.#sessions.membership;
    // Without a name no text can be rendered: the first sign-in reads everything.
    if (!membership) return this.#desk.mustBeReadAnew();
    const { personId, firstName, lastName, alias } = membership;
    await allInWaves(keys, async (key) => {
      const sinceSeq = this.#desk.seq;
      const items = await callObject(
        () => queueAt(this.env, key),
        (queue) => queue.deskOf({ texter: { personId, firstName, lastName, alias } }),
      );
      const { changed, gone } = this.#desk.replaceQueue(key, items, sinceSeq);
      this.#changed(changed, [], gone);
    });
  }

  #log(message: string, error: unknown): void {
    const { name } = this.ctx.id;
    console.error(JSON.stringify({ level: "error", object: "TexterInbox", key: name, message, error: String(error) }));
  }
}
