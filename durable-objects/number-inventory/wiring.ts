/**
 * An inventory's parts and what wakes them. Decisions are in the parts' own modules; the calls that others may make are in
 * number-inventory.ts.
 */
import { parseInventoryKey, SHARED_POOL } from "../../domain/ids.ts";
import { useKey } from "../../domain/numbers/inventory.ts";
import type { InventoryNumber, NumberUse } from "../../domain/numbers/inventory.ts";
import type { EventPacket, ObjectEvent } from "../../domain/record/events.ts";
import type { Remote } from "../kit/calls/remote.ts";
import type { Logger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { migrate } from "../kit/storage/migrations.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmStorage } from "../kit/time/alarm-schedule.ts";
import { recoverAll } from "../kit/time/object-part.ts";
import type { ObjectPart } from "../kit/time/object-part.ts";
import type { SetTimer } from "../kit/time/timer.ts";
import type { NumbersPageRequest } from "../rpc/number-inventory.ts";
import type { NumberPoolRpc } from "../rpc/number-pool.ts";
import type { CachePort } from "../kit/redis/cache-port.ts";
import { InventoryNumbers } from "./inventory-numbers.ts";
import type { NumberRow } from "./inventory-numbers.ts";
import { PublishedLookUps } from "./look-ups/published.ts";
import { PoolNews } from "./pool-news.ts";
import { Reservations } from "./reservations.ts";
import { shownNumber } from "./shown-number.ts";
import { NUMBER_INVENTORY_MIGRATIONS } from "./schema.ts";

export type InventoryDeps = {
  key: string;
  sql: Sql;
  storage: AlarmStorage;
  now: () => number;
  events: { send: (packet: EventPacket) => Promise<unknown> };
  pool: (pool: string) => Remote<Pick<NumberPoolRpc, "storeAreaCode">>;
  /** Of look-ups, and what keeps the installations apart that share it; null: none is configured. */
  cache?: { port: CachePort; space: string } | null;
  log: Logger;
  setTimer?: SetTimer;
};

/** Ends that are close together share an alarm, which is this late at most. */
const ENDS_EVERY_MS = 15_000;
const WOKEN_AT_ONCE = 500;
const MOST_OF_A_PAGE = 1_000;
const TIDY_EVERY_MS = 6 * 3_600_000;

export class InventoryParts {
  readonly areaCode: string;
  readonly recorder: Recorder;
  readonly numbers: InventoryNumbers;
  readonly reservations: Reservations;
  readonly news: PoolNews;
  readonly lookUps: PublishedLookUps;
  readonly #now: () => number;
  /** When something ends next; kept in memory, because every call asks. */
  #nextEndMs = 0;
  readonly #parts: ObjectPart[];

  constructor({ key, sql, storage, now, events, pool: poolOf, cache = null, log, setTimer }: InventoryDeps) {
    const { pool, areaCode } = parseInventoryKey(key);
    this.areaCode = areaCode;
    this.#now = now;
    migrate(sql, NUMBER_INVENTORY_MIGRATIONS);
    this.recorder = new Recorder({
      object: "NumberInventory",
      key,
      sql,
      storage,
      now,
      owner: () => ({ orgId: pool === SHARED_POOL ? "" : pool, campaignId: null }),
      events,
      log,
      ...(setTimer ? { setTimer } : {}),
    });
    const { schedule } = this.recorder;
    const record = (some: ObjectEvent[]) => this.recorder.record(some);
    const onChange = () => {
      this.news.owe();
      this.#planEnds();
      schedule.setIfEarlier("tidy", now() + TIDY_EVERY_MS);
    };
    this.numbers = new InventoryNumbers({ sql, pool, areaCode, now, record, onChange });
    this.reservations = new Reservations({ sql, numbers: this.numbers, pool, areaCode, now, record, onChange });
    this.news = new PoolNews({
      sql,
      areaCode,
      now,
      counts: () => this.numbers.counts(),
      version: () => this.numbers.version,
      pool: () => poolOf(pool),
      wakeBy: (atMs) => schedule.setIfEarlier("pool", atMs),
      onFault: log.fault,
      ...(setTimer ? { setTimer } : {}),
    });
    this.lookUps = new PublishedLookUps({
      cache: cache?.port ?? null,
      space: cache?.space ?? "",
      pool,
      areaCode,
      now,
      versions: () => this.numbers.userVersions(),
      onFault: log.fault,
      ...(setTimer ? { setTimer } : {}),
    });
    this.#parts = [
      { alarm: "ends", wake: () => this.#end() },
      { alarm: "pool", wake: () => this.news.deliver(), recover: () => this.news.recover() },
      { alarm: "tidy", wake: () => this.#tidy() },
    ];
    recoverAll(this.#parts);
    this.recorder.arm();
  }

  wake(): Promise<void> {
    return this.recorder.wake(this.#parts);
  }

  /** What has ended is over for every call, whether or not the alarm has come. */
  settle(): void {
    if (this.#now() < this.#nextEndMs) return;
    this.reservations.endLapsed();
    this.numbers.wakeRested(WOKEN_AT_ONCE);
    this.#planEnds();
  }

  /** The organization whose user has the number; "": nobody's. */
  userOf(number: string): string {
    const orgId = this.numbers.userOf(number);
    this.lookUps.answered(number, this.numbers.version, orgId);
    return orgId;
  }

  page({ after, limit, state }: NumbersPageRequest): { numbers: InventoryNumber[]; next: string | null } {
    const most = Math.min(Math.max(1, limit), MOST_OF_A_PAGE);
    const rows = this.numbers.page(after, most, state ?? null);
    const next = rows.length === most ? (rows.at(-1)?.number ?? null) : null;
    return { numbers: rows.map((row) => this.#shown(row)), next };
  }

  details(numbers: readonly string[]): InventoryNumber[] {
    return this.numbers.rows(numbers).map((row) => this.#shown(row));
  }

  usedBy(use: NumberUse): InventoryNumber[] {
    return this.numbers.usedBy(useKey(use)).map((row) => this.#shown(row));
  }

  #shown(row: NumberRow): InventoryNumber {
    return shownNumber(row, this.reservations.holding(row.reservation_id));
  }

  #end(): void {
    while (this.reservations.endLapsed());
    while (this.numbers.wakeRested(WOKEN_AT_ONCE) > 0);
    this.#planEnds();
  }

  #planEnds(): void {
    const ends = [this.reservations.nextEndMs(), this.numbers.nextRestEndMs()].filter((each) => each !== null);
    this.#nextEndMs = Math.min(Infinity, ...ends);
    if (ends.length === 0) return;
    this.recorder.schedule.setIfEarlier("ends", Math.ceil(Math.min(...ends) / ENDS_EVERY_MS) * ENDS_EVERY_MS);
  }

  #tidy(): void {
    this.reservations.forgetOld();
    this.numbers.history.trim();
    this.recorder.schedule.set("tidy", this.#now() + TIDY_EVERY_MS);
  }
}
