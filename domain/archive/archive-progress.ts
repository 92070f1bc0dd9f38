/** Archiving a campaign for good: shapes of `/api/admin/campaigns/:id/archive` and of the socket's frame. */
import type { JobFailure } from "../campaigns/job-failure.ts";

/** The steps in their order; each is resumable (durable-objects/campaign/archive/archive.ts). */
const ARCHIVE_STAGES = ["waiting", "exporting", "checking", "clearing", "desks", "done"] as const;
export type ArchiveStage = (typeof ARCHIVE_STAGES)[number];

/** Where Postgres and a queue disagree. */
export type ArchiveDifference = {
  /** Contact, or contact and message (`contact/message`), or `queue N` for a count. */
  what: string;
  /** What is wrong, for people. */
  message: string;
};

export type ArchiveProgress = {
  archiveId: string;
  /**
   * `stopped`: a person has to look at something, or stopped it while queues were being emptied; `failed`: a step failed
   * too often (`failure`). In both the campaign stays closed and may be archived again.
   */
  state: "running" | "stopped" | "failed" | "cancelled" | "done";
  stage: ArchiveStage;
  contacts: number;
  /** Exported and compared so far. */
  contactsDone: number;
  messagesDone: number;
  queues: number;
  queuesCleared: number;
  /** Why it waits, or why it stopped. */
  message: string | null;
  failure?: JobFailure | undefined;
  differences: ArchiveDifference[];
  /** Epoch milliseconds. */
  startedAt: number;
  /** Once done. */
  receipt: ArchiveReceipt | null;
};

/** The receipt of an archive: proof of what was stored. */
export type ArchiveReceipt = {
  archiveId: string;
  contacts: number;
  messages: number;
  texters: number;
  /** sha-256 over the queues' checksums in their order; objects and Postgres gave the same. */
  checksum: string;
  queues: { queueNo: number; contacts: number; messages: number; checksum: string }[];
  /** Epoch milliseconds. */
  at: number;
  byPersonId: string;
};

/** What still has to end before a queue can be archived, and what the database has not confirmed yet. */
export type ArchiveReadiness = {
  /** Raised by every change; an export is of one version. */
  version: number;
  contacts: number;
  /** Texts that wait for the carrier, or are on their way to it. */
  queued: number;
  /** Texts of unknown outcome. */
  unknown: number;
  /** Batches of events that Postgres has not confirmed, and opt-outs that the directory has not. */
  unconfirmed: number;
};

/** The files of an export. */
export const ARCHIVE_FILES = ["contacts", "messages"] as const;
export type ArchiveFile = (typeof ARCHIVE_FILES)[number];
