/** A line's parts, how they notify each other, and what wakes them. */
import { refuse } from "../../domain/outcome.ts";
import { parseLineKey } from "../../domain/phone-service/line-texts.ts";
import type { LineAnswer } from "../../domain/phone-service/line-texts.ts";
import type { Carrier } from "../../domain/sending/carrier.ts";
import type { EventPacket } from "../../domain/record/events.ts";
import type { Logger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { migrate } from "../kit/storage/migrations.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmSchedule, AlarmStorage } from "../kit/time/alarm-schedule.ts";
import type { SetTimer } from "../kit/time/timer.ts";
import type {
  LineReport,
  LineSendRequest,
  LineThread,
  LineThreadRequest,
  OpenLineRequest,
} from "../rpc/phone-service/sms-line.ts";
import type { StoredRange } from "../rpc/requests.ts";
import { acceptText, isOpen } from "./accept.ts";
import type { LineAccepted } from "./accept.ts";
import { deliverTexts, receiveText, textsAfter } from "./line-inbound.ts";
import type { LineInboundDeps } from "./line-inbound.ts";
import { lookUpTexts, planLookUps } from "./line-look-ups.ts";
import type { LineLookUpDeps } from "./line-look-ups.ts";
import { reportNews } from "./line-news.ts";
import type { LineNewsDeps } from "./line-news.ts";
import { loopEvent, RECORDED_TOGETHER_MS, textEvent } from "./line-record.ts";
import { takeReport } from "./line-reports.ts";
import { LineOwner } from "./line-owner.ts";
import type { LineOwnerDeps } from "./line-owner.ts";
import { LineSender } from "./line-sender.ts";
import type { LineSenderDeps } from "./line-sender.ts";
import { LineStore, refusalOf } from "./line-store.ts";
import { LINE_MIGRATIONS } from "./schema.ts";
import { WaitingCallers } from "./waiting-callers.ts";

const DAY_MS = 86_400_000;
const NOT_YOURS: LineAnswer = refuse("not_yours", "This number is not yours any more. What you typed is kept.");

export type LineDeps = {
  key: string;
  sql: Sql;
  storage: AlarmStorage;
  now: () => number;
  carrier: (accountSid: string | null) => Carrier;
  look: LineSenderDeps["look"];
  directory: LineNewsDeps["directory"];
  inboundUrl: LineInboundDeps["inboundUrl"];
  post: LineInboundDeps["post"];
  /** Lets the carrier send the number's texts here. Rejects when that has to be tried again. */
  setAddress: (pool: string) => Promise<void>;
  inbox: LineOwnerDeps["inbox"];
  /** The queue of packets for Postgres. */
  events: { send: (packet: EventPacket) => Promise<unknown> };
  log: Logger;
  setTimer?: SetTimer;
  newMessageId?: () => string;
};

export class Line {
  readonly store: LineStore;
  readonly owner: LineOwner;
  readonly #deps: LineDeps;
  readonly #schedule: AlarmSchedule;
  readonly #recorder: Recorder;
  readonly #sender: LineSender;
  readonly #waiting: WaitingCallers;
  readonly #lookUps: LineLookUpDeps;
  readonly #news: LineNewsDeps;
  readonly #inbound: LineInboundDeps;
  readonly #number: string;

  constructor(deps: LineDeps) {
    const { key, sql, storage, now, carrier, look, directory, events, log, setTimer } = deps;
    this.#deps = deps;
    migrate(sql, LINE_MIGRATIONS);
    const store = new LineStore(sql, now);
    this.store = store;
    const { orgId, number } = parseLineKey(key);
    this.#recorder = new Recorder({
      object: "SmsLine",
      key,
      sql,
      storage,
      now,
      owner: () => ({ orgId, campaignId: null }),
      events,
      log,
      flushAfterMs: RECORDED_TOGETHER_MS,
      ...(setTimer ? { setTimer } : {}),
    });
    const { schedule } = this.#recorder;
    this.#schedule = schedule;
    this.#number = number;
    const wakeBy = (alarm: string) => (atMs: number) => schedule.setIfEarlier(alarm, atMs);
    this.owner = new LineOwner({ store, number, inbox: deps.inbox, wakeBy: wakeBy("desks") });
    this.#waiting = new WaitingCallers(now, setTimer);
    const onOutcome = (id: string) => this.#waiting.done(id);
    const onNews = () => this.#reportNews();
    this.#news = { store, orgId, directory, wakeBy: wakeBy("news") };
    const { inboundUrl, post } = deps;
    this.#inbound = { store, number, inboundUrl, post, wakeBy: wakeBy("deliveries") };
    this.#lookUps = {
      store,
      number,
      carrier,
      onRequeued: () => this.#sender.pump(),
      onOutcome,
      onNews,
      onChange: () => this.#record(),
      wakeBy: wakeBy("unknowns"),
    };
    this.#sender = new LineSender({
      store,
      orgId,
      number,
      carrier,
      look,
      wakeBy: wakeBy("send"),
      onOutcome,
      onUnknown: () => planLookUps(this.#lookUps),
      onNews,
      onChange: () => this.#record(),
      onFault: log.fault,
      ...(setTimer ? { setTimer } : {}),
    });
  }

  /** To be called when the object starts. */
  recover(): void {
    this.#recorder.arm();
    this.#sender.recover();
  }

  /** What the object's alarm calls. */
  async wake(): Promise<void> {
    await this.#recorder.wake([
      { alarm: "send", wake: () => this.#sender.wake() },
      { alarm: "unknowns", wake: () => lookUpTexts(this.#lookUps) },
      { alarm: "news", wake: () => reportNews(this.#news) },
      { alarm: "deliveries", wake: () => deliverTexts(this.#inbound) },
      { alarm: "address", wake: () => this.#setAddress() },
      { alarm: "desks", wake: () => this.owner.notifyDesks() },
      { alarm: "purge", wake: () => this.#purge() },
    ]);
  }

  async send({ texts, personId, ...how }: LineSendRequest): Promise<LineAnswer[]> {
    if (personId !== undefined && this.owner.personId !== personId) return texts.map(() => NOT_YOURS);
    const { newMessageId = () => crypto.randomUUID(), log } = this.#deps;
    const { store } = this;
    const accepted = texts.map((text) => acceptText(store, text, how, newMessageId));
    if (accepted.some(({ kind }) => kind === "new")) {
      this.#schedule.setIfEarlier("purge", store.now() + DAY_MS);
      this.#sender.pump();
    }
    accepted.forEach((each, index) => {
      if (each.kind !== "refused" || each.refusal.reason !== "loop") return;
      const { to } = texts[index] ?? { to: "" };
      if (!store.stopLoop(to, each.refusal.mayGoAtMs ?? store.now())) return;
      log.warn("loop_stopped");
      this.#recorder.record([loopEvent(this.#number, to, store.now())]);
    });
    this.#record();
    return Promise.all(accepted.map((each) => this.#answer(each)));
  }

  open({ pool, userId, isPerson = false }: OpenLineRequest): void {
    const { store } = this;
    if (userId !== undefined) this.owner.give({ userId, isPerson });
    store.sql.run(
      "INSERT INTO owed_address (id, pool) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET pool = excluded.pool",
      pool,
    );
    this.#schedule.setIfEarlier("address", store.now());
  }

  thread({ personId, peer, before, limit }: LineThreadRequest): LineThread | null {
    if (this.owner.personId !== personId) return null;
    return { thread: this.owner.thread(peer), ...this.owner.messages(peer, before, limit) };
  }

  readUpTo({ personId, peer, seq }: { personId: string; peer: string; seq: number }): void {
    if (this.owner.personId === personId) this.owner.read(peer, seq);
  }

  receive(text: { sid: string; from: string; body: string }): { at: number } {
    const received = receiveText(this.#inbound, text);
    this.#record();
    this.#schedule.setIfEarlier("purge", this.store.now() + DAY_MS);
    return received;
  }

  inbound({ after, limit }: { after: number; limit: number }) {
    return textsAfter(this.store, this.#inbound.number, after, limit);
  }

  deliveryReports(reports: readonly LineReport[]): boolean[] {
    let isNews = false;
    const known = reports.map((report) => {
      const taken = takeReport(this.store, report);
      if (taken?.isNews) isNews = true;
      if (taken) this.#waiting.done(report.messageId);
      return taken !== null;
    });
    if (isNews) this.#reportNews();
    this.#record();
    return known;
  }

  confirmStored(stored: StoredRange): void {
    this.#recorder.confirm(stored);
  }

  /** In the block of the change. */
  #record(): void {
    const { store } = this;
    const changed = store.takeChanged();
    if (changed.length === 0) return;
    this.owner.changed(changed);
    // A text under way is recorded with its first outcome, so that it costs an event less.
    const settled = changed.filter((row) => !isOpen(row));
    if (settled.length > 0) this.#recorder.record(settled.map((row) => textEvent(this.#number, row, store.now())));
  }

  async #answer(accepted: LineAccepted): Promise<LineAnswer> {
    if (accepted.kind === "refused") return accepted.refusal;
    const { kind, id } = accepted;
    if (kind === "new" || accepted.isOpen) await this.#waiting.wait(id);
    const refusal = this.store.byId(id)?.refusal ?? null;
    return refusal === null ? { ok: true, messageId: id, repeated: kind === "repeated" } : refusalOf(refusal);
  }

  #reportNews(): void {
    const { store } = this;
    this.#schedule.setIfEarlier("news", store.now());
  }

  async #setAddress(): Promise<void> {
    const { sql } = this.store;
    const pool = sql.scalar<string>("SELECT pool FROM owed_address WHERE id = 1");
    if (pool === null) return;
    await this.#deps.setAddress(pool);
    sql.run("DELETE FROM owed_address WHERE id = 1");
  }

  #purge(): void {
    const { store } = this;
    const hasMore = store.purge();
    if (hasMore) this.#schedule.set("purge", store.now());
    else if (!store.isEmpty()) this.#schedule.set("purge", store.now() + DAY_MS);
  }
}
