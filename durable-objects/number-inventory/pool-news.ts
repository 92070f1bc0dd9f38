/** What the pool's overview has to learn: the counts of this area code, until it has confirmed them. */
import type { NumberCounts } from "../../domain/numbers/inventory.ts";
import type { Remote } from "../kit/calls/remote.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import type { SetTimer } from "../kit/time/timer.ts";
import type { NumberPoolRpc } from "../rpc/number-pool.ts";

export type PoolNewsDeps = {
  sql: Sql;
  areaCode: string;
  now: () => number;
  counts: () => NumberCounts;
  version: () => number;
  pool: () => Remote<Pick<NumberPoolRpc, "storeAreaCode">>;
  /** The durable waker: calls `deliver` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  onFault: (message: string, error: unknown) => void;
  setTimer?: SetTimer;
};

/** Counts that change often are given once for many changes. */
const GIVE_AFTER_MS = 300;
/** When the process died before. */
const BACKUP_AFTER_MS = 10_000;

export class PoolNews {
  readonly #deps: PoolNewsDeps;
  readonly #soon: () => void;

  constructor(deps: PoolNewsDeps) {
    this.#deps = deps;
    this.#soon = coalesce(() => this.deliver(), GIVE_AFTER_MS, {
      // The alarm repeats it.
      onError: (error) => deps.onFault("pool_not_told", error),
      ...(deps.setTimer ? { setTimer: deps.setTimer } : {}),
    });
  }

  /** To be called in the block of a change. */
  owe(): void {
    const { now, wakeBy } = this.#deps;
    wakeBy(now() + BACKUP_AFTER_MS);
    this.#soon();
  }

  recover(): void {
    if (this.#isOwed()) this.owe();
  }

  async deliver(): Promise<void> {
    const { sql, areaCode, counts, version, pool, now, wakeBy } = this.#deps;
    if (!this.#isOwed()) return;
    const given = { areaCode, version: version(), counts: counts() };
    const taken = await callObject(pool, (stub) => stub.storeAreaCode(given));
    sql.run("UPDATE versions SET pool = max(pool, ?)", taken.version);
    if (this.#isOwed()) wakeBy(now() + GIVE_AFTER_MS);
  }

  #isOwed(): boolean {
    return this.#deps.sql.scalar("SELECT 1 FROM versions WHERE last > pool") !== null;
  }
}
