/**
 * Archiving a campaign for good, by resumable steps (docs/rules.md#campaigns-archive): wait until everything has come
 * to rest and is confirmed, export it part by part while comparing each part with Postgres, compare the counts, empty
 * the queues, clear the desks. Each step stores its end; a stop at any moment repeats the step that was under way.
 *
 * A queue is emptied only at the version that was exported and compared: a late reply or report in between sends this
 * queue back to its export, and nothing else.
 */
import { contactRecord, differencesOf, archiveLinesOf, messageRecord } from "../../../domain/archive/archive.ts";
import type { ArchiveLines } from "../../../domain/archive/archive.ts";
import { csvLines } from "../../../domain/contacts/file/write-csv.ts";
import type { ArchiveDifference, ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import { batchHash } from "../../kit/outbox/hash-chain.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import { fileKey } from "./archive-files.ts";
import { liveQueues, openWords, readinessOf, readinessOfQueue, saved } from "./archive-begin.ts";
import {
  archiveQueues,
  archiveRecord,
  exportAgain,
  nextQueue,
  prepareQueues,
  receiptOf,
  saveQueue,
  totals,
} from "./archive-record.ts";
import type { ArchiveRecord } from "./archive-record.ts";
import type { CampaignState } from "../state.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";

const SIZES = { contactsPerPart: 2_500, stepsPerRun: 20 };
const MOST_DIFFERENCES = 50;

export type ArchiveDeps = {
  state: CampaignState;
  now: () => number;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  postgres: {
    /** The lines of these contacts and all their messages (domain/archive/archive.ts). */
    lines: (contactIds: readonly string[]) => Promise<ArchiveLines>;
    /** An object's lines as Postgres can hold them. */
    asStored: (lines: ArchiveLines) => ArchiveLines;
    counts: () => Promise<Map<number, { contacts: number; messages: number }>>;
  };
  putFile: (key: string, text: string) => Promise<void>;
  deleteFiles: (keys: string[]) => Promise<void>;
  /** The campaign is ARCHIVED from here on; repeating it is fine. */
  becomeArchived: () => void;
  /** Clears every desk; throws when some could not be reached. */
  clearDesks: () => Promise<void>;
  /** Forgets what the campaign itself no longer needs. */
  forget: () => void;
  publish: (progress: ArchiveProgress) => void;
  /** A step was done and stored. */
  progressed: () => void;
  onFault: Logger["fault"];
  /** Smaller ones for tests. */
  sizes?: typeof SIZES;
};

/** `again`: there is more to do at once; `wait`: look again in a moment. Throws on faults (archive-failed.ts). */
export async function runArchive(deps: ArchiveDeps): Promise<"again" | "wait" | "done"> {
  const { stepsPerRun } = deps.sizes ?? SIZES;
  for (let step = 0; step < stepsPerRun; step += 1) {
    const record = archiveRecord(deps.state.sql);
    if (record?.state !== "running") return "done";
    const after = await oneStep(deps, record);
    if (after !== "again") return after;
  }
  return "again";
}

type Next = "again" | "wait" | "done";

function oneStep(deps: ArchiveDeps, record: ArchiveRecord): Promise<Next> | Next {
  switch (record.stage) {
    case "waiting":
      return waitForRest(deps);
    case "exporting":
      return exportOnePart(deps);
    case "checking":
      return checkCounts(deps);
    case "clearing":
      return emptyOneQueue(deps);
    case "desks":
      return clearDesks(deps);
    case "done":
      return "done";
  }
}

async function waitForRest(deps: ArchiveDeps): Promise<Next> {
  const { state } = deps;
  const open = { queued: 0, unknown: 0, unconfirmed: 0 };
  for (const each of await readinessOf(deps)) {
    open.queued += each.queued;
    open.unknown += each.unknown;
    open.unconfirmed += each.unconfirmed;
  }
  if (open.queued + open.unknown > 0) return stop(deps, openWords(open));
  if (open.unconfirmed > 0) {
    const packets = open.unconfirmed === 1 ? "one packet" : `${open.unconfirmed} packets`;
    saveIfRunning(deps, { message: `Waiting for the database to confirm ${packets} of events.` });
    return "wait";
  }
  return goTo(deps, "exporting", () =>
    prepareQueues(
      state.sql,
      liveQueues(state).map(({ n }) => n),
    ),
  );
}

async function exportOnePart(deps: ArchiveDeps): Promise<Next> {
  const { state, sizes = SIZES } = deps;
  const row = nextQueue(state.sql, "export");
  if (!row) return goTo(deps, "checking");
  const key = state.key(row.n);
  const part = await callObject(
    () => deps.queue(key),
    (queue) => queue.exportPart({ after: row.after, limit: sizes.contactsPerPart }),
  );
  if (row.version !== null && row.version !== part.version) return againFrom(deps, row.n);

  const objects = deps.postgres.asStored(archiveLinesOf(part));
  const stored = await deps.postgres.lines(part.contacts.map(({ imported }) => imported.id));
  const checksum = checksumOf(row.checksum, objects);
  if (checksum !== checksumOf(row.checksum, stored)) {
    const { version, unconfirmed } = await readinessOfQueue(deps, row.n);
    // The changes since are still on their way to Postgres.
    if (version !== part.version || unconfirmed > 0) return againFrom(deps, row.n);
    return stop(
      deps,
      "The database does not hold the same as the campaign. Nothing was removed; correct the records named here, then archive again.",
      differencesOf(objects, stored, MOST_DIFFERENCES),
    );
  }
  const custom = state.info?.customFields ?? [];
  const parts = row.parts + (part.contacts.length > 0 ? 1 : 0);
  if (parts > row.parts) {
    const contacts = csvLines(part.contacts.map((contact) => contactRecord(contact, custom)));
    await deps.putFile(fileKey(state, "contacts", row.n, parts), contacts);
    await deps.putFile(fileKey(state, "messages", row.n, parts), csvLines(part.messages.map(messageRecord)));
  }
  return writeDown(deps, () =>
    saveQueue(state.sql, {
      n: row.n,
      stage: part.next === null ? "exported" : "export",
      after: part.next ?? row.after,
      version: part.version,
      contacts: row.contacts + part.contacts.length,
      messages: row.messages + part.messages.length,
      checksum,
      parts,
    }),
  );
}

/** Postgres may hold more than the parts that were compared, so the counts have to be equal as well. */
async function checkCounts(deps: ArchiveDeps): Promise<Next> {
  const { state } = deps;
  const counts = await deps.postgres.counts();
  const differences: ArchiveDifference[] = [];
  const rows = new Map(archiveQueues(state.sql).map((row) => [row.n, row]));
  for (const queueNo of new Set([...rows.keys(), ...counts.keys()])) {
    const here = rows.get(queueNo) ?? { contacts: 0, messages: 0 };
    const stored = counts.get(queueNo) ?? { contacts: 0, messages: 0 };
    for (const name of ["contacts", "messages"] as const) {
      // A late reply to an emptied queue is recorded in Postgres alone.
      const isMore = rows.get(queueNo)?.stage === "cleared" && stored[name] > here[name];
      if (here[name] === stored[name] || isMore) continue;
      differences.push({ what: `queue ${queueNo}`, message: `${here[name]} ${name}, ${stored[name]} in the database` });
    }
  }
  if (differences.length > 0) {
    for (const row of rows.values()) {
      if (row.stage === "cleared") continue;
      const { version } = await readinessOfQueue(deps, row.n);
      if (version !== row.version) return againFrom(deps, row.n);
    }
    const words = "The database does not hold as many records as the campaign. Nothing was removed.";
    return stop(deps, words, differences.slice(0, MOST_DIFFERENCES));
  }
  return goTo(deps, "clearing");
}

async function emptyOneQueue(deps: ArchiveDeps): Promise<Next> {
  const { state } = deps;
  const row = nextQueue(state.sql, "exported");
  if (!row) {
    return goTo(deps, "desks", deps.becomeArchived);
  }
  const present = state.config();
  const config: CampaignConfig = {
    ...present,
    status: "ARCHIVED",
    paused: false,
    script: null,
    epoch: present.epoch + 1,
  };
  const emptied = await callObject(
    () => deps.queue(state.key(row.n)),
    // Always a version: the row was exported.
    (queue) => queue.emptyForArchive({ version: row.version ?? 0, config }),
  );
  if (!emptied.ok) return againFrom(deps, row.n);
  return writeDown(deps, () => {
    saveQueue(state.sql, { ...row, stage: "cleared" });
    // The campaign's page still shows its last numbers.
    state.sql.run("UPDATE queues SET cleared = 1 WHERE n = ?", row.n);
  });
}

async function clearDesks(deps: ArchiveDeps): Promise<Next> {
  const { state, now } = deps;
  await deps.clearDesks();
  const record = archiveRecord(state.sql);
  if (record?.state !== "running") return "done";
  const checksum = archiveQueues(state.sql).reduce((chain, each) => batchHash(chain, each.checksum), "");
  const { archiveId, byPersonId } = record;
  state.sql.transaction(() => {
    const receipt = receiptOf(state.sql, { archiveId, byPersonId, checksum, texters: state.texterCount(), at: now() });
    deps.forget();
    saved(deps, { ...record, state: "done", stage: "done", message: null, receipt });
  });
  return "done";
}

// Writing down ---------------------------------------------------------------------------------------------------------

function goTo(deps: ArchiveDeps, stage: ArchiveRecord["stage"], also?: () => void): Next {
  return writeDown(deps, also, { stage });
}

function againFrom(deps: ArchiveDeps, n: number): Next {
  const { sql } = deps.state;
  // The changes are still on their way to Postgres.
  writeDown(deps, () => exportAgain(sql, n), { stage: "exporting" });
  return "wait";
}

function stop(deps: ArchiveDeps, message: string, differences: ArchiveDifference[] = []): Next {
  saveIfRunning(deps, { state: "stopped", message, differences });
  return "done";
}

function writeDown(deps: ArchiveDeps, also?: () => void, change: Partial<ArchiveRecord> = {}): Next {
  deps.state.sql.transaction(() => {
    also?.();
    saveIfRunning(deps, { message: null, ...change });
    deps.progressed();
  });
  return "again";
}

/** The archive may have been cancelled while the step ran. */
export function saveIfRunning(deps: ArchiveDeps, change: Partial<ArchiveRecord>): void {
  const { sql } = deps.state;
  const record = archiveRecord(sql);
  if (record?.state !== "running") return;
  const { contacts, messages } = totals(sql);
  const queuesCleared = archiveQueues(sql).filter((row) => row.stage === "cleared").length;
  saved(deps, {
    ...record,
    ...change,
    contactsDone: contacts,
    messagesDone: messages,
    queuesCleared,
  });
}

function checksumOf(previous: string, lines: ArchiveLines): string {
  const ordered = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  return batchHash(previous, JSON.stringify(ordered));
}
