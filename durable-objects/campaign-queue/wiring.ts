/**
 * A queue's parts, how they notify each other, and what wakes them. Decisions are in the parts' own modules; the calls
 * that others may make are in campaign-queue.ts.
 */
import type { Env } from "../bindings/env.ts";
import { keepFile } from "../bindings/carrier.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Logger } from "../kit/log/log.ts";
import { isSimulation } from "../bindings/simulation.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { campaignAt, directoryFor, inboxOf, organizationAt } from "../rpc/stubs.ts";
import { accountLink } from "./sending/account-link.ts";
import { Answers } from "./opt-outs/confirmations.ts";
import { CarrierLink } from "./sending/carrier-link.ts";
import { chooseCarrier } from "./sending/choose-carrier.ts";
import type { ChosenCarrier } from "./sending/choose-carrier.ts";
import { numbersOf } from "./store/counters.ts";
import { Desks } from "./assignment/desks.ts";
import { DirectoryLink } from "./opt-outs/directory-link.ts";
import { nextLookAtMs, releaseIdle, sweep } from "./assignment/holdings.ts";
import { MediaFetcher } from "./conversations/media.ts";
import {
  confirmLease,
  dropLease,
  forgetOldLeases,
  hasUnconfirmedLeases,
  LEASE_CONFIRM_MS,
  unconfirmedLeases,
} from "./assignment/leases.ts";
import { allPublished, publishSome, PUBLISH_EVERY_MS } from "./store/publish.ts";
import { MIGRATIONS } from "./store/schema.ts";
import { Sender } from "./sending/sender.ts";
import { QueueStore } from "./store/store.ts";
import { nextLookUpAtMs } from "./undecided/unknowns.ts";
import { sendingBecomesUnknown } from "./sending/waves.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type { CampaignQueueRpc } from "../rpc/campaign-queue.ts";

const COUNTERS_AFTER_MS = 1_000;
/** An alarm wakes the sender when memory was lost between accepting and carrying. */
const SEND_ALARM_MS = 5_000;

export class QueueParts {
  readonly key: string;
  readonly log: Logger;
  readonly schedule: AlarmSchedule;
  readonly recorder: Recorder;
  readonly store: QueueStore;
  readonly desks: Desks;
  readonly sender: Sender;
  readonly chosen: ChosenCarrier;
  readonly carrier: CarrierLink;
  readonly directory: DirectoryLink;
  readonly answers: Answers;
  readonly media: MediaFetcher;
  readonly tellCampaign: () => void;
  readonly #env: Env;

