/**
 * Calls to the carrier of unknown outcome: when they can have reached it, why the outcome is unknown, and what look-ups
 * have answered. Stored only for such texts, and deleted once their outcome is known.
 */
import type { UnknownCall } from "../../../domain/messages/undecided.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

type Row = {
  attempt: number;
  began_at: number;
  ended_at: number;
  why: string;
  looked_up_at: number | null;
  looked_up: string | null;
};

/** Part of a block. The call can have reached the carrier until now. */
export function recordUnknownCall(store: QueueStore, message: MessageRow, endedAtMs: number, why: string): void {
  store.sql.run(
    `INSERT INTO unknown_calls (n, message_id, attempt, began_at, ended_at, why) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (n, message_id, attempt) DO UPDATE SET ended_at = excluded.ended_at, why = excluded.why`,
    message.n,
    message.id,
    message.attempts,
    message.sending_at ?? message.at,
    endedAtMs,
    why,
  );
}

/** Oldest first. */
export function unknownCalls(store: QueueStore, n: number, messageId: string): UnknownCall[] {
  return store.sql
    .all<Row>("SELECT * FROM unknown_calls WHERE n = ? AND message_id = ? ORDER BY attempt", n, messageId)
    .map((row) => ({
      beganAtMs: row.began_at,
      endedAtMs: row.ended_at,
      why: row.why,
      lookedUp: row.looked_up_at === null ? null : { atMs: row.looked_up_at, answer: row.looked_up ?? "" },
    }));
}

/**
 * The times between which the carrier can have accepted the text: from its first unknown call, which may be listed
 * late, to the end of the last one. A call may begin long after its wave's commit when others before it time out, so an
 * absence can be a proof only from the end of the call.
 */
export function carriedBetween(store: QueueStore, message: MessageRow): { sinceMs: number; untilMs: number } {
  const row = store.sql.one<{ since: number | null; until: number | null }>(
    "SELECT MIN(began_at) AS since, MAX(ended_at) AS until FROM unknown_calls WHERE n = ? AND message_id = ?",
    message.n,
    message.id,
  );
  const calledAtMs = message.sending_at ?? message.at;
  return { sinceMs: Math.min(row?.since ?? calledAtMs, calledAtMs), untilMs: Math.max(row?.until ?? 0, calledAtMs) };
}

/** From when an absence at the carrier proves that the text never was there; null: never. */
export function absenceIsProvenAtMs(store: QueueStore, message: MessageRow, afterMs: number | null): number | null {
  return afterMs === null ? null : carriedBetween(store, message).untilMs + afterMs;
}

/** Part of a block: what a look-up of the last call answered. */
export function recordLookUp(store: QueueStore, message: MessageRow, atMs: number, answer: string): void {
  store.sql.run(
    "UPDATE unknown_calls SET looked_up_at = ?, looked_up = ? WHERE n = ? AND message_id = ? AND attempt = ?",
    atMs,
    answer,
    message.n,
    message.id,
    message.attempts,
  );
}

/** Drops the calls of texts whose outcome is known by now. */
export function forgetKnownCalls(store: QueueStore): void {
  store.sql.run(
    `DELETE FROM unknown_calls WHERE NOT EXISTS (
       SELECT 1 FROM messages m WHERE m.n = unknown_calls.n AND m.id = unknown_calls.message_id
       AND m.send_status IN ('QUEUED', 'SENDING', 'UNKNOWN'))`,
  );
}
