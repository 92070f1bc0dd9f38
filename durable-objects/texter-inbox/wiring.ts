/** An inbox's parts, how they notify each other, and what wakes them. Decisions are in the parts' own modules. */
import type { Env } from "../bindings/env.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Logger } from "../kit/log/log.ts";
import { may } from "../../domain/roles.ts";
import { isSimulation } from "../bindings/simulation.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { callObject } from "../kit/calls/retry.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import { TokenBucket } from "../kit/time/token-bucket.ts";
import { ownerOfId } from "../rpc/registered-ids.ts";
import { campaignAt, directoryFor, inventoryAt, lineAt, organizationAt, queueAt } from "../rpc/stubs.ts";
import type { Membership } from "../rpc/texter-inbox.ts";
import { ArchivedCampaigns } from "./desk/archived-campaigns.ts";
import { Desk } from "./desk/desk.ts";
import type { DeskChange } from "./desk/desk-change.ts";
import { DeskReader } from "./desk/desk-reader.ts";
import { TeamWaiting } from "./desk/team-waiting.ts";
import { Operations } from "./desk/operations.ts";
import { DirectDeskStore } from "./direct/direct-desk.ts";
import { DirectOperations } from "./direct/direct-operations.ts";
import { NumberGrants } from "./direct/number-grants.ts";
import { Frames } from "./frames.ts";
import { CallThrottle } from "./people/call-throttle.ts";
import { WatchedCampaigns } from "./people/watched-campaigns.ts";
import { Activity } from "./people/activity.ts";
import { Sessions } from "./people/sessions.ts";
import { takeBackUnsent } from "./people/suspension.ts";
import { HandOut } from "./requests/hand-out.ts";
import { RequestOperations } from "./requests/request-operations.ts";
import { Requests } from "./requests/requests.ts";
import { INBOX_MIGRATIONS } from "./schema.ts";
import { Sockets } from "./sockets.ts";

/** The projection is written this long after a change: one commit for everything that happened meanwhile. */
const WRITE_BEHIND_MS = 5_000;
/** Sends at once, as a multiple of the sends per second. */
const BURST_FACTOR = 4;
/** An approved request whose hand-out was interrupted is taken up again after this long. */
const HAND_OUT_AGAIN_MS = 5_000;

export class InboxParts {
  readonly log: Logger;
  readonly desk: Desk;
  readonly teamWaiting: TeamWaiting;
  readonly archived: ArchivedCampaigns;
  readonly reader: DeskReader;
  readonly sessions: Sessions;
  readonly calls: CallThrottle;
  readonly watched: WatchedCampaigns;
  readonly activity: Activity;
  readonly sockets: Sockets;
  readonly frames: Frames;
  readonly operations: Operations;
  readonly schedule: AlarmSchedule;
  readonly recorder: Recorder;
  readonly requests: Requests;
  readonly handOut: HandOut;
  readonly asking: RequestOperations;
  readonly direct: DirectDeskStore;
  readonly grants: NumberGrants;
  readonly #writeBehind: () => void;
  readonly #env: Env;
  /** `organization.person`. */
  readonly #key: string;

