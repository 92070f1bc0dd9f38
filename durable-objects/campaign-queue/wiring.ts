/**
 * A queue's parts, how they notify each other, and what wakes them. Decisions are in the parts' own modules; the calls
 * that others may make are in campaign-queue.ts.
 */
import { picturePath } from "../../domain/messages/media.ts";
import type { Env } from "../bindings/env.ts";
import { storeFile } from "../bindings/carrier.ts";
import { isSimulation } from "../bindings/simulation.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Logger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { recoverAll } from "../kit/time/object-part.ts";
import type { ObjectPart } from "../kit/time/object-part.ts";
import { campaignAt, directoryFor, inboxOf, organizationAt } from "../rpc/stubs.ts";
import { Desks } from "./assignment/desks.ts";
import { HoldingsLook } from "./assignment/holdings-look.ts";
import { LeaseCheck } from "./assignment/lease-check.ts";
import { FormerScripts } from "./conversations/former-scripts.ts";
import { Intake } from "./conversations/intake.ts";
import { KnownLabels } from "./conversations/known-labels.ts";
import { MediaFetcher } from "./conversations/media.ts";
import { Confirmations } from "./opt-outs/confirmations.ts";
import { DirectoryLink } from "./opt-outs/directory-link.ts";
import { Accepting } from "./sending/accepting.ts";
import { accountLink } from "./sending/account-link.ts";
import { CarrierLink } from "./sending/carrier-link.ts";
import { chooseCarrier } from "./sending/choose-carrier.ts";
import type { ChosenCarrier } from "./sending/choose-carrier.ts";
import { takeAccountNews } from "./sending/failures.ts";
import { SenderHours } from "./sending/sender-hours.ts";
import { Sender } from "./sending/sender.ts";
import { CampaignReport } from "./store/campaign-report.ts";
import { Publisher } from "./store/publish.ts";
import { QUEUE_MIGRATIONS } from "./store/schema.ts";
import { QueueStore } from "./store/store.ts";
import { LookUps } from "./undecided/look-ups.ts";

export class QueueParts {
  readonly log: Logger;
  readonly recorder: Recorder;
  readonly store: QueueStore;
  readonly desks: Desks;
  readonly sender: Sender;
  readonly chosen: ChosenCarrier;
  readonly carrier: CarrierLink;
  readonly directory: DirectoryLink;
  readonly answers: Confirmations;
  readonly media: MediaFetcher;
  readonly intake: Intake;
  readonly labels: KnownLabels;
  readonly formerScripts: FormerScripts;
  readonly accepting: Accepting;
  readonly lookUps: LookUps;
  readonly leases: LeaseCheck;
  readonly publisher: Publisher;
  readonly report: CampaignReport;
  readonly #parts: ObjectPart[];

