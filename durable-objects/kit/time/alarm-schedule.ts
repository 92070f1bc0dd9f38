/**
 * Many due times over the one alarm that an object has. Each name has at most one due time. Handlers run at least once:
 * a name leaves only after its handler finished; it comes back with backoff when the handler throws, and at once when
 * the process died meanwhile.
 *
 * The table is read each time instead of kept in memory: a look-up by key costs microseconds, and a copy would be wrong
 * after a rolled-back transaction, which takes the alarm back as well.
 *
 * The alarm is never later than the earliest due time. It may be earlier (after `clear`, or `set` to a later time):
 * then it fires for nothing and is set again, which costs less than keeping it exact with a write each time.
 */
import { createLogger } from "../log/log.ts";
import { backoffMs } from "./backoff.ts";
import { migrate } from "../storage/migrations.ts";
import type { Sql } from "../storage/sql.ts";

/** Part of `ctx.storage`. */
export type AlarmStorage = {
  setAlarm(atMs: number): Promise<void>;
  deleteAlarm(): Promise<void>;
  getAlarm(): Promise<number | null>;
};

export type AlarmHandlers = Record<string, () => Promise<void> | void>;

export type AlarmScheduleDeps = {
  sql: Sql;
  storage: AlarmStorage;
  /** Epoch milliseconds. */
  now: () => number;
  /** Called for every failed handler. */
  onError?: (name: string, error: unknown) => void;
  random?: () => number;
};

type Row = { due_at: number; attempts: number; next_due_at: number | null };

/** A running handler. `cleared`: its row is gone or belongs to a newer setting, so its end changes nothing. */
type Running = { cleared: boolean };

const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 5 * 60_000;
/** The platform repeats an alarm that failed six times, waiting 2 s, then twice as long each time. */
const GIVEN_UP_AFTER_MS = 3 * 60_000;

const MIGRATIONS = [
  `
  CREATE TABLE alarms (
    name TEXT PRIMARY KEY,
    due_at INTEGER NOT NULL,
    -- Failures in a row.
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Asked for while the handler ran. Kept beside due_at, which stays in the past until the handler has finished.
    next_due_at INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Parts of objects that were given other names.
  UPDATE OR REPLACE alarms SET name = 'notify' WHERE name = 'tell';
  UPDATE OR REPLACE alarms SET name = 'opt-outs' WHERE name = 'words';
  `,
];

export class AlarmSchedule {
  readonly #sql: Sql;
  readonly #storage: AlarmStorage;
  readonly #now: () => number;
  readonly #onError: (name: string, error: unknown) => void;
  readonly #random: () => number;
  readonly #running = new Map<string, Running>();

