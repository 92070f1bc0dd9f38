/**
 * The carrier's ids of earlier tries of a text, which it gave up before the text went again. Their reports may still come, and
 * its list still has them: they say nothing of the present try, except that the text arrived after all.
 */
import type { QueueStore } from "../store/store.ts";

/** Part of a block. */
export function rememberSid(
  store: QueueStore,
  { n, messageId, sid }: { n: number; messageId: string; sid: string },
): void {
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
  return store.sql.scalar("SELECT 1 FROM former_sids WHERE n = ? AND sid = ?", n, sid) !== null;
}
