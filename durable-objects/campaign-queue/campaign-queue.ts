/**
 * `CampaignQueue` (key `campaign.queue`): owns up to 50,000 contacts and every conversation with them, so that each race of
 * RULES.md is decided in one place. A thin shell: wiring here, decisions in the modules beside it.
 */
import { DurableObject } from "cloudflare:workers";
import { refuse } from "../../domain/protocol/outcome.ts";
import type {
  CampaignConfig,
  CampaignQueueRpc,
  DeliveryReport,
  InboundText,
  SendAnswer,
  SendRequest,
} from "../../domain/protocol/objects.ts";
import type { Env } from "../../workers/env.ts";
import { carrierSettings, mediaStore, simulationOf } from "../carrier-settings.ts";
import { AlarmSchedule } from "../kit/alarm-schedule.ts";
import { coalesce } from "../kit/background.ts";
import { GroupCommit } from "../kit/group-commit.ts";
import { migrate } from "../kit/migrations.ts";
import { Outbox } from "../kit/outbox.ts";
import { durableSql } from "../kit/sql.ts";
import { campaignAt, carrierAccountAt, directoryFor, inboxOf, organizationAt } from "../stubs.ts";
import { accountLink } from "./account-link.ts";
import { ARCHIVED_ACTIVITY, emptyForArchive, exportPart, isArchived, readiness, recordLateReply } from "./archive.ts";
import { Answers } from "./answers.ts";
import { applyBadNumber, owesBadNumbers } from "./bad-numbers.ts";
import { CarrierLink } from "./carrier-link.ts";
import { numbersOf } from "./counters.ts";
import { answer, heldBy, setClosed } from "./conversations.ts";
import { Desks } from "./desks.ts";
import { configureHours } from "./held.ts";
import { holdings, holdUnsent, nextLookAtMs, reassign, releaseIdle, sweep } from "./holdings.ts";
import { DirectoryLink } from "./directory-link.ts";
import { addContacts, removeWithdrawn, withdraw } from "./imports.ts";
import { applyOptOut, receive, reportLists } from "./inbound.ts";
import type { Received } from "./inbound.ts";
import { setLabel } from "./labels.ts";
import { mediaFor, MediaFetcher } from "./media.ts";
import {
  confirmLease,
  deskOf,
  dropLease,
  forgetOldLeases,
  hasUnconfirmedLeases,
  lease,
  LEASE_CONFIRM_MS,
  release,
  unconfirmedLeases,
} from "./leases.ts";
import { allPublished, publishSome, PUBLISH_EVERY_MS, publishAfterMs } from "./publish.ts";
import { MIGRATIONS } from "./schema.ts";
import { Sender } from "./sender.ts";
import { leavesBy } from "./senders.ts";
import { acceptSend, itemOf, refusal } from "./sends.ts";
import { Simulation } from "./simulation.ts";
import { QueueStore } from "./store.ts";
import { nextLookUpAtMs, undecided } from "./unknowns.ts";
import { sendingBecomesUnknown } from "./waves.ts";
import { owedWord } from "./words.ts";

/** A lone text is accepted at once; under load commits rest this long in between, which a person does not feel. */
const SEND_REST_MS = 30;
const RECEIVE_REST_MS = 30;
/** Delivery reports are bulk and free of order: the carrier waits for its answer without anybody waiting for it. */
const REPORT_REST_MS = 80;
const WINDOW_MS = 1;
/** Added to a time, it comes after every time without it. */
const LATER_THAN_ALL_MS = 1e15;
const COUNTERS_AFTER_MS = 1_000;
/** An alarm wakes the sender when memory was lost between accepting and carrying. */
const SEND_ALARM_MS = 5_000;

