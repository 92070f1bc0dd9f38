/** A line's parts, how they notify each other, and what wakes them. */
import { parseLineKey } from "../../domain/phone-service/line-texts.ts";
import type { LineAnswer } from "../../domain/phone-service/line-texts.ts";
import type { Carrier } from "../../domain/sending/carrier.ts";
import type { Logger } from "../kit/log/log.ts";
import { migrate } from "../kit/storage/migrations.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import type { AlarmStorage } from "../kit/time/alarm-schedule.ts";
import type { SetTimer } from "../kit/time/timer.ts";
import type { LineReport, LineSendRequest } from "../rpc/phone-service/sms-line.ts";
import { acceptText } from "./accept.ts";
import type { LineAccepted } from "./accept.ts";
import { deliverTexts, receiveText, textsAfter } from "./line-inbound.ts";
import type { LineInboundDeps } from "./line-inbound.ts";
import { lookUpTexts, planLookUps } from "./line-look-ups.ts";
import type { LineLookUpDeps } from "./line-look-ups.ts";
import { reportNews } from "./line-news.ts";
import type { LineNewsDeps } from "./line-news.ts";
import { takeReport } from "./line-reports.ts";
import { LineSender } from "./line-sender.ts";
import type { LineSenderDeps } from "./line-sender.ts";
import { LineStore, refusalOf } from "./line-store.ts";
import { LINE_MIGRATIONS } from "./schema.ts";
import { WaitingCallers } from "./waiting-callers.ts";

const DAY_MS = 86_400_000;

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
  log: Logger;
  setTimer?: SetTimer;
  newMessageId?: () => string;
};

export class Line {
  readonly store: LineStore;
  readonly #deps: LineDeps;
  readonly #schedule: AlarmSchedule;
  readonly #sender: LineSender;
  readonly #waiting: WaitingCallers;
  readonly #lookUps: LineLookUpDeps;
  readonly #news: LineNewsDeps;
  readonly #inbound: LineInboundDeps;

  constructor(deps: LineDeps) {
    const { key, sql, storage, now, carrier, look, directory, log, setTimer } = deps;
    this.#deps = deps;
    migrate(sql, LINE_MIGRATIONS);
    const store = new LineStore(sql, now);
    this.store = store;
    const schedule = new AlarmSchedule({
      sql,
      storage,
      now,
      onError: (alarm, error) => log.fault("alarm_failed", error, { alarm }),
    });
    this.#schedule = schedule;
    const { orgId, number } = parseLineKey(key);
    const wakeBy = (alarm: string) => (atMs: number) => schedule.setIfEarlier(alarm, atMs);
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
      onFault: log.fault,
      ...(setTimer ? { setTimer } : {}),
    });
  }

  /** To be called when the object starts. */
  recover(): void {
    void this.#schedule.arm();
    this.#sender.recover();
  }

  /** What the object's alarm calls. */
  async wake(): Promise<void> {
    await this.#schedule.run({
      send: () => this.#sender.wake(),
      unknowns: () => lookUpTexts(this.#lookUps),
      news: () => reportNews(this.#news),
      deliveries: () => deliverTexts(this.#inbound),
      address: () => this.#setAddress(),
      purge: () => this.#purge(),
    });
  }

  async send({ texts, ...how }: LineSendRequest): Promise<LineAnswer[]> {
    const { newMessageId = () => crypto.randomUUID(), log } = this.#deps;
    const { store } = this;
    const accepted = texts.map((text) => acceptText(store, text, how, newMessageId));
    if (accepted.some(({ kind }) => kind === "new")) {
      this.#schedule.setIfEarlier("purge", store.now() + DAY_MS);
      this.#sender.pump();
    }
    const stopped = accepted.filter((each) => each.kind === "refused" && each.refusal.reason === "loop").length;
    if (stopped > 0) log.warn("loop_stopped", { texts: stopped });
    return Promise.all(accepted.map((each) => this.#answer(each)));
  }

  open({ pool }: { pool: string }): void {
    const { store } = this;
    store.sql.run(
      "INSERT INTO owed_address (id, pool) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET pool = excluded.pool",
      pool,
    );
    this.#schedule.setIfEarlier("address", store.now());
  }

  receive(text: { sid: string; from: string; body: string }): void {
    receiveText(this.#inbound, text);
    this.#schedule.setIfEarlier("purge", this.store.now() + DAY_MS);
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
    return known;
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
