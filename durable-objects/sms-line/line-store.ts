/** A line's rows: its texts of the last 30 days, by id, by key, by peer and in the order in which they wait. */
import { LINE_KEPT_MS, LOOP_MS, LOOP_TEXTS } from "../../domain/phone-service/line-texts.ts";
import type { LineMessage, LineRefusal } from "../../domain/phone-service/line-texts.ts";
import type { SendStatus } from "../../domain/statuses.ts";
import type { Sql } from "../kit/storage/sql.ts";

export type LineRow = {
  seq: number;
  id: string;
  key: string | null;
  peer: string;
  direction: "out" | "in";
  body: string;
  status: SendStatus | null;
  sid: string | null;
  code: number | null;
  refusal: string | null;
  at: number;
  attempts: number;
  called_at: number | null;
  sending_at: number | null;
  look_up_at: number | null;
  account_sid: string | null;
  hours: string | null;
  version: number;
  user_id: string | null;
  for_person: number;
};

/** What the directory has to learn of a peer's number. */
export type OwedNews =
  /** `at`: when it was found out, epoch ms; absent in rows from before. */
  | { kind: "opt_out"; cell: string; code: number; messageId: string; at?: number }
  | { kind: "bad_number"; cell: string; code: number | null; at?: number }
  | { kind: "unreachable"; cell: string; text: string; at: number };

const PURGED_AT_ONCE = 1_000;

/** Two calls that are stopped within this time are one loop. */
const ONE_LOOP_MS = 60_000;

export class LineStore {
  readonly sql: Sql;
  readonly now: () => number;
  /** Ids of texts that changed since they were last recorded. Emptied in the block of the change. */
  readonly #changed = new Set<string>();

  constructor(sql: Sql, now: () => number) {
    this.sql = sql;
    this.now = now;
  }

  byId(id: string): LineRow | null {
    return this.sql.one<LineRow>("SELECT * FROM messages WHERE id = ?", id);
  }

  byKey(key: string): LineRow | null {
    return this.sql.one<LineRow>("SELECT * FROM messages WHERE key = ?", key);
  }

  add(
    row: Pick<LineRow, "id" | "key" | "peer" | "direction" | "body" | "status" | "sid" | "account_sid" | "hours">,
  ): void {
    this.sql.run(
      `INSERT INTO messages (id, key, peer, direction, body, status, sid, account_sid, hours, at, version, user_id,
         for_person)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, (SELECT user_id FROM owner WHERE id = 1),
         COALESCE((SELECT person FROM owner WHERE id = 1), 0))`,
      row.id,
      row.key,
      row.peer,
      row.direction,
      row.body,
      row.status,
      row.sid,
      row.account_sid,
      row.hours,
      this.now(),
    );
    this.#changed.add(row.id);
  }

