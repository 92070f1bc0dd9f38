/** Once a day each pool of numbers is compared with the carrier's list. */
import { databaseOf } from "../../http/database.ts";
import { SHARED_POOL } from "../../../domain/ids.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { createLogger } from "../../../durable-objects/kit/log/log.ts";
import { poolAt } from "../../../durable-objects/rpc/stubs.ts";
import { poolsBeside } from "./pool-numbers.ts";

/** The minute of every hour at which pools are asked whether their day is over: a check that failed is made an hour later. */
const MINUTE = 17;

export async function checkNumbersByCron(env: Env, scheduledAtMs: number): Promise<void> {
  if (new Date(scheduledAtMs).getUTCMinutes() !== MINUTE) return;
  const log = createLogger();
  const db = databaseOf(env);
  const others = await poolsBeside(db, SHARED_POOL);
  for (const pool of [SHARED_POOL, ...others]) {
    const otherPools = [SHARED_POOL, ...others].filter((each) => each !== pool);
    const checked = await callObject(
      () => poolAt(env, pool),
      (stub) => stub.reconcileDaily({ otherPools }),
    );
    if (!checked) continue;
    if (!checked.ok) log.warn("numbers_not_checked", { pool, why: checked.message });
    else if (checked.result.unknownCount + checked.result.missingCount > 0) {
      const { unknownCount, missingCount, mended } = checked.result;
      log.warn("numbers_differ", { pool, unknown: unknownCount, missing: missingCount, mended });
    }
  }
}
