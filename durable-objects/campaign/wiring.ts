/**
 * A campaign's parts and what wakes them. Decisions are in the parts' own modules; the calls that others may make are in
 * campaign.ts.
 */
import type { CampaignFrame } from "../../domain/campaigns/campaign.ts";
import { roleAtLeast } from "../../domain/statuses.ts";
import type { Env } from "../bindings/env.ts";
import { callObject } from "../kit/calls/retry.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Logger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { Tries } from "../kit/jobs/tries.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import type { ObjectPart } from "../kit/time/object-part.ts";
import { inboxOf, inventoryAt, organizationAt, queueAt } from "../rpc/stubs.ts";
import { AdminSockets } from "./admin-sockets.ts";
import type { Watcher } from "./admin-sockets.ts";
import { archiveProgress, isBeingArchived } from "./archive/archive-record.ts";
import { Archives } from "./archive/archives.ts";
import { Admission } from "./assignment/admission.ts";
import { Assignments } from "./assignment/assignments.ts";
import { TeamNews } from "./assignment/team-news.ts";
import { CampaignQueues } from "./campaign-queues.ts";
import { carrierOfCampaign } from "./numbers/carrier-of-campaign.ts";
import { DraftNumberCalls } from "./numbers/draft-number-calls.ts";
import { LATE_SERVICES_ALARM, NumbersOfCampaign, SETUP_ALARM } from "./numbers/number-setup.ts";
import { OwnNumbers } from "./numbers/own-numbers.ts";
import { DraftReservations, NUMBERS_ALARM } from "./numbers/reserved-numbers.ts";
import { ContactImports } from "./contacts/contact-imports.ts";
import { Lifecycle } from "./lifecycle/lifecycle.ts";
import { spreadOf } from "./lifecycle/spread.ts";
import { completeNumbers } from "./older-numbers.ts";
import { CAMPAIGN_MIGRATIONS } from "./schema.ts";
import { CampaignState } from "./state.ts";

const FRAME_AFTER_MS = 300;

export class CampaignParts {
  readonly log: Logger;
  readonly state: CampaignState;
  readonly recorder: Recorder;
  readonly sockets: AdminSockets;
  readonly queues: CampaignQueues;
  readonly admission: Admission;
  readonly assignments: Assignments;
  readonly teamNews: TeamNews;
  /** Of the organization; null: its object has not been given them yet. */
  readonly teamIds: (orgId: string) => Promise<string[] | null>;
  readonly imports: ContactImports;
  readonly lifecycle: Lifecycle;
  readonly archives: Archives;
  readonly reservations: DraftReservations;
  /** What admins do with a draft's numbers. */
  readonly draftNumbers: DraftNumberCalls;
  /** The numbers of the started campaign. */
  readonly numbers: NumbersOfCampaign;
  readonly ownNumbers: OwnNumbers;
  /** Shows watching admins the numbers, a little later and once for everything that changes meanwhile. */
  readonly showNumbers: () => void;
  readonly #parts: ObjectPart[];