  /** Creates its table. Call `arm()` next. */
  constructor(deps: AlarmScheduleDeps) {
    this.#sql = deps.sql;
    this.#storage = deps.storage;
    this.#now = deps.now;
    this.#onError = deps.onError ?? ((alarm, error) => createLogger().fault("alarm_failed", error, { alarm }));
    this.#random = deps.random ?? Math.random;
    migrate(this.#sql, MIGRATIONS, "alarms");
  }

  /**
   * Due at exactly this time (epoch ms, may be past), replacing what was set before, a backoff included. Free when it
   * was set to this time already.
   */
  set(name: string, dueAtMs: number): void {
    this.#set(name, Math.ceil(dueAtMs), false);
  }

  /**
   * Due at this time, or before if it was set so. Free then, so hot paths may call it per wave. Free, too, while the name
   * is waiting after a failure: a busy object must not undo its backoff.
   */
  setIfEarlier(name: string, dueAtMs: number): void {
    this.#set(name, Math.ceil(dueAtMs), true);
  }

  /** Forgets the name; a handler that is running goes on, but does not come back when it fails. Free when not set. */
  clear(name: string): void {
    if (this.#row(name) === null) return;
    this.#sql.run("DELETE FROM alarms WHERE name = ?", name);
    const running = this.#running.get(name);
    if (running !== undefined) running.cleared = true;
    if (this.#earliest() === null) this.#inCommit(this.#storage.deleteAlarm());
  }

  /** When the name runs next, epoch ms; null when not set. */
  dueAtMs(name: string): number | null {
    return this.#row(name)?.due_at ?? null;
  }

  /** Names whose time has come and whose handler is not running, the longest overdue first. */
  due(): string[] {
    return this.#sql
      .all<{ name: string }>("SELECT name FROM alarms WHERE due_at <= ? ORDER BY due_at, name", this.#now())
      .map(({ name }) => name)
      .filter((name) => !this.#running.has(name));
  }

  /**
   * The whole body of the object's `alarm()`. Starts all due handlers, in the order of their due times, without waiting
   * for one another; resolves when all have ended and the alarm is set for what comes next. Never rejects because of a
   * handler. The next alarm fires only after this one, so a handler should do a bounded piece of work and set its name
   * again for the rest.
   */
  async run(handlers: AlarmHandlers): Promise<void> {
    await Promise.all(this.due().map((name) => this.#runOne(name, handlers)));
    this.#armAt(this.#earliest());
  }

  /** To be called in the object's constructor: sets the alarm when it is missing, too late or given up. */
  async arm(): Promise<void> {
    if (this.#earliest() === null) return;
    const armed = await this.#storage.getAlarm();
    const earliest = this.#earliest();
    if (earliest === null) return;
    // An alarm that is a little past due has just woken the object, or is repeated soon: to set it anew is a write for
    // nothing, and the platform warns of a time that is not the one it is about to deliver.
    if (armed === null || armed > earliest || armed <= this.#now() - GIVEN_UP_AFTER_MS) this.#armAt(earliest);
  }

  #set(name: string, due: number, onlyIfEarlier: boolean): void {
    const row = this.#row(name);
    const running = this.#running.get(name);
    if (row !== null && running !== undefined && !running.cleared) {
      // The handler may have read its work already, so this is for its next run. run() sets the alarm.
      if (row.next_due_at === due || (onlyIfEarlier && row.next_due_at !== null && row.next_due_at < due)) return;
      this.#sql.run("UPDATE alarms SET next_due_at = ? WHERE name = ?", due, name);
      return;
    }
    if (row !== null && onlyIfEarlier && (row.attempts > 0 || row.due_at <= due)) return;
    if (row !== null && row.due_at === due && row.next_due_at === null) return;
    const earliest = this.#earliest();
    this.#sql.run(
      `INSERT INTO alarms (name, due_at) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at, attempts = 0, next_due_at = NULL`,
      name,
      due,
    );
    if (earliest === null || due < earliest) this.#armAt(due);
  }

  async #runOne(name: string, handlers: AlarmHandlers): Promise<void> {
    // A handler that started before this one may have cleared or postponed it.
    const due = this.#row(name);
    if (due === null || due.due_at > this.#now()) return;
    const running: Running = { cleared: false };
    this.#running.set(name, running);
    let failed = false;
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler === undefined) throw new Error(`No handler for the alarm "${name}": add it to schedule.run().`);
      await handler();
    } catch (error) {
      failed = true;
      this.#onError(name, error);
    }
    this.#running.delete(name);
    const row = this.#row(name);
    if (running.cleared || row === null) return;
    if (failed) this.#backOff(name, row);
    else if (row.next_due_at === null) this.#sql.run("DELETE FROM alarms WHERE name = ?", name);
    else {
      this.#sql.run("UPDATE alarms SET due_at = next_due_at, next_due_at = NULL, attempts = 0 WHERE name = ?", name);
    }
  }

  #backOff(name: string, row: Row): void {
    const attempts = row.attempts + 1;
    const due = this.#now() + backoffMs(attempts, BACKOFF_BASE_MS, BACKOFF_MAX_MS, this.#random);
    // A run asked for until then is that next try.
    const next = row.next_due_at !== null && row.next_due_at > due ? row.next_due_at : null;
    this.#sql.run(
      "UPDATE alarms SET due_at = ?, attempts = ?, next_due_at = ? WHERE name = ?",
      due,
      attempts,
      next,
      name,
    );
  }

  #row(name: string): Row | null {
    return this.#sql.one<Row>("SELECT due_at, attempts, next_due_at FROM alarms WHERE name = ?", name);
  }

  #earliest(): number | null {
    return this.#sql.scalar<number>("SELECT min(due_at) FROM alarms");
  }

  #armAt(dueAtMs: number | null): void {
    // The platform refuses times of 0 and below.
    if (dueAtMs !== null) this.#inCommit(this.#storage.setAlarm(Math.max(dueAtMs, this.#now())));
  }

  /** Not awaited: it is part of the commit of the writes around it, and fails only with all of them. */
  #inCommit(alarm: Promise<void>): void {
    alarm.catch((error: unknown) => this.#onError("(setting the alarm)", error));
  }
}