  constructor(ctx: DurableObjectState, env: Env) {
    const key = ctx.id.name ?? "";
    const log = createLogger({ object: "CampaignQueue", key });
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, QUEUE_MIGRATIONS);
    this.log = log;
    this.recorder = new Recorder({
      object: "CampaignQueue",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: this.store.config?.orgId ?? "", campaignId: key.slice(0, key.lastIndexOf(".")) }),
      events: env.POSTGRES_EVENTS,
      log,
    });
    const store = new QueueStore({
      key,
      sql,
      now,
      withoutLaw: isSimulation(env),
      record: (events) => {
        this.recorder.record(events);
        this.report.soon();
      },
      notify: (news) => this.desks.add(news),
    });
    this.store = store;
    const { schedule } = this.recorder;
    const wakeBy = (alarm: string) => (atMs: number) => schedule.setIfEarlier(alarm, atMs);
    const inbox = (personId: string) => inboxOf(env, store.configured.orgId, personId);
    const organization = () => organizationAt(env, store.configured.orgId);
    this.chosen = chooseCarrier(env, {
      store,
      settings: () => organization().simulation(),
      ownAccounts: () => organization().carrierAccounts(),
      // What a simulation makes up comes in as the carrier's webhooks do.
      receive: (inbound) => this.intake.receive(inbound),
      deliveryReports: (request) => this.intake.deliveryReports(request),
      phoneGot: (texts) => organization().phoneGot({ texts }),
      wakeAt: wakeBy("simulation"),
      onFault: log.fault,
    });
    const { carrier } = this.chosen;
    this.carrier = new CarrierLink(
      store,
      carrier,
      {
        sidsTo: (cell) => this.directory.sidsTo(cell),
        claim: (text, sid) => this.directory.claim(text, sid),
      },
      (picture) => env.PUBLIC_ORIGIN + picturePath(picture),
    );
    this.directory = new DirectoryLink({
      store,
      directory: (orgId, cell) => directoryFor(env, orgId, cell),
      wakeAt: wakeBy("opt-outs"),
      onDecided: () => this.answers.soon(),
      onFault: log.fault,
    });
    this.answers = new Confirmations({
      store,
      texts: () => organization().automaticTexts(),
      wakeAt: wakeBy("answers"),
      onQueued: () => this.sender.queued(),
      onFault: log.fault,
    });
    this.media = new MediaFetcher({
      store,
      fetch: (path) => carrier.fetchMedia(path),
      keep: storeFile(env),
      wakeAt: (atMs) => schedule.set("media", atMs),
      onFault: log.fault,
    });
    this.desks = new Desks({ store, inbox, wakeBy: wakeBy("desks"), onFault: log.fault });
    this.sender = new Sender({
      store,
      carry: (text) => this.carrier.carry(text),
      account: accountLink(store, carrier),
      lookUpAfterMs: this.carrier.lookUpAfterMs,
      wakeAt: (atMs) => schedule.set("send", atMs),
      wakeBy: wakeBy("send"),
      onOptOuts: () => this.directory.reportSoon(),
      onUnknown: () => this.lookUps.plan(),
      onFault: log.fault,
    });
    this.labels = new KnownLabels({ ask: () => organization().labels(), now });
    this.formerScripts = new FormerScripts({
      ask: (version) => {
        const { orgId, campaignId } = store.configured;
        return campaignAt(env, campaignId).actionsOfScript({ orgId, version });
      },
      teamIds: () => organization().teamIds(),
    });
    this.accepting = new Accepting({ store, sender: this.sender, labels: this.labels });
    this.intake = new Intake({
      store,
      directory: this.directory,
      answers: this.answers,
      media: this.media,
      carrier: this.chosen,
      onReports: () => this.actOnFailures(),
      onFault: log.fault,
    });
    this.lookUps = new LookUps({
      store,
      carrier: this.carrier,
      wakeBy: wakeBy("unknowns"),
      onResolved: (resolved) => {
        this.resolved(resolved);
        this.actOnFailures();
      },
    });
    this.leases = new LeaseCheck({ store, inbox, wakeBy: wakeBy("leases") });
    const holdings = new HoldingsLook({ store, inbox, wakeBy: wakeBy("holdings"), onFault: log.fault });
    const senderHours = new SenderHours({ store, wakeBy: wakeBy("sender-hours") });
    this.publisher = new Publisher({ store, recorder: this.recorder, wakeAt: (atMs) => schedule.set("publish", atMs) });
    this.report = new CampaignReport({
      store,
      campaign: () => campaignAt(env, store.configured.campaignId),
      onReport: () => {
        holdings.plan();
        this.desks.plan();
        senderHours.plan();
      },
      onFault: log.fault,
    });
    // They recover in this order: a text of the last life is marked as unknown before any other text goes.
    this.#parts = [
      { recover: () => this.chosen.recover?.(), alarm: "simulation", wake: () => this.chosen.simulate?.() },
      { recover: () => this.lookUps.recover(), alarm: "unknowns", wake: () => this.lookUps.run() },
      { recover: () => this.desks.recover(), alarm: "desks", wake: () => this.desks.check() },
      { recover: () => this.sender.recover(), alarm: "send", wake: () => this.sender.wake() },
      { recover: () => this.report.recover() },
      { alarm: "leases", wake: () => this.leases.run() },
      { alarm: "holdings", wake: () => holdings.run() },
      { alarm: "opt-outs", wake: () => this.directory.reportOwed() },
      { alarm: "answers", wake: () => this.answers.run() },
      { alarm: "media", wake: () => this.media.soon() },
      { alarm: "publish", wake: () => this.publisher.run() },
      { alarm: "sender-hours", wake: () => senderHours.run() },
    ];
  }

  /** To be called when the object starts. */
  recover(): void {
    this.recorder.arm();
    if (this.store.config) recoverAll(this.#parts);
  }

  /** What the object's alarm calls. */
  wake(): Promise<void> {
    return this.recorder.wake(this.#parts);
  }

  /** Texts may have failed: some go once more, and the account may have to know why. */
  actOnFailures(): void {
    const news = takeAccountNews(this.store);
    if (news) this.sender.failed(news);
    this.sender.queued();
  }

  /** A look-up or a person has found out what became of texts. */
  resolved({ requeued, owesOptOuts }: { requeued: number | boolean; owesOptOuts: boolean }): void {
    if (requeued) this.sender.queued();
    if (owesOptOuts) this.directory.reportSoon();
  }
}