  constructor(ctx: DurableObjectState, env: Env) {
    this.#env = env;
    this.#key = ctx.id.name ?? "";
    this.log = createLogger({ object: "TexterInbox", key: this.#key });
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    const key = this.#key;
    const campaign = (campaignId: string) => campaignAt(env, campaignId);
    const queue = (queueKey: string) => queueAt(env, queueKey);
    migrate(sql, INBOX_MIGRATIONS);
    this.sessions = new Sessions(sql, now);
    const perSecond = Number(env.TEXTER_SENDS_PER_SECOND);
    this.calls = new CallThrottle(perSecond, now);
    this.activity = new Activity(sql, now);
    this.desk = new Desk(sql);
    this.teamWaiting = new TeamWaiting(sql);
    this.archived = new ArchivedCampaigns(sql, now);
    this.sockets = new Sockets(ctx);
    this.recorder = new Recorder({
      object: "TexterInbox",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: key.slice(0, key.indexOf(".")), campaignId: null }),
      events: env.POSTGRES_EVENTS,
      log: this.log,
    });
    this.schedule = this.recorder.schedule;
    this.watched = new WatchedCampaigns({
      sql,
      watcher: () => ({ orgId: key.slice(0, key.indexOf(".")), personId: key.slice(key.indexOf(".") + 1) }),
      mayWatch: () => may(this.sessions.membership?.role ?? "SUSPENDED", "administer"),
      campaign,
      checkSoon: () => this.schedule.set("watched", Date.now()),
    });
    this.reader = new DeskReader({
      desk: this.desk,
      key,
      membership: () => this.sessions.membership,
      campaign,
      queue,
      onChange: (change) => this.changed(change),
      onFault: this.log.fault,
    });
    this.requests = new Requests({
      sql,
      now,
      membership: () => this.sessions.membership,
      record: (events) => this.recorder.record(events),
      onChange: () => this.frames.broadcast({ requests: this.requests.list() }),
    });
    const service = () => {
      const { orgId, personId, role } = this.#membership();
      return organizationAt(env, orgId).serviceFor({ personId, role });
    };
    this.handOut = new HandOut({
      requests: this.requests,
      isSuspended: () => this.isSuspended,
      campaigns: async () => (await service()).campaignIds,
      take: async (request) => {
        const { answer, changes } = await this.operations.taking.handOut(request);
        this.changed(changes);
        return answer;
      },
    });
    this.asking = new RequestOperations({
      requests: this.requests,
      handOut: this.handOut,
      membership: () => this.#membership(),
      service,
      campaign: (campaignId) => this.desk.campaign(campaignId),
      counts: (campaignId) => this.desk.counts(campaignId),
      planHandOut: () => this.schedule.setIfEarlier("hand-out", now() + HAND_OUT_AGAIN_MS),
    });
    const throttle = new TokenBucket({ ratePerSecond: perSecond, burst: perSecond * BURST_FACTOR });
    const ids = () => ({ orgId: key.slice(0, key.indexOf(".")), personId: key.slice(key.indexOf(".") + 1) });
    const line = (number: string) => lineAt(env, ids().orgId, number);
    this.direct = new DirectDeskStore(sql);
    this.grants = new NumberGrants({
      sql,
      now,
      person: ids,
      inventory: (pool, areaCode) => inventoryAt(env, pool, areaCode),
      line,
      numbers: () => this.direct.shown().numbers,
      wakeBy: (atMs) => this.schedule.setIfEarlier("numbers", atMs),
      onFault: this.log.fault,
    });
    const direct = new DirectOperations({
      desk: this.direct,
      now,
      personId: () => ids().personId,
      line,
      look: (cell) =>
        callObject(
          () => directoryFor(env, ids().orgId, cell),
          (directory) => directory.numberNow({ orgId: ids().orgId, cell }),
        ),
      phoneService: () =>
        callObject(
          () => organizationAt(env, ids().orgId),
          (organization) => organization.phoneService(),
        ),
      throttle,
      isSimulation: isSimulation(env),
    });
    this.operations = new Operations({
      desk: this.desk,
      now,
      membership: () => this.#membership(),
      campaign,
      queue,
      knows: async (campaignId) => {
        const { orgId, isComplete } = await ownerOfId(env, campaignId);
        if (orgId === null) return isComplete ? "no" : "unsure";
        return orgId === this.#membership().orgId ? "yes" : "no";
      },
      throttle,
      direct,
      requests: this.asking,
      archived: () => this.archived.all(),
      teamWaiting: (campaignId) => this.teamWaiting.of(campaignId),
      withoutLaw: isSimulation(env),
      onAct: (op) => this.activity.note(op),
      onSent: () => {
        this.requests.countText();
        this.#writeBehind();
      },
      settled: () => this.reader.settled(),
      onFault: this.log.fault,
      later: (work) => {
        work.catch((error: unknown) => this.log.fault("background_work_failed", error));
      },
    });
    this.frames = new Frames({
      desk: this.desk,
      sockets: this.sockets,
      requests: () => this.requests.list(),
      direct: () => this.direct.shown(),
      deskCampaign: (config) => this.operations.deskCampaign(config),
    });
    this.#writeBehind = coalesce(
      () => {
        this.desk.flush();
        this.requests.flush();
      },
      WRITE_BEHIND_MS,
      { onError: (error) => this.log.fault("desk_not_written", error) },
    );
    this.recorder.arm();
  }

  /** Written behind, and sent to every socket but the one that has it as an answer. */
  changed(change: DeskChange, except?: WebSocket): void {
    // What was under way when a suspension came may have brought contacts.
    if (this.isSuspended && change.items?.length) this.schedule.set("suspended", Date.now());
    if (this.desk.hasUnwritten) this.#writeBehind();
    this.frames.broadcast(change, except);
  }

  #membership(): Membership {
    const { membership } = this.sessions;
    if (!membership) throw new Error("nobody has signed in at this inbox yet");
    return membership;
  }

  get isSuspended(): boolean {
    return this.sessions.isSuspended;
  }

  sessionEnded(sessionId: string): void {
    this.sockets.closeAll(4401, sessionId);
    this.watched.changed();
  }

  /** In the block that stores the role, so that no stop comes between a suspension and what follows from it. */
  roleChanged(): void {
    this.watched.changed();
    if (!this.isSuspended) return this.schedule.clear("suspended");
    this.schedule.set("suspended", Date.now());
    this.requests.rejectAll("Your account is suspended.");
    this.sockets.closeAll(4403);
  }

  /** Of a suspended texter: unsent contacts go back to their campaigns. */
  takeBackUnsent(): Promise<void> {
    const [, personId = ""] = this.#key.split(".");
    return takeBackUnsent({
      personId,
      isSuspended: () => this.isSuspended,
      campaignIds: () => this.desk.campaigns().map((each) => each.campaignId),
      queueKeysOf: async (campaignId) => {
        const found = await this.reader.queuesOf(campaignId);
        return found.ok ? found.queueKeys : [];
      },
      queue: (key) => queueAt(this.#env, key),
    });
  }
}
