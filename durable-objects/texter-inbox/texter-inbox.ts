/**
 * `TexterInbox` (key `organization.person`): a texter's desk, sessions and sockets. It checks permissions and answers
 * from its copies; conversations belong to the queues (docs/architecture.md#objects). A thin shell: wiring here, decisions
 * in the modules beside it.
 */
import { DurableObject } from "cloudflare:workers";
import { refuse } from "../../domain/outcome.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import { isTexterOp } from "../../domain/texter-app/texter.ts";
import type { TexterOp } from "../../domain/texter-app/texter.ts";
import type { Env } from "../bindings/env.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type { StoredRange } from "../rpc/requests.ts";
import type {
  AdmitRequest,
  CheckRequest,
  DecideTextRequest,
  DeskUpdate,
  DirectChangedRequest,
  GiveNumberRequest,
  OwnNumber,
  PasswordChangedRequest,
  SetRoleRequest,
  TeamWaitsRequest,
  TexterInboxRpc,
} from "../rpc/texter-inbox.ts";
import { InboxParts } from "./wiring.ts";

export class TexterInbox extends DurableObject<Env> implements TexterInboxRpc {
  readonly #parts: InboxParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#parts = new InboxParts(ctx, env);
  }

  override async alarm(): Promise<void> {
    await this.#parts.recorder.wake([
      { alarm: "hand-out", wake: () => this.#parts.handOut.runAll() },
      { alarm: "watched", wake: () => this.#parts.watched.checkAll() },
      { alarm: "numbers", wake: () => this.#parts.grants.goOn() },
      { alarm: "suspended", wake: () => this.#parts.takeBackUnsent() },
    ]);
  }

  decideRequest(decision: DecideTextRequest) {
    return this.#parts.asking.decide(decision);
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  admit(request: AdmitRequest) {
    const { sessions } = this.#parts;
    const { passwordVersion = sessions.passwordVersion } = request;
    if (passwordVersion < sessions.passwordVersion) {
      return refuse("password_changed" as const, "The password was changed meanwhile; sign in with the new one.");
    }
    const isNews = sessions.admit({ ...request, passwordVersion });
    // A sign-in may know of a new password before its copy comes.
    this.passwordChanged({ version: passwordVersion });
    if (isNews) this.#parts.roleChanged();
    return { ok: true as const };
  }

  passwordChanged({ version }: PasswordChangedRequest): CopyTaken {
    for (const sessionId of this.#parts.sessions.setPassword(version)) this.#parts.sessionEnded(sessionId);
    return { version: this.#parts.sessions.passwordVersion };
  }

  check({ sessionId, counts = false, watches }: CheckRequest) {
    const checked = this.#parts.sessions.check(sessionId);
    if (watches !== undefined && checked.ok) this.#parts.watched.add(watches);
    return (checked.ok && counts && this.#parts.calls.refusal()) || checked;
  }

  signOut({ sessionId }: { sessionId: string }): void {
    this.#parts.sessions.end(sessionId);
    this.#parts.sessionEnded(sessionId);
  }

  setRole({ role, version }: SetRoleRequest): CopyTaken {
    const { sessions } = this.#parts;
    if (sessions.setRole({ role, version })) this.#parts.roleChanged();
    return { version: sessions.roleVersion };
  }

  async perform({ sessionId, op, params }: { sessionId: string; op: TexterOp; params: unknown }) {
    const checked = this.#parts.sessions.check(sessionId);
    if (!checked.ok) return checked;
    const tooFast = this.#parts.calls.refusal();
    if (tooFast) return tooFast;
    const { answer, changes } = await this.#parts.operations.perform(op, params);
    this.#parts.changed(changes);
    return answer;
  }

  async update({ items, states, gone, stale, queueKey }: DeskUpdate): Promise<void> {
    this.#parts.changed({
      items: items.flatMap((item) => this.#parts.desk.put(item) ?? []),
      states: states.filter((state) => this.#parts.desk.apply(state)),
      gone: gone
        .filter(({ contactId, version }) => this.#parts.desk.remove(contactId, version))
        .map(({ contactId }) => contactId),
    });
    // Acknowledged once it is read; otherwise the queue sends it again.
    if (stale) await this.#parts.reader.readQueues([queueKey]);
    else this.#parts.reader.lookForMissed(queueKey, states);
  }

  campaignChanged({ config }: { config: CampaignConfig }): void {
    const { campaignId, scriptVersion, status } = config;
    const before = this.#parts.desk.campaign(campaignId);
    if (!before) return;
    if (status === "ARCHIVED") {
      // For good: nothing of it stays on the desk. Apps get its state too, so that they can say why.
      this.#parts.teamWaiting.set(campaignId, 0);
      this.#parts.archived.add(config);
      return this.#parts.changed({ gone: this.#parts.desk.forgetCampaign(campaignId), campaigns: [config] });
    }
    if (!this.#parts.desk.putCampaign(config)) return;
    this.#parts.changed({ campaigns: [config] });
    if (before.scriptVersion === scriptVersion) return;
    // Another script makes other first texts: the queues render them anew.
    this.#parts.reader
      .readCampaigns([campaignId])
      .catch((error: unknown) => this.#parts.log.fault("campaign_not_read", error));
  }

  /** The campaign comes last: until the desk knows it, the Campaign calls again. */
  async assigned({ campaignId }: { campaignId: string }): Promise<void> {
    if (this.#parts.desk.campaign(campaignId)) return;
    const found = await this.#parts.reader.queuesOf(campaignId);
    if (!found.ok) return;
    await this.#parts.reader.readQueues(found.queueKeys);
    if (this.#parts.desk.putCampaign(found.config)) this.#parts.changed({ campaigns: [found.config] });
    if (this.#parts.isSuspended) this.#parts.schedule.set("suspended", Date.now());
  }

  /** A desk that does not know the campaign yet shows the number with it. */
  teamWaits({ campaignId, waiting }: TeamWaitsRequest): void {
    if (!this.#parts.teamWaiting.set(campaignId, waiting)) return;
    const config = this.#parts.desk.campaignIsNew(campaignId);
    if (config) this.#parts.changed({ campaigns: [config] });
  }

  directChanged(change: DirectChangedRequest): void {
    const { direct } = this.#parts;
    if (direct.take(change)) this.#parts.changed({ direct: direct.shown() });
  }

  ownNumbers(): OwnNumber[] {
    return this.#parts.grants.own();
  }

  giveNumber(request: GiveNumberRequest) {
    return this.#parts.grants.give(request);
  }

  takeNumber(request: { number: string; pool: string }): Promise<void> {
    return this.#parts.grants.take(request);
  }

  rebuild({ campaignIds }: { campaignIds: string[] }) {
    return this.#parts.reader.rebuild(campaignIds);
  }

  /** What a queue asks about here is known there from this answer on. */
  leasesUnknown({ requestIds }: { requestIds: string[] }): string[] {
    return requestIds.filter((id) => this.#parts.desk.leases.taken(id) === null);
  }

  activeAt(): number | null {
    return this.#parts.activity.atMs;
  }

  /** The socket's way in; the edge has verified the cookie and put the session's id into a header of its own. */
  override async fetch(request: Request): Promise<Response> {
    const sessionId = request.headers.get("x-session-id") ?? "";
    const checked = this.#parts.sessions.check(sessionId);
    if (!checked.ok) return Response.json(checked, { status: checked.reason === "suspended" ? 403 : 401 });
    if (this.#parts.calls.refusal()) return this.#parts.sockets.acceptNone(4430);
    return this.#parts.sockets.accept(sessionId);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const checked = this.#parts.sessions.check(this.#parts.sockets.sessionOf(socket));
    if (!checked.ok) return this.#parts.sockets.close(socket, checked.reason === "suspended" ? 4403 : 4401);
    const frame = this.#parts.sockets.read(socket, data);
    if (!frame) return;
    const tooFast = this.#parts.calls.refusal();
    if (frame.t === "hello") {
      // It is answered with all that the app missed, and has no number to answer "later" to: the app comes again.
      if (tooFast) return this.#parts.sockets.close(socket, 4430);
      try {
        await this.#parts.reader.settled();
      } catch (fault) {
        // A queue does not answer now. Neither greeted nor closed, the app would wait on an open socket.
        this.#parts.log.fault("desk_not_read", fault);
        return this.#parts.sockets.close(socket, 4430);
      }
      return this.#parts.frames.greet(socket, frame.seq);
    }
    if (tooFast) return this.#parts.sockets.send(socket, { t: "re", id: frame.id, r: tooFast });
    if (!isTexterOp(frame.op)) {
      const r = refuse("bad_request" as const, `There is no operation "${frame.op}"; please reload the app.`);
      return this.#parts.sockets.send(socket, { t: "re", id: frame.id, r });
    }
    const { answer, changes } = await this.#parts.operations.perform(frame.op, frame.p ?? {});
    this.#parts.sockets.send(socket, { t: "re", id: frame.id, r: answer });
    this.#parts.changed(changes, socket);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    // 1005 and 1006 may not be sent back (docs/platform.md#objects-sockets).
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }
}