  /** @param ways by which the carrier's webhooks come; what a simulation makes up comes by them, too */
  constructor(ctx: DurableObjectState, env: Env, ways: Pick<CampaignQueueRpc, "receive" | "deliveryReports">) {
    this.#env = env;
    this.key = ctx.id.name ?? "";
    this.log = createLogger({ object: "CampaignQueue", key: this.key });
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, MIGRATIONS);
    this.recorder = new Recorder({
      object: "CampaignQueue",
      key: this.key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: this.store.config?.orgId ?? "", campaignId: this.store.config?.campaignId ?? "" }),
      events: env.POSTGRES_EVENTS,
      log: this.log,
    });
    this.schedule = this.recorder.schedule;
    this.store = new QueueStore({
      key: this.key,
      sql,
      now,
      withoutLaw: isSimulation(env),
      record: (events) => {
        this.recorder.record(events);
        this.tellCampaign();
      },
      tell: (news) => this.desks.add(news),
    });
    this.chosen = chooseCarrier(env, {
      store: this.store,
      settings: () => organizationAt(env, this.config().orgId).simulation(),
      ...ways,
      phoneGot: (texts) => organizationAt(env, this.config().orgId).phoneGot({ texts }),
      wakeAt: (atMs) => this.schedule.setIfEarlier("simulation", atMs),
      onFault: this.log.fault,
    });
    const { carrier } = this.chosen;
    this.carrier = new CarrierLink(this.store, carrier, {
      sidsTo: (cell) => this.directory.sidsTo(cell),
      claim: (text, sid) => this.directory.claim(text, sid),
    });
    this.directory = new DirectoryLink({
      store: this.store,
      directory: (orgId, cell) => directoryFor(env, orgId, cell),
      wakeAt: (atMs) => this.schedule.setIfEarlier("opt-outs", atMs),
      onDecided: () => this.answers.soon(),
      onFault: this.log.fault,
    });
    this.answers = new Answers({
      store: this.store,
      texts: () => organizationAt(env, this.config().orgId).automaticTexts(),
      wakeAt: (atMs) => this.schedule.setIfEarlier("answers", atMs),
      onQueued: () => this.kickSender(),
      onFault: this.log.fault,
    });
    this.media = new MediaFetcher({
      store: this.store,
      fetch: (path) => carrier.fetchMedia(path),
      keep: keepFile(env),
      wakeAt: (atMs) => this.schedule.set("media", atMs),
      onFault: this.log.fault,
    });
    this.desks = new Desks({
      store: this.store,
      inbox: (personId) => inboxOf(env, this.config().orgId, personId),
      onFault: this.log.fault,
    });
    this.sender = new Sender({
      store: this.store,
      carry: (text) => this.carrier.carry(text),
      account: accountLink(this.store, carrier),
      lookUpAfterMs: this.carrier.lookUpAfterMs,
      wakeAt: (atMs) => this.schedule.set("send", atMs),
      onWords: () => this.directory.tellSoon(),
      onUnknown: () => this.planLookUp(),
      onFault: this.log.fault,
    });
    this.tellCampaign = coalesce(() => this.#sendCounters(), COUNTERS_AFTER_MS, {
      onError: (error) => this.log.fault("counters_not_taken", error),
    });
  }

  /** Memory is a cache: work that a stop interrupted is found in the tables and resumed. */
  recover(): void {
    this.recorder.arm();
    if (!this.store.config) return;
    this.chosen.recover?.();
    if (sendingBecomesUnknown(this.store, this.carrier.lookUpAfterMs) > 0) this.planLookUp();
    if (this.store.desksBehind) this.desks.allAreStale();
    if (this.store.counters.QUEUED > 0) this.sender.kick();
    if (this.store.version > 0) this.tellCampaign();
  }

  /** What the object's alarm calls. */
  async wake(): Promise<void> {
    await this.recorder.wake([
      { alarm: "send", wake: () => this.#wakeSender() },
      { alarm: "unknowns", wake: () => this.#resolveUnknowns() },
      { alarm: "leases", wake: () => this.#askAboutLeases() },
      { alarm: "holdings", wake: () => this.#lookAfterHoldings() },
      { alarm: "opt-outs", wake: () => this.directory.tellOwed() },
      { alarm: "answers", wake: () => this.answers.run() },
      { alarm: "media", wake: () => this.media.soon() },
      { alarm: "simulation", wake: () => this.chosen.simulate?.() },
      { alarm: "desks", wake: () => this.#checkDesks() },
      { alarm: "publish", wake: () => this.#publish() },
    ]);
  }

  config(): CampaignConfig {
    const { config } = this.store;
    if (!config) throw new Error(`The queue ${this.key} was not configured by its campaign.`);
    return config;
  }

  kickSender(): void {
    if (this.store.counters.QUEUED === 0) return;
    this.schedule.setIfEarlier("send", Date.now() + SEND_ALARM_MS);
    this.sender.kick();
  }

  /** Only wakes the sender: an alarm as long as the sending would hold up all others. */
  #wakeSender(): void {
    // `configure` ends a pause.
    if (this.store.counters.QUEUED === 0 || this.store.config?.paused) return;
    this.sender.kick(0);
    this.schedule.setIfEarlier("send", Date.now() + SEND_ALARM_MS);
  }

  planLookUp(): void {
    const atMs = nextLookUpAtMs(this.store);
    if (atMs !== null) this.schedule.setIfEarlier("unknowns", atMs);
  }

  async #resolveUnknowns(): Promise<void> {
    this.actOn(await this.carrier.resolveUnknowns());
    this.planLookUp();
  }

  actOn({ requeued, owesWords }: { requeued: number | boolean; owesWords: boolean }): void {
    if (requeued) this.kickSender();
    if (owesWords) this.directory.tellSoon();
  }

  async #askAboutLeases(): Promise<void> {
    const { orgId } = this.config();
    for (const [personId, requestIds] of unconfirmedLeases(this.store, Date.now())) {
      const unknown = await inboxOf(this.#env, orgId, personId).leasesUnknown({ requestIds });
      for (const requestId of requestIds) {
        if (unknown.includes(requestId)) dropLease(this.store, requestId);
        else confirmLease(this.store, requestId);
      }
    }
    if (hasUnconfirmedLeases(this.store)) this.schedule.setIfEarlier("leases", Date.now() + LEASE_CONFIRM_MS);
  }

  #publish(): void {
    if (publishSome(this.store, this.recorder.unconfirmed)) {
      this.schedule.set("publish", Date.now() + PUBLISH_EVERY_MS);
    }
  }

  /** Batches that Postgres has not confirmed, and whether contacts are left to record. */
  unconfirmed(): number {
    return this.recorder.unconfirmed + (allPublished(this.store) ? 0 : 1);
  }

  /** Unsent contacts of idle texters and late replies go back. */
  #lookAfterHoldings(): void {
    forgetOldLeases(this.store);
    const moved = releaseIdle(this.store) + sweep(this.store);
    const atMs = moved > 0 ? Date.now() : nextLookAtMs(this.store);
    if (atMs !== null) this.schedule.setIfEarlier("holdings", atMs);
  }

  /** Once every desk is up to date, a restart need not tell them to read again. */
  #checkDesks(): void {
    if (!this.store.desksBehind) return;
    if (this.desks.isIdle) this.store.desksAreUpToDate();
    else this.schedule.setIfEarlier("desks", Date.now() + SEND_ALARM_MS);
  }

  async #sendCounters(): Promise<void> {
    const lookAtMs = nextLookAtMs(this.store);
    if (lookAtMs !== null) this.schedule.setIfEarlier("holdings", lookAtMs);
    const { campaignId } = this.config();
    const queueNo = Number(this.key.slice(this.key.lastIndexOf(".") + 1));
    await campaignAt(this.#env, campaignId).storeCounters({ queueNo, ...this.counters() });
    if (this.store.desksBehind) this.schedule.setIfEarlier("desks", Date.now() + SEND_ALARM_MS);
  }

  /** The queue's numbers for its campaign; absolute, so that a repetition does no harm. */
  counters() {
    return { version: this.store.version, numbers: numbersOf(this.store.counters) };
  }
}