  /** As they are now. */
  takeChanged(): LineRow[] {
    const rows = [...this.#changed].flatMap((id) => this.byId(id) ?? []);
    this.#changed.clear();
    return rows;
  }

  /** The next one to carry. */
  nextQueued(): LineRow | null {
    return this.sql.one<LineRow>("SELECT * FROM messages WHERE status = 'QUEUED' ORDER BY seq LIMIT 1");
  }

  withStatus(status: "QUEUED" | "SENDING", limit: number): LineRow[] {
    return this.sql.all<LineRow>("SELECT * FROM messages WHERE status = ? ORDER BY seq LIMIT ?", status, limit);
  }

  hasOpen(): boolean {
    return this.sql.scalar("SELECT 1 FROM messages WHERE status IN ('QUEUED', 'SENDING') LIMIT 1") !== null;
  }

  markSending(row: LineRow): LineRow {
    const at = this.now();
    this.sql.run(
      `UPDATE messages SET status = 'SENDING', attempts = attempts + 1, sending_at = ?, called_at = COALESCE(called_at, ?),
         version = version + 1
       WHERE seq = ?`,
      at,
      at,
      row.seq,
    );
    const { version, attempts, called_at: calledAt } = row;
    const counted = { version: version + 1, attempts: attempts + 1 };
    return { ...row, ...counted, status: "SENDING", sending_at: at, called_at: calledAt ?? at };
  }

  setStatus(
    { seq, id }: Pick<LineRow, "seq" | "id">,
    set: { status: SendStatus; sid?: string | null; code?: number | null; look_up_at?: number | null },
  ): void {
    this.sql.run(
      `UPDATE messages SET status = ?, sid = COALESCE(?, sid), code = COALESCE(?, code), look_up_at = ?, version = version + 1
       WHERE seq = ?`,
      set.status,
      set.sid ?? null,
      set.code ?? null,
      set.look_up_at ?? null,
      seq,
    );
    this.#changed.add(id);
  }

  /** Back into the line as if the carrier had not been called. */
  requeue({ seq }: Pick<LineRow, "seq">, { countsAsTry }: { countsAsTry: boolean }): void {
    this.sql.run(
      `UPDATE messages SET status = 'QUEUED', attempts = attempts - ?, look_up_at = NULL, version = version + 1
       WHERE seq = ?`,
      countsAsTry ? 0 : 1,
      seq,
    );
  }

  /** It did not reach the carrier: the key may be used again. */
  refuse({ seq, id }: Pick<LineRow, "seq" | "id">, status: "ERROR" | "NOT_ATTEMPTED", refusal: LineRefusal): void {
    this.sql.run(
      `UPDATE messages SET status = ?, key = NULL, code = ?, refusal = ?, look_up_at = NULL, version = version + 1
       WHERE seq = ?`,
      status,
      refusal.code ?? null,
      JSON.stringify(refusal),
      seq,
    );
    this.#changed.add(id);
  }

  /** No news: the record needs nothing of it. */
  lookUpAt({ seq }: Pick<LineRow, "seq">, atMs: number | null): void {
    this.sql.run("UPDATE messages SET look_up_at = ? WHERE seq = ?", atMs, seq);
  }

  nextLookUpAtMs(): number | null {
    return this.sql.scalar<number>(
      "SELECT MIN(look_up_at) FROM messages WHERE status = 'UNKNOWN' AND look_up_at IS NOT NULL",
    );
  }

  dueLookUps(limit: number): LineRow[] {
    return this.sql.all<LineRow>(
      "SELECT * FROM messages WHERE status = 'UNKNOWN' AND look_up_at <= ? ORDER BY look_up_at LIMIT ?",
      this.now(),
      limit,
    );
  }

  /** The carrier's ids of other texts to the peer. */
  otherSids({ peer, id }: Pick<LineRow, "peer" | "id">): string[] {
    return this.sql
      .all<{ sid: string }>("SELECT sid FROM messages WHERE peer = ? AND id <> ? AND sid IS NOT NULL", peer, id)
      .map(({ sid }) => sid);
  }

  /**
   * When the next text to the peer may go (epoch ms); null: now. Two programs that answer each other: many texts within a moment,
   * and not all of them ours.
   */
  loopEndsAtMs(peer: string): number | null {
    const last = this.sql.all<Pick<LineRow, "at" | "direction">>(
      "SELECT at, direction FROM messages WHERE peer = ? ORDER BY seq DESC LIMIT ?",
      peer,
      LOOP_TEXTS,
    );
    const oldest = last.at(-1);
    if (last.length < LOOP_TEXTS || !oldest || oldest.at <= this.now() - LOOP_MS) return null;
    return last.some(({ direction }) => direction === "in") ? oldest.at + LOOP_MS : null;
  }

  /** Texts to the peer were stopped as a loop. @returns whether this is the first of it */
  stopLoop(peer: string, untilMs: number): boolean {
    const before = this.sql.scalar<number>("SELECT until FROM loops WHERE peer = ?", peer);
    this.sql.run(
      "INSERT INTO loops (peer, until) VALUES (?, ?) ON CONFLICT (peer) DO UPDATE SET until = excluded.until",
      peer,
      untilMs,
    );
    return before === null || before < this.now() - ONE_LOOP_MS;
  }

  owe(news: OwedNews): void {
    this.sql.run("INSERT INTO owed_news (json) VALUES (?)", JSON.stringify(news));
  }

  owed(limit: number): { id: number; news: OwedNews }[] {
    return (
      this.sql
        .all<{ id: number; json: string }>("SELECT id, json FROM owed_news ORDER BY id LIMIT ?", limit)
        // Written above.
        .map(({ id, json }) => ({ id, news: JSON.parse(json) as OwedNews }))
    );
  }

  paid(id: number): void {
    this.sql.run("DELETE FROM owed_news WHERE id = ?", id);
  }

  texts(peer: string | null, limit: number): LineMessage[] {
    const rows =
      peer === null
        ? this.sql.all<LineRow>("SELECT * FROM messages ORDER BY seq DESC LIMIT ?", limit)
        : this.sql.all<LineRow>("SELECT * FROM messages WHERE peer = ? ORDER BY seq DESC LIMIT ?", peer, limit);
    return rows.map(shownMessage);
  }

  /** Forgets what is older than 30 days, some at a time. @returns whether there may be more */
  purge(): boolean {
    const before = this.now() - LINE_KEPT_MS;
    const old = this.sql.all<{ seq: number; at: number }>(
      "SELECT seq, at FROM messages ORDER BY seq LIMIT ?",
      PURGED_AT_ONCE,
    );
    const last = old.findLast(({ at }) => at < before);
    if (!last) return false;
    // A text that still waits is not forgotten.
    this.sql.run(
      "DELETE FROM messages WHERE seq <= ? AND at < ? AND (status IS NULL OR status NOT IN ('QUEUED', 'SENDING'))",
      last.seq,
      before,
    );
    return old.length === PURGED_AT_ONCE && last.seq === old.at(-1)?.seq;
  }

  isEmpty(): boolean {
    return this.sql.scalar("SELECT 1 FROM messages LIMIT 1") === null;
  }
}

export function shownMessage({ id, direction, peer, body, at, status, code, refusal }: LineRow): LineMessage {
  return { id, direction, peer, body, at, status, code, why: refusal === null ? null : refusalOf(refusal).message };
}

export function refusalOf(json: string): LineRefusal {
  // Written by `refuse`.
  return JSON.parse(json) as LineRefusal;
}
