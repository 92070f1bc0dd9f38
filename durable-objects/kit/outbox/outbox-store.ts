/**
 * The outbox's tables: batches that some consumer lacks, the head of their hash chain, and what each consumer has.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { batchHash, CHAIN_START } from "./hash-chain.ts";
import { migrate } from "../storage/migrations.ts";
import { addSpan, intersectSpans, subtractSpan, type Span } from "./spans.ts";
import type { Sql } from "../storage/sql.ts";

const MIGRATIONS = [
  `
  -- The column bytes is before events, so that packing does not read the events themselves.
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    hash TEXT NOT NULL,
    events TEXT NOT NULL
  ) STRICT;

  -- The newest batch, once it has left the outbox: seq continues from here and is never reused.
  CREATE TABLE outbox_head (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;

  -- Batches that one consumer has and another lacks. spans: JSON, [[from, to], …]. Unused with a single consumer.
  CREATE TABLE outbox_confirmed (consumer TEXT PRIMARY KEY, spans TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
];

const HEAD_SEQ = "max(coalesce((SELECT max(seq) FROM outbox), 0), coalesce((SELECT seq FROM outbox_head), 0))";

export type StoredBatch = { seq: number; hash: string; events: ObjectEvent[] };
type Head = { seq: number; hash: string };

export class OutboxStore {
  readonly #sql: Sql;
  readonly #consumers: readonly string[];
  #head: Head | null = null;

  constructor(sql: Sql, consumers: readonly string[]) {
    this.#sql = sql;
    this.#consumers = consumers;
    migrate(sql, MIGRATIONS, "outbox");
    // Some batches may have been kept only for a consumer that no longer exists.
    const confirmed = this.#confirmations();
    if (confirmed.size > 0) this.#dropConfirmedByAll(confirmed, this.#readHead());
  }

  /** One INSERT. @param bytes of `eventsJson` in UTF-8. */
  append(eventsJson: string, bytes: number, atMs: number): void {
    this.#head ??= this.#readHead();
    if (this.#insertAfter(this.#head, eventsJson, bytes, atMs)) return;
    // The head in memory belongs to a transaction that was rolled back.
    this.#head = this.#readHead();
    if (!this.#insertAfter(this.#head, eventsJson, bytes, atMs)) {
      throw new Error("Batch refused twice by the outbox: two outboxes seem to share one store.");
    }
  }

  /**
   * The next consecutive batches within a gap that together have at most `maxBytes` (one batch always goes).
   *
   * @returns null when nothing is there.
   */
  nextSpan([from, to]: Span, maxBytes: number, bytesPerBatch: number): Span | null {
    const rows = this.#sql.all<{ seq: number; bytes: number }>(
      "SELECT seq, bytes FROM outbox WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 500",
      from,
      to,
    );
    const first = rows[0];
    if (first === undefined) return null;
    let last = first.seq;
    let bytes = first.bytes + bytesPerBatch;
    for (const row of rows.slice(1)) {
      bytes += row.bytes + bytesPerBatch;
      if (row.seq !== last + 1 || bytes > maxBytes) break;
      last = row.seq;
    }
    return [first.seq, last];
  }

  read([from, to]: Span): StoredBatch[] {
    return this.#sql
      .all<{ seq: number; hash: string; events: string }>(
        "SELECT seq, hash, events FROM outbox WHERE seq BETWEEN ? AND ? ORDER BY seq",
        from,
        to,
      )
      .map(({ seq, hash, events }) => ({
        seq,
        hash,
        // Written by `append` from events.
        events: JSON.parse(events) as ObjectEvent[],
      }));
  }

  /** What the consumer has of the batches that are still here. */
  confirmedBy(consumer: string): Span[] {
    return this.#confirmations().get(consumer) ?? [];
  }

  /** The consumer has these batches; those that all consumers have leave. May repeat and come in any order. */
  confirm(consumer: string, span: Span): void {
    const head = this.#readHead();
    // A confirmation of batches that do not exist yet would lose them later.
    if (span[0] > head.seq) return;
    const confirmed = this.#confirmations();
    confirmed.set(consumer, addSpan(confirmed.get(consumer) ?? [], [span[0], Math.min(span[1], head.seq)]));
    this.#dropConfirmedByAll(confirmed, head);
  }

  pending(): { rows: number; oldestAtMs: number | null } {
    const rows = this.#sql.scalar<number>("SELECT count(*) FROM outbox") ?? 0;
    return { rows, oldestAtMs: this.#sql.scalar<number>("SELECT at FROM outbox ORDER BY seq LIMIT 1") };
  }

  isEmpty(): boolean {
    return this.#sql.one("SELECT seq FROM outbox LIMIT 1") === null;
  }

  #insertAfter(head: Head, eventsJson: string, bytes: number, atMs: number): boolean {
    const seq = head.seq + 1;
    const hash = batchHash(head.hash, eventsJson);
    const inserted = this.#sql.one(
      `INSERT INTO outbox (seq, at, bytes, hash, events) SELECT ?, ?, ?, ?, ? WHERE ${HEAD_SEQ} = ? RETURNING seq`,
      seq,
      atMs,
      bytes,
      hash,
      eventsJson,
      head.seq,
    );
    if (inserted === null) return false;
    this.#head = { seq, hash };
    return true;
  }

  #readHead(): Head {
    const stored = this.#sql.one<Head>(
      "SELECT seq, hash FROM outbox UNION ALL SELECT seq, hash FROM outbox_head ORDER BY seq DESC LIMIT 1",
    );
    return stored ?? { seq: 0, hash: CHAIN_START };
  }

  #confirmations(): Map<string, Span[]> {
    const rows = this.#sql.all<{ consumer: string; spans: string }>("SELECT consumer, spans FROM outbox_confirmed");
    // Written by #keep.
    return new Map(rows.map(({ consumer, spans }) => [consumer, JSON.parse(spans) as Span[]]));
  }

  #dropConfirmedByAll(confirmed: Map<string, Span[]>, head: Head): void {
    const byAll = this.#consumers.map((consumer) => confirmed.get(consumer) ?? []).reduce(intersectSpans);
    if (byAll.some(([from, to]) => from <= head.seq && head.seq <= to)) {
      this.#sql.run(
        `INSERT INTO outbox_head (id, seq, hash) VALUES (1, ?, ?)
         ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash WHERE seq < excluded.seq`,
        head.seq,
        head.hash,
      );
    }
    for (const [from, to] of byAll) this.#sql.run("DELETE FROM outbox WHERE seq BETWEEN ? AND ?", from, to);
    const oldest = this.#sql.scalar<number>("SELECT seq FROM outbox ORDER BY seq LIMIT 1") ?? Infinity;
    for (const [consumer, spans] of confirmed) {
      this.#keep(
        consumer,
        byAll.reduce<Span[]>(subtractSpan, spans).filter(([, to]) => to >= oldest),
      );
    }
  }

  /** Writes nothing when nothing changes: with a single consumer no span ever stays. */
  #keep(consumer: string, spans: readonly Span[]): void {
    if (spans.length === 0 || !this.#consumers.includes(consumer)) {
      this.#sql.run("DELETE FROM outbox_confirmed WHERE consumer = ?", consumer);
      return;
    }
    this.#sql.run(
      `INSERT INTO outbox_confirmed (consumer, spans) VALUES (?, ?)
       ON CONFLICT (consumer) DO UPDATE SET spans = excluded.spans WHERE spans <> excluded.spans`,
      consumer,
      JSON.stringify(spans),
    );
  }
}
