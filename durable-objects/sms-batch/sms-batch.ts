/**
 * `SmsBatch` (key: organization and batch): the texts of one `/sms/send/many?async=1` and what became of them, for 30 days. A thin
 * shell; the decisions are in batch.ts. Made when first needed: an invented tracking id leaves nothing behind.
 */
import { DurableObject } from "cloudflare:workers";
import type { BatchTracking } from "../../domain/phone-service/batches.ts";
import type { Env } from "../bindings/env.ts";
import { isSimulation } from "../bindings/simulation.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { sendLines } from "../phone-service/send-lines.ts";
import type { SendingProgram } from "../../domain/phone-service/line-texts.ts";
import type { BatchPart, SmsBatchRpc } from "../rpc/phone-service/sms-batch.ts";
import { TextBatch } from "./batch.ts";
import { BATCH_MIGRATIONS } from "./schema.ts";

type Parts = { batch: TextBatch; schedule: AlarmSchedule };

export class SmsBatch extends DurableObject<Env> implements SmsBatchRpc {
  #made: Parts | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    if (this.#isThere()) void this.#parts.schedule.arm();
  }

  #isThere(): boolean {
    const tables = durableSql(this.ctx.storage);
    return tables.scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'batch'") !== null;
  }

  get #parts(): Parts {
    if (this.#made) return this.#made;
    const { ctx, env } = this;
    const sql = durableSql(ctx.storage);
    migrate(sql, BATCH_MIGRATIONS);
    const now = () => Date.now();
    const schedule = new AlarmSchedule({ sql, storage: ctx.storage, now });
    const key = ctx.id.name ?? "";
    const batch = new TextBatch({
      trackingId: key.slice(key.indexOf(".") + 1),
      sql,
      now,
      schedule,
      rules: { allowTestNumbers: isSimulation(env) },
      send: (program, lines) => sendLines(env, program, lines),
      wipe: async () => {
        this.#made = null;
        await ctx.storage.deleteAlarm();
        await ctx.storage.deleteAll();
      },
    });
    this.#made = { batch, schedule };
    return this.#made;
  }

  override async alarm(): Promise<void> {
    if (!this.#isThere()) return;
    const { batch, schedule } = this.#parts;
    // Nothing may be written behind it.
    if (schedule.due().includes("forget")) return batch.forget();
    await schedule.run({ send: () => batch.run() });
  }

  append(part: BatchPart): void {
    this.#parts.batch.append(part);
  }

  seal(request: { program: SendingProgram; parts: number }): void {
    this.#parts.batch.seal(request);
  }

  tracking(): BatchTracking | null {
    return this.#isThere() ? this.#parts.batch.tracking() : null;
  }
}
