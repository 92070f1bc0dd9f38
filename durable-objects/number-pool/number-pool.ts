/**
 * `NumberPool` (key: pool): how many numbers each area code of a pool has in which state, so that a screen over hundreds of
 * area codes asks one object. The inventories decide; this is their overview. A thin shell.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../bindings/env.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { NumberPoolRpc, StoreAreaCodeRequest } from "../rpc/number-pool.ts";
import { AreaCodes } from "./area-codes.ts";
import { NUMBER_POOL_MIGRATIONS } from "./schema.ts";

export class NumberPool extends DurableObject<Env> implements NumberPoolRpc {
  readonly #areaCodes: AreaCodes;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    migrate(sql, NUMBER_POOL_MIGRATIONS);
    this.#areaCodes = new AreaCodes(sql);
  }

  storeAreaCode(request: StoreAreaCodeRequest) {
    return this.#areaCodes.store(request);
  }

  areaCodes() {
    return this.#areaCodes.all();
  }
}
