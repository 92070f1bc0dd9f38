/**
 * The carrier's ids of earlier tries of a text, which it gave up before the text went again. Their reports may still come, and
 * its list still has them: they say nothing of the present try, except that the text arrived after all.
 */
import type { QueueStore } from "../store/store.ts";

/** Whether a queue has any. Most never do, and every report would ask the table. */
const any = new WeakMap<QueueStore, boolean>();

/** Part of a block. */
export function rememberSid(
  store: QueueStore,
  { n, messageId, sid }: { n: number; messageId: string; sid: string },
): void {
  any.set(store, true);
  store.sql.run(
    "INSERT INTO former_sids (n, sid, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    n,
    sid,
    messageId,
  );
}

/** Of one text, or of all texts of a contact. */
export function formerSids(store: QueueStore, n: number, messageId?: string): string[] {
  return store.sql
    .all<{ sid: string; message_id: string }>("SELECT sid, message_id FROM former_sids WHERE n = ?", n)
    .flatMap((row) => (messageId === undefined || row.message_id === messageId ? [row.sid] : []));
}

export function isFormer(store: QueueStore, n: number, sid: string): boolean {
  if (!any.has(store)) any.set(store, store.sql.scalar("SELECT 1 FROM former_sids LIMIT 1") !== null);
  if (!any.get(store)) return false;
  return store.sql.scalar("SELECT 1 FROM former_sids WHERE n = ? AND sid = ?", n, sid) !== null;
}
