/**
 * A batch of texts that is sent after its request was answered: kept as it came, a part at a time, and sent part by part. A stop
 * repeats the part that was under way; its texts have keys, so each goes once.
 */
import { MOST_ERRORS } from "../../domain/phone-service/batches.ts";
import type { BatchTracking, LineError, NumberedLine } from "../../domain/phone-service/batches.ts";
import { LINE_KEPT_MS } from "../../domain/phone-service/line-texts.ts";
import { readSmsLine } from "../../domain/phone-service/sms-request.ts";
import type { SmsLineRead, SmsRules } from "../../domain/phone-service/sms-request.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import type { SendingProgram } from "../../domain/phone-service/line-texts.ts";
import type { BatchPart } from "../rpc/phone-service/sms-batch.ts";

/** A request whose connection was lost is never sealed; what came of it is forgotten. */
const UNSEALED_MS = 3_600_000;
/** Of one run of the alarm. */
const PARTS_AT_ONCE = 20;

export type BatchDeps = {
  trackingId: string;
  sql: Sql;
  now: () => number;
  schedule: Pick<AlarmSchedule, "set">;
  rules: SmsRules;
  send: (program: SendingProgram, lines: SmsLineRead[]) => Promise<{ sent: number; errors: LineError[] }>;
  /** Nothing of it stays. */
  wipe: () => Promise<void>;
};

type BatchRow = {
  total: number;
  sent: number;
  failed: number;
  program: string | null;
  created_at: number;
  done_at: number | null;
};

export class TextBatch {
  readonly #deps: BatchDeps;

  /** Its tables are there. */
  constructor(deps: BatchDeps) {
    this.#deps = deps;
  }

  append({ seq, lines }: BatchPart): void {
    const { sql, now, schedule } = this.#deps;
    const known = this.#row();
    if (known !== null && known.program !== null) return;
    if (sql.scalar("SELECT 1 FROM parts WHERE seq = ?", seq) !== null) return;
    const at = now();
    if (!known) {
      sql.run("INSERT INTO batch (id, total, sent, failed, created_at) VALUES (1, 0, 0, 0, ?)", at);
      schedule.set("forget", at + UNSEALED_MS);
    }
    sql.run("INSERT INTO parts (seq, lines) VALUES (?, ?)", seq, JSON.stringify(lines));
    sql.run("UPDATE batch SET total = total + ?", lines.length);
  }

  /** @throws when a part is missing, so that nothing is left out without a word */
  seal({ program, parts }: { program: SendingProgram; parts: number }): void {
    const { sql, now, schedule } = this.#deps;
    const at = now();
    sql.run(
      "INSERT INTO batch (id, total, sent, failed, created_at) VALUES (1, 0, 0, 0, ?) ON CONFLICT DO NOTHING",
      at,
    );
    const has = sql.scalar<number>("SELECT COUNT(*) FROM parts") ?? 0;
    if (has !== parts) throw new Error(`the batch has ${has} parts and was sealed with ${parts}`);
    sql.run("UPDATE batch SET program = COALESCE(program, ?)", JSON.stringify(program));
    schedule.set("forget", at + LINE_KEPT_MS);
    schedule.set("send", at);
  }

  /** By the alarm. */
  async run(): Promise<void> {
    const { sql, now, schedule, rules, send } = this.#deps;
    const row = this.#row();
    if (row === null || row.program === null || row.done_at !== null) return;
    // Written by `seal`.
    const program = JSON.parse(row.program) as SendingProgram;
    for (let parts = 0; parts < PARTS_AT_ONCE; parts += 1) {
      const part = sql.one<{ seq: number; lines: string }>(
        "SELECT seq, lines FROM parts WHERE lines IS NOT NULL ORDER BY seq LIMIT 1",
      );
      if (!part) {
        sql.run("UPDATE batch SET done_at = ?", now());
        return;
      }
      // Written by `append`.
      const lines = JSON.parse(part.lines) as NumberedLine[];
      const read = lines.map(({ line, text }) => readSmsLine(text, line, rules));
      const { sent, errors } = await send(program, read);
      // Those that went have keys: repeating the part sends the others.
      const away = errors.find(({ reason }) => reason === "unavailable");
      if (away) throw new Error(`line ${away.line} of the batch could not be sent yet: ${away.message}`);
      this.#settle(part.seq, sent, errors);
    }
    schedule.set("send", now());
  }

  async forget(): Promise<void> {
    await this.#deps.wipe();
  }

  tracking(): BatchTracking | null {
    const { sql, trackingId } = this.#deps;
    const row = this.#row();
    if (!row) return null;
    const errors = sql.all<{ line: number; idempotency_key: string | null; reason: string; message: string }>(
      "SELECT line, idempotency_key, reason, message FROM errors ORDER BY line LIMIT ?",
      MOST_ERRORS,
    );
    return {
      trackingId,
      status: row.done_at !== null ? "done" : row.program === null ? "receiving" : "sending",
      total: row.total,
      sent: row.sent,
      failed: row.failed,
      errors: errors.map(({ line, idempotency_key: idempotencyKey, reason, message }) => ({
        line,
        idempotencyKey,
        reason,
        message,
      })),
      createdAt: row.created_at,
      doneAt: row.done_at,
    };
  }

  /** One commit: a part is either to be sent or counted. */
  #settle(seq: number, sent: number, errors: readonly LineError[]): void {
    const { sql } = this.#deps;
    sql.run("UPDATE parts SET lines = NULL WHERE seq = ?", seq);
    sql.run("UPDATE batch SET sent = sent + ?, failed = failed + ?", sent, errors.length);
    if (errors.length === 0) return;
    sql.run(
      `INSERT INTO errors (line, idempotency_key, reason, message)
       SELECT value ->> 'line', value ->> 'idempotencyKey', value ->> 'reason', value ->> 'message' FROM json_each(?)
       WHERE (SELECT COUNT(*) FROM errors) < ?
       ON CONFLICT (line) DO NOTHING`,
      JSON.stringify(errors),
      MOST_ERRORS,
    );
  }

  #row(): BatchRow | null {
    return this.#deps.sql.one<BatchRow>("SELECT total, sent, failed, program, created_at, done_at FROM batch");
  }
}