  constructor(ctx: DurableObjectState, env: Env) {
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    const key = ctx.id.name ?? "";
    const log = createLogger({ object: "Campaign", key });
    this.log = log;
    migrate(sql, CAMPAIGN_MIGRATIONS);
    const state = new CampaignState(sql, key);
    this.state = state;
    this.recorder = new Recorder({
      object: "Campaign",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: state.info?.orgId ?? "", campaignId: key }),
      events: env.POSTGRES_EVENTS,
      log,
    });
    const { schedule } = this.recorder;
    const tries = new Tries({ sql, now });
    const broadcast = (frame: CampaignFrame) => this.sockets.broadcast(frame);
    const queue = (queueKey: string) => queueAt(env, queueKey);
    const inbox = (orgId: string, personId: string) => inboxOf(env, orgId, personId);
    this.sockets = new AdminSockets({ ctx, now, ask: (watcher) => askWatcher(env, watcher), onFault: log.fault });
    this.showNumbers = coalesce(() => broadcast(this.numbersFrame()), FRAME_AFTER_MS);
    this.queues = new CampaignQueues({ state, queue });
    this.imports = new ContactImports({ env, state, schedule, tries, broadcast, onFault: log.fault });
    const ownOrgId = () => state.info?.orgId ?? "";
    const holder = () => ({ kind: "campaign" as const, orgId: ownOrgId(), campaignId: key });
    const inventory = (pool: string, areaCode: string) => inventoryAt(env, pool, areaCode);
    const isDraft = () => state.info?.status === "DRAFT" && state.info.discarded !== true;
    this.reservations = new DraftReservations({ sql, schedule, now, holder, inventory, isDraft });
    this.draftNumbers = new DraftNumberCalls({ state, reservations: this.reservations });
    this.ownNumbers = new OwnNumbers(sql);
    this.numbers = new NumbersOfCampaign({
      own: this.ownNumbers,
      schedule,
      tries,
      now,
      orgId: ownOrgId,
      holder,
      inventory,
      queueKey: (queueNo) => state.key(queueNo),
      publicOrigin: env.PUBLIC_ORIGIN,
      carrier: () => carrierOfCampaign(env, ownOrgId(), state.info?.carrierAccountSid ?? null, now()),
      onReady: (services) => this.lifecycle.numbersReady(services),
      publish: (setup) => broadcast({ t: "number_setup", setup }),
      onFault: log.fault,
    });
    this.lifecycle = new Lifecycle({
      reservations: this.reservations,
      ownNumbers: this.numbers,
      state,
      schedule,
      tries,
      now,
      record: (events) => this.recorder.record(events),
      queue,
      inbox,
      announce: (orgId, campaign) => organizationAt(env, orgId).storeCampaign(campaign),
      broadcast,
      onFault: log.fault,
    });
    const onJoined = () => {
      this.showNumbers();
      this.teamNews.joined();
    };
    this.teamIds = (orgId) => organizationAt(env, orgId).teamIds();
    this.teamNews = new TeamNews({
      state,
      membersOf: (orgId, teamIds) => organizationAt(env, orgId).membersOf({ teamIds }),
      inbox,
      now,
      wakeAt: (atMs) => schedule.setIfEarlier("teams", atMs),
    });
    this.admission = new Admission({
      state,
      now,
      teamsOf: (orgId, personId) => organizationAt(env, orgId).teamsOf({ personId }),
      onJoined,
    });
    this.assignments = new Assignments({
      state,
      queues: this.queues,
      inbox,
      now,
      isBeingArchived: () => isBeingArchived(sql),
      wakeAt: (atMs) => schedule.setIfEarlier("assigned", atMs),
      onJoined,
      onFault: log.fault,
    });
    this.archives = new Archives({
      env,
      state,
      schedule,
      tries,
      onFault: log.fault,
      becomeArchived: () => this.lifecycle.becomeArchived(),
      clearDesks: async () => {
        await this.imports.dropUploads();
        await this.lifecycle.notifyTexters();
      },
      publish: (progress) => broadcast({ t: "archive", progress }),
    });
    this.#parts = [
      { alarm: "import", wake: () => this.imports.run() },
      { alarm: "uploads", wake: () => this.imports.sweep() },
      { alarm: "configure", wake: () => this.lifecycle.spreadByAlarm() },
      { alarm: "notify", wake: () => this.lifecycle.notifyTexters() },
      { alarm: "announce", wake: () => this.lifecycle.announce() },
      { alarm: "teams", wake: () => this.teamNews.run() },
      { alarm: "assigned", wake: () => this.assignments.notifyByAlarm() },
      { alarm: "archive", wake: () => this.archives.run() },
      { alarm: NUMBERS_ALARM, wake: () => this.reservations.run() },
      { alarm: SETUP_ALARM, wake: () => this.numbers.run() },
      { alarm: LATE_SERVICES_ALARM, wake: () => this.numbers.deleteLate() },
    ];
    this.recorder.arm();
    void completeNumbers({ state, queues: this.queues, onStored: this.showNumbers, onFault: log.fault });
  }

  wake(): Promise<void> {
    return this.recorder.wake(this.#parts);
  }

  /** The draft was edited: its reservation of numbers lasts a day from now. A failure costs only that. */
  renewNumbers(orgId: string): void {
    this.draftNumbers.renew({ orgId }).catch((error: unknown) => this.log.fault("numbers_not_renewed", error));
  }

  numbersFrame(): CampaignFrame {
    return { t: "numbers", numbers: this.state.numbers(), texters: this.state.texterCount() };
  }

  /** What a page shows as soon as it watches. */
  openingFrames(): CampaignFrame[] {
    const frames: CampaignFrame[] = [this.numbersFrame()];
    const progress = this.state.lastImport();
    if (progress) frames.push({ t: "import", progress });
    frames.push({ t: "spread", spread: spreadOf(this.state) });
    const setup = this.ownNumbers.progress();
    if (setup) frames.push({ t: "number_setup", setup });
    const archive = archiveProgress(this.state.sql);
    if (archive) frames.push({ t: "archive", progress: archive });
    return frames;
  }
}

/** Why an admin's socket ends, if it does: their role and session are live in their inbox. */
async function askWatcher(env: Env, { orgId, personId, sessionId }: Watcher) {
  const checked = await callObject(
    () => inboxOf(env, orgId, personId),
    (inbox) => inbox.check({ sessionId }),
  );
  if (!checked.ok) return checked.reason === "suspended" ? 4403 : 4401;
  // A new texter gets the texter's screens by signing in.
  return roleAtLeast(checked.membership.role, "ADMIN") ? null : 4401;
}
