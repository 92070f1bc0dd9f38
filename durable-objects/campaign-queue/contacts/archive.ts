/**
 * A queue's part in archiving its campaign: it reports whether it is ready, exports its contacts and conversations part
 * by part, and is emptied once the campaign has proven that Postgres has all of it. Afterwards its configuration stays,
 * so that later calls get a proper refusal.
 */
import { Buffer } from "node:buffer";
import type { ArchivedPart } from "../../../domain/archive/archive.ts";
import type { ArchiveReadiness } from "../../../domain/archive/archive-progress.ts";
import type { MessageState } from "../../../domain/record/events.ts";
import { contactId } from "../../../domain/ids.ts";
import { CALL_BYTES } from "../../kit/storage/batches.ts";
import { wipeTables } from "../../kit/storage/wipe.ts";
import { noCounters } from "../store/counters.ts";
import { contactStateOf, importedContactOf, messageStateOf } from "../store/rows.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";

/** What an emptied queue keeps. */
export const TOMBSTONE_TABLES = ["config", "state"];

const ROW_BYTES = 500;

/** @param outboxRows batches that Postgres has not confirmed */
export function readiness(store: QueueStore, outboxRows: number): ArchiveReadiness {
  const { counters, version } = store;
  const owed = ["owed_opt_outs", "owed_reviews", "owed_bad_numbers", "owed_answers", "owed_media"];
  const counts = owed.map((table) => store.sql.scalar<number>(`SELECT count(*) FROM ${table}`) ?? 0);
  const reports = counts.reduce((sum, count) => sum + count, 0);
  return {
    version,
    contacts: counters.contacts,
    queued: counters.QUEUED + counters.SENDING,
    unknown: counters.UNKNOWN,
    unconfirmed: outboxRows + reports,
  };
}

export type ExportedPart = ArchivedPart & {
  /** The queue's version when it was read; parts of different versions do not belong together. */
  version: number;
  /** Number of the last contact of the part; null when nothing follows. */
  next: number | null;
};

/** The contacts after a number, with all their messages. */
export function exportPart(store: QueueStore, after: number, limit: number): ExportedPart {
  const { sql, key } = store;
  const rows = sql.all<ContactRow>("SELECT * FROM contacts WHERE n > ? AND ready = 1 ORDER BY n LIMIT ?", after, limit);
  const part: ExportedPart = { contacts: [], messages: [], version: store.version, next: null };
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    const messages =
      row.last_at === 0 ? [] : sql.all<MessageRow>("SELECT * FROM messages WHERE n = ? ORDER BY id", row.n);
    const { zones } = row;
    part.contacts.push({ imported: importedContactOf(key, row), state: contactStateOf(key, row), zones });
    part.messages.push(...messages.map((message) => messageStateOf(key, message)));
    bytes += ROW_BYTES + bytesOf(row.custom, row.answers, row.labels);
    for (const { body, media, reactions } of messages) bytes += ROW_BYTES + bytesOf(body, media, reactions);
    const isLast = index === rows.length - 1;
    if (bytes < CALL_BYTES && !(isLast && rows.length === limit)) continue;
    if (!isLast || rows.length === limit) part.next = row.n;
    break;
  }
  return part;
}

function bytesOf(...texts: (string | null | undefined)[]): number {
  return texts.reduce((sum, text) => sum + (text ? Buffer.byteLength(text) : 0), 0);
}

export type Emptied = { ok: true } | { ok: false; reason: "changed" | "open" | "unconfirmed" };

/**
 * Empties the queue, if nothing has changed since the version that was exported and compared. It may be repeated.
 *
 * @param config the archived campaign's; every later call is refused by its state
 */
export function emptyForArchive(
  store: QueueStore,
  { version, config, outboxRows }: { version: number; config: CampaignConfig; outboxRows: number },
): Emptied {
  if (store.config?.status === "ARCHIVED") return { ok: true };
  const ready = readiness(store, outboxRows);
  if (ready.version !== version) return { ok: false, reason: "changed" };
  if (ready.queued > 0 || ready.unknown > 0) return { ok: false, reason: "open" };
  if (ready.unconfirmed > 0) return { ok: false, reason: "unconfirmed" };
  // No updates and no events: the campaign notifies desks, and Postgres keeps what it has.
  store.block((change) => {
    wipeTables(store.sql, TOMBSTONE_TABLES);
    Object.assign(change.counters, noCounters());
    change.nextVersion();
    store.configure({ ...config, script: null });
  });
  store.forgetTexters();
  store.desksAreUpToDate();
  return { ok: true };
}

/**
 * A reply after the archive. Its conversation is not here any more, so it is recorded for Postgres only, as a message
 * of its contact; the webhook then also keeps it as unmatched, where an opt-out in it counts. Delivered again, it is
 * the same record.
 */
export function recordLateReply(
  store: QueueStore,
  { n, sid, body, media = [] }: Pick<InboundText, "n" | "sid" | "body" | "media">,
): void {
  store.block((change) => {
    const payload: MessageState = {
      id: sid,
      contactId: contactId(store.key, n),
      direction: "in",
      // Nobody fetches files any more, so only their addresses are kept.
      body: [body, ...media.map(({ url }) => url)].filter((line) => line !== "").join("\n"),
      texterId: null,
      sendStatus: null,
      sid,
      errorCode: null,
      at: change.at,
      scriptVersion: null,
    };
    change.addEvents([{ kind: "message", version: change.nextVersion(), at: change.at, payload }]);
  });
}

export function isArchived(store: QueueStore): boolean {
  return store.config?.status === "ARCHIVED";
}
