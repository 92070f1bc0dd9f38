/**
 * `NumberPool` (key: pool): how many numbers each area code of a pool has in which state, so that a screen over hundreds of
 * area codes asks one object; and the purchases and checks of the pool. The inventories decide about numbers. A thin shell.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../bindings/env.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { handlersOf, recoverAll } from "../kit/time/object-part.ts";
import type {
  BuyNumbersRequest,
  NumberPoolRpc,
  PoolWork,
  ReconcileRequest,
  StoreAreaCodeRequest,
} from "../rpc/number-pool.ts";
import { AreaCodes } from "./area-codes.ts";
import { NUMBER_POOL_MIGRATIONS } from "./schema.ts";
import { wirePool } from "./wiring.ts";
import type { PoolParts } from "./wiring.ts";

const DAY_MS = 24 * 3600_000;

export class NumberPool extends DurableObject<Env> implements NumberPoolRpc {
  readonly #areaCodes: AreaCodes;
  readonly #schedule: AlarmSchedule;
  readonly #parts: PoolParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    migrate(sql, NUMBER_POOL_MIGRATIONS);
    const now = () => Date.now();
    this.#areaCodes = new AreaCodes(sql);
    this.#schedule = new AlarmSchedule({ sql, storage: ctx.storage, now });
    const pool = ctx.id.name ?? "";
    this.#parts = wirePool({ env, pool, sql, schedule: this.#schedule, areaCodes: this.#areaCodes, now });
    recoverAll(this.#parts.parts);
    void this.#schedule.arm();
  }

  override async alarm(): Promise<void> {
    await this.#schedule.run(handlersOf(this.#parts.parts));
  }

  storeAreaCode(request: StoreAreaCodeRequest) {
    return this.#areaCodes.store(request);
  }

  areaCodes() {
    return this.#areaCodes.all();
  }

  buy(request: BuyNumbersRequest) {
    const started = this.#parts.buying.start(request);
    if (started.ok && !started.repeated) this.#parts.wake("buying");
    return started;
  }

  stopBuying({ jobId }: { jobId: string }) {
    const stopped = this.#parts.buying.stop(jobId);
    if (stopped) this.#parts.wake("buying");
    return { stopped };
  }

  work(): PoolWork {
    const { buying, givingBack, reconciliation } = this.#parts;
    return { jobs: buying.jobs(), leaving: givingBack.count(), reconciliation: reconciliation([]).last() };
  }

  async giveBack({ numbers }: { numbers: string[] }) {
    const outcome = await this.#parts.givingBack.start(numbers);
    this.#parts.wake("giving-back");
    return outcome;
  }

  reconcile({ otherPools }: ReconcileRequest) {
    return this.#parts.reconciliation(otherPools).run();
  }

  async reconcileDaily({ otherPools }: ReconcileRequest) {
    const reconciliation = this.#parts.reconciliation(otherPools);
    const last = reconciliation.last();
    // An hour less, so that the hour of the check does not wander through the day.
    return last !== null && Date.now() - last.at < DAY_MS - 3600_000 ? null : reconciliation.run();
  }

  takeOver({ numbers, otherPools }: { numbers: string[] } & ReconcileRequest) {
    return this.#parts.reconciliation(otherPools).takeOver(numbers);
  }
}
