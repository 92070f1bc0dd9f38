/** What a campaign stores about its archive: the progress as a whole, and per queue. */
import type { ArchiveProgress, ArchiveReceipt } from "../../../domain/archive/archive-progress.ts";
import type { Sql } from "../../kit/storage/sql.ts";

export type ArchiveRecord = ArchiveProgress & { byPersonId: string };

export type ArchiveQueueRow = {
  n: number;
  stage: "export" | "exported" | "cleared";
  /** Number of the last exported contact. */
  after: number;
  /** Of the queue that is being exported; null before the first part. */
  version: number | null;
  contacts: number;
  messages: number;
  /** Chained over the parts. */
  checksum: string;
  parts: number;
};

export function archiveRecord(sql: Sql): ArchiveRecord | null {
  const json = sql.scalar<string>("SELECT json FROM archive WHERE id = 1");
  // Written below.
  return json === null ? null : (JSON.parse(json) as ArchiveRecord);
}

export function saveArchive(sql: Sql, record: ArchiveRecord): void {
  sql.run(
    "INSERT INTO archive (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
    JSON.stringify(record),
  );
}

export function archiveProgress(sql: Sql): ArchiveProgress | null {
  const record = archiveRecord(sql);
  return record && archiveProgressOf(record);
}

/** What admins see of it. */
export function archiveProgressOf(record: ArchiveRecord): ArchiveProgress {
  const { byPersonId: _person, ...progress } = record;
  return progress;
}

/** Whether the campaign's state is fixed: while it is being archived, and for good from the first emptied queue on. */
export function isBeingArchived(sql: Sql): boolean {
  return archiveRecord(sql)?.state === "running" || anyCleared(sql);
}

export function anyCleared(sql: Sql): boolean {
  return sql.scalar("SELECT 1 FROM archive_queues WHERE stage = 'cleared' LIMIT 1") !== null;
}

/** Adds the queues that are not listed yet; queues of an earlier attempt are exported again unless they are emptied. */
export function prepareQueues(sql: Sql, queueNos: readonly number[]): void {
  sql.run("DELETE FROM archive_queues WHERE stage <> 'cleared'");
  for (const n of queueNos) {
    sql.run(
      "INSERT INTO archive_queues (n, stage, after, version, contacts, messages, checksum, parts) VALUES (?, 'export', 0, NULL, 0, 0, '', 0) ON CONFLICT DO NOTHING",
      n,
    );
  }
}

export function archiveQueues(sql: Sql): ArchiveQueueRow[] {
  return sql.all<ArchiveQueueRow>("SELECT * FROM archive_queues ORDER BY n");
}

export function nextQueue(sql: Sql, stage: ArchiveQueueRow["stage"]): ArchiveQueueRow | null {
  return sql.one<ArchiveQueueRow>("SELECT * FROM archive_queues WHERE stage = ? ORDER BY n LIMIT 1", stage);
}

export function saveQueue(sql: Sql, row: ArchiveQueueRow): void {
  sql.run(
    "UPDATE archive_queues SET stage = ?, after = ?, version = ?, contacts = ?, messages = ?, checksum = ?, parts = ? WHERE n = ?",
    row.stage,
    row.after,
    row.version,
    row.contacts,
    row.messages,
    row.checksum,
    row.parts,
    row.n,
  );
}

/** The queue has changed since its export, which begins again. */
export function exportAgain(sql: Sql, n: number): void {
  saveQueue(sql, { n, stage: "export", after: 0, version: null, contacts: 0, messages: 0, checksum: "", parts: 0 });
}

export function totals(sql: Sql): { contacts: number; messages: number } {
  const row = sql.one<{ contacts: number | null; messages: number | null }>(
    "SELECT SUM(contacts) AS contacts, SUM(messages) AS messages FROM archive_queues",
  );
  return { contacts: row?.contacts ?? 0, messages: row?.messages ?? 0 };
}

export function receiptOf(
  sql: Sql,
  more: Pick<ArchiveReceipt, "archiveId" | "texters" | "checksum" | "at" | "byPersonId">,
): ArchiveReceipt {
  return {
    ...more,
    ...totals(sql),
    queues: archiveQueues(sql).map((row) => ({
      queueNo: row.n,
      contacts: row.contacts,
      messages: row.messages,
      checksum: row.checksum,
    })),
  };
}