export class CampaignQueue extends DurableObject<Env> implements CampaignQueueRpc {
  readonly #key: string;
  readonly #schedule: AlarmSchedule;
  readonly #outbox: Outbox;
  readonly #store: QueueStore;
  readonly #desks: Desks;
  readonly #sender: Sender;
  readonly #carrier: CarrierLink;
  readonly #directory: DirectoryLink;
  readonly #answers: Answers;
  readonly #media: MediaFetcher;
  readonly #simulation: Simulation;
  readonly #sends: GroupCommit<SendRequest, SendAnswer>;
  readonly #inbound: GroupCommit<InboundText, Received>;
  readonly #reports: GroupCommit<DeliveryReport[], boolean[]>;
  readonly #tellCampaign: () => void;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#key = ctx.id.name ?? "";
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, MIGRATIONS);
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
      source: () => {
        const config = this.#store.config;
        return {
          object: "CampaignQueue",
          key: this.#key,
          orgId: config?.orgId ?? "",
          campaignId: config?.campaignId ?? "",
        };
      },
      send: async (_consumer, packet) => {
        await env.POSTGRES_EVENTS.send(packet);
      },
    });
    this.#store = new QueueStore({
      key: this.#key,
      sql,
      now,
      record: (events) => {
        this.#outbox.record(events);
        this.#outbox.flushSoon();
        this.#tellCampaign();
      },
      tell: (news) => this.#desks.add(news),
    });
    this.#carrier = new CarrierLink(this.#store, carrierSettings(env), (cell) => this.#directory.sidsTo(cell));
    this.#directory = new DirectoryLink({
      store: this.#store,
      directory: (orgId, cell) => directoryFor(env, orgId, cell),
      wakeAt: (atMs) => this.#schedule.setIfEarlier("words", atMs),
      onDecided: () => this.#answers.soon(),
      onError: (message, error) => this.#log(message, error),
    });
    this.#answers = new Answers({
      store: this.#store,
      texts: () => organizationAt(env, this.#config().orgId).automaticTexts(),
      wakeAt: (atMs) => this.#schedule.setIfEarlier("answers", atMs),
      onQueued: () => this.#kickSender(),
      onError: (message, error) => this.#log(message, error),
    });
    this.#media = new MediaFetcher({
      store: this.#store,
      ...mediaStore(env),
      wakeAt: (atMs) => this.#schedule.set("media", atMs),
      onError: (message, error) => this.#log(message, error),
    });
    this.#simulation = new Simulation({
      store: this.#store,
      ...simulationOf(env),
      settings: () => organizationAt(env, this.#config().orgId).simulation(),
      carry: (text) => this.#carrier.carry(text),
      receive: (inbound) => this.receive(inbound),
      wakeAt: (atMs) => this.#schedule.setIfEarlier("simulation", atMs),
      onError: (message, error) => this.#log(message, error),
    });
    this.#desks = new Desks({
      store: this.#store,
      inbox: (personId) => inboxOf(env, this.#config().orgId, personId),
      onError: (message, error) => this.#log(message, error),
    });
    this.#sender = new Sender({
      store: this.#store,
      carry: (text) => this.#simulation.carry(text),
      account: accountLink(this.#store, () => carrierAccountAt(env)),
      lookUpAfterMs: this.#carrier.lookUpAfterMs,
      wakeAt: (atMs) => this.#schedule.set("send", atMs),
      onWords: () => this.#directory.tellSoon(),
      onUnknown: () => this.#planLookUp(),
      onError: (message, error) => this.#log(message, error),
    });
    this.#sends = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: SEND_REST_MS,
      apply: (items) => this.#applySends(items),
    });
    this.#inbound = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: RECEIVE_REST_MS,
      apply: (items) => {
        const received = this.#store.blockEach(items, (change, item) => receive(this.#store, change, item));
        if (items.some(({ media }) => media !== undefined)) this.#media.soon();
        return received;
      },
    });
    this.#reports = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: REPORT_REST_MS,
      apply: (lists) => this.#store.blockAll(lists, (change, all) => reportLists(this.#store, change, all)),
    });
    this.#tellCampaign = coalesce(() => this.#sendCounters(), COUNTERS_AFTER_MS, {
      onError: (error) => this.#log("the campaign did not take the counters", error),
    });
    this.#recover();
  }

  /** Memory is a cache: whatever a stop interrupted is found in the tables and taken up again. */
  #recover(): void {
    void this.#schedule.arm();
    if (!this.#store.config) return;
    if (sendingBecomesUnknown(this.#store, this.#carrier.lookUpAfterMs) > 0) this.#planLookUp();
    if (this.#store.desksBehind) this.#desks.allAreStale();
    if (this.#store.counters.QUEUED > 0) this.#sender.kick();
    if (this.#store.version > 0) this.#tellCampaign();
  }

  override async alarm(): Promise<void> {
    await this.#schedule.run({
      outbox: () => this.#outbox.flush(),
      send: () => this.#wakeSender(),
      unknowns: () => this.#resolveUnknowns(),
      leases: () => this.#askAboutLeases(),
      holdings: () => this.#lookAfterHoldings(),
      words: () => this.#directory.tellOwed(),
      answers: () => this.#answers.run(),
      media: () => this.#media.soon(),
      simulation: () => this.#simulation.reply(),
      desks: () => this.#checkDesks(),
      publish: () => this.#publish(),
    });
  }

  configure(config: CampaignConfig): void {
    if (!configureHours(this.#store, config)) return;
    if (this.#store.counters.QUEUED > 0) this.#sender.kick(0);
  }

  addContacts(request: Parameters<CampaignQueueRpc["addContacts"]>[0]) {
    const added = addContacts(this.#store, request);
    this.#schedule.set("publish", Date.now() + publishAfterMs(this.#store));
    this.#tellCampaign();
    return added;
  }

  withdraw() {
    return withdraw(this.#store);
  }

  removeWithdrawn(): void {
    removeWithdrawn(this.#store);
  }

  lease(request: Parameters<CampaignQueueRpc["lease"]>[0]) {
    const leased = lease(this.#store, request);
    if (leased.ok && leased.items.length > 0) this.#schedule.setIfEarlier("leases", Date.now() + LEASE_CONFIRM_MS);
    return leased;
  }

  confirmLease({ requestId }: { requestId: string }): void {
    confirmLease(this.#store, requestId);
  }

  release({ personId }: { personId: string }) {
    return { released: release(this.#store, personId) };
  }

  send(request: SendRequest): Promise<SendAnswer> {
    return this.#sends.add(request);
  }

  answer(request: Parameters<CampaignQueueRpc["answer"]>[0]) {
    return answer(this.#store, request);
  }

  setLabel(request: Parameters<CampaignQueueRpc["setLabel"]>[0]) {
    return setLabel(this.#store, request);
  }

  setClosed(request: Parameters<CampaignQueueRpc["setClosed"]>[0]) {
    return setClosed(this.#store, request);
  }

  async optOut({ n, personId, reason }: { n: number; personId: string; reason: string }) {
    const held = heldBy(this.#store, n, personId);
    if (!held.ok) return held;
    await this.#directory.tell({
      n,
      cell: held.contact.cell,
      optedOut: true,
      reason: reason || "texter",
      messageId: null,
      personId,
    });
    const after = heldBy(this.#store, n, personId);
    const texter = this.#store.texter(personId);
    if (!after.ok) return after;
    if (!texter) return refusal("not_yours");
    return { ok: true as const, item: itemOf(this.#store, after.contact, texter, this.#config()) };
  }

  applyOptOut(request: Parameters<CampaignQueueRpc["applyOptOut"]>[0]): void {
    // No contact comes in here any more, for whom it would be kept.
    if (isArchived(this.#store)) return;
    this.#store.block((change) => applyOptOut(this.#store, change, request));
  }

  applyBadNumber(request: { contacts: number[]; code: number }): void {
    this.#store.block((change) => applyBadNumber(this.#store, change, request));
  }

  async receive(inbound: InboundText) {
    if (isArchived(this.#store)) {
      recordLateReply(this.#store, inbound);
      return refuse("archived", "The campaign of this contact is archived.");
    }
    const received = await this.#inbound.add(inbound);
    if (!received.ok) return refuse(received.reason, "There is no conversation with this contact.");
    // Answered only once the directory has it: otherwise the carrier delivers it again, and an alarm tells it.
    if (received.word) await this.#directory.tellWord(received.word);
    if (received.owes) {
      this.#directory.tellSoon();
      this.#answers.soon();
    }
    return { ok: true as const, repeated: received.repeated };
  }

  async receiveAll({ texts }: { texts: InboundText[] }) {
    const results = await Promise.allSettled(texts.map((text) => this.receive(text)));
    return results.map((result) => {
      if (result.status === "fulfilled") return result.value.ok;
      this.#log("an inbound text was not taken", result.reason);
      return null;
    });
  }

  async deliveryReports({ orgId, reports }: Parameters<CampaignQueueRpc["deliveryReports"]>[0]) {
    if (orgId !== undefined && this.#store.config?.orgId !== orgId) return reports.map(() => false);
    // What an archive holds is final; the carrier need not come again.
    if (isArchived(this.#store)) return reports.map(() => true);
    const noted = await this.#reports.add(reports);
    if (reports.some(({ status }) => status !== "SENT") && owesBadNumbers(this.#store)) this.#directory.tellSoon();
    for (const { status, n, messageId } of reports) {
      const word = status === "ERROR" ? owedWord(this.#store, n, messageId) : null;
      if (word) await this.#directory.tellWord(word);
    }
    return noted;
  }

  holdings() {
    return holdings(this.#store);
  }

  holdUnsent(request: Parameters<CampaignQueueRpc["holdUnsent"]>[0]) {
    return holdUnsent(this.#store, request);
  }

  reassign(request: Parameters<CampaignQueueRpc["reassign"]>[0]) {
    return reassign(this.#store, request);
  }

  deskOf({ texter }: Parameters<CampaignQueueRpc["deskOf"]>[0]) {
    return deskOf(this.#store, texter);
  }

  lastActivity({ n, sid, to }: Parameters<CampaignQueueRpc["lastActivity"]>[0]): number {
    if (isArchived(this.#store)) return ARCHIVED_ACTIVITY;
    if (this.#store.message(n, sid)) return Number.MAX_SAFE_INTEGER;
    const contact = this.#store.contact(n);
    if (!contact || contact.status === "needsMessage") return 0;
    return contact.last_at + (leavesBy(this.#store, contact, to) ? LATER_THAN_ALL_MS : 0);
  }

  sidsOf({ contacts }: { contacts: number[] }): string[] {
    return contacts.flatMap((n) => this.#store.thread(n).flatMap(({ sid }) => sid ?? []));
  }

  mediaFor(request: Parameters<CampaignQueueRpc["mediaFor"]>[0]) {
    return mediaFor(this.#store, request);
  }

  undecided() {
    return undecided(this.#store);
  }

  carrierSide(asked: { n: number; messageId: string }) {
    return this.#carrier.carrierSide(asked);
  }

  async decide(request: Parameters<CampaignQueueRpc["decide"]>[0]) {
    const decided = await this.#carrier.decide(request);
    if (!decided.ok) return decided;
    this.#actOn(decided);
    return { ok: true as const };
  }

  archiveReadiness() {
    return readiness(this.#store, this.#unconfirmed());
  }

  exportPart({ after, limit }: { after: number; limit: number }) {
    return exportPart(this.#store, after, limit);
  }

  emptyForArchive(request: { version: number; config: CampaignConfig }) {
    return emptyForArchive(this.#store, { ...request, outboxRows: this.#unconfirmed() });
  }

  confirmStored({ consumer, fromSeq, toSeq }: { consumer: string; fromSeq: number; toSeq: number }): void {
    this.#outbox.confirm(consumer, fromSeq, toSeq);
  }

  counters() {
    return { version: this.#store.version, numbers: numbersOf(this.#store.counters) };
  }

  #config(): CampaignConfig {
    const { config } = this.#store;
    if (!config) throw new Error(`The queue ${this.#key} was not configured by its campaign.`);
    return config;
  }

  #applySends(items: SendRequest[]): (SendAnswer | Error)[] {
    const answers = this.#store.blockEach(items, (change, item) => acceptSend(this.#store, change, item));
    this.#kickSender();
    this.#sender.accepted();
    return answers;
  }

  #kickSender(): void {
    if (this.#store.counters.QUEUED === 0) return;
    this.#schedule.setIfEarlier("send", Date.now() + SEND_ALARM_MS);
    this.#sender.kick();
  }

  /** Only wakes it: an alarm that lasted as long as the sending would hold up all others. */
  #wakeSender(): void {
    // A pause is over when the campaign says so, by `configure`.
    if (this.#store.counters.QUEUED === 0 || this.#store.config?.paused) return;
    this.#sender.kick(0);
    this.#schedule.setIfEarlier("send", Date.now() + SEND_ALARM_MS);
  }

  #planLookUp(): void {
    const atMs = nextLookUpAtMs(this.#store);
    if (atMs !== null) this.#schedule.setIfEarlier("unknowns", atMs);
  }

  async #resolveUnknowns(): Promise<void> {
    this.#actOn(await this.#carrier.resolveUnknowns());
    this.#planLookUp();
  }

  #actOn({ requeued, owesWords }: { requeued: number | boolean; owesWords: boolean }): void {
    if (requeued) this.#kickSender();
    if (owesWords) this.#directory.tellSoon();
  }

  async #askAboutLeases(): Promise<void> {
    const { orgId } = this.#config();
    for (const [personId, requestIds] of unconfirmedLeases(this.#store, Date.now())) {
      const unknown = await inboxOf(this.env, orgId, personId).leasesUnknown({ requestIds });
      for (const requestId of requestIds) {
        if (unknown.includes(requestId)) dropLease(this.#store, requestId);
        else confirmLease(this.#store, requestId);
      }
    }
    if (hasUnconfirmedLeases(this.#store)) this.#schedule.setIfEarlier("leases", Date.now() + LEASE_CONFIRM_MS);
  }

  #publish(): void {
    if (publishSome(this.#store, this.#outbox.pending().rows)) {
      this.#schedule.set("publish", Date.now() + PUBLISH_EVERY_MS);
    }
  }

  /** Batches that Postgres has not confirmed, and whether there are contacts that it was not told of. */
  #unconfirmed(): number {
    return this.#outbox.pending().rows + (allPublished(this.#store) ? 0 : 1);
  }

  /** Unsent contacts of idle texters and late replies go back. */
  #lookAfterHoldings(): void {
    forgetOldLeases(this.#store);
    const moved = releaseIdle(this.#store) + sweep(this.#store);
    const atMs = moved > 0 ? Date.now() : nextLookAtMs(this.#store);
    if (atMs !== null) this.#schedule.setIfEarlier("holdings", atMs);
  }

  /** Once every desk has heard everything, a restart need not tell them to read again. */
  #checkDesks(): void {
    if (!this.#store.desksBehind) return;
    if (this.#desks.isIdle) this.#store.desksAreUpToDate();
    else this.#schedule.setIfEarlier("desks", Date.now() + SEND_ALARM_MS);
  }

  async #sendCounters(): Promise<void> {
    const lookAtMs = nextLookAtMs(this.#store);
    if (lookAtMs !== null) this.#schedule.setIfEarlier("holdings", lookAtMs);
    const { campaignId } = this.#config();
    const queueNo = Number(this.#key.slice(this.#key.lastIndexOf(".") + 1));
    await campaignAt(this.env, campaignId).tellCounters({ queueNo, ...this.counters() });
    if (this.#store.desksBehind) this.#schedule.setIfEarlier("desks", Date.now() + SEND_ALARM_MS);
  }

  #log(message: string, error: unknown): void {
    console.error(
      JSON.stringify({ level: "error", object: "CampaignQueue", key: this.#key, message, error: String(error) }),
    );
  }
}
