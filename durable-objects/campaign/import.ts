/**
 * Taking a stored upload in (DESIGN.md, Import), chunk by chunk. Each chunk is idempotent, and its end is written down: a
 * stop at any moment repeats the chunk that was under way, and queues and directory answer it as before.
 */
import { checkRows, openUpload } from "../../domain/contact-upload.ts";
import type { ContactRow, RefusedRow } from "../../domain/contact-upload.ts";
import { hashBucket } from "../../domain/phone.ts";
import type { CampaignQueueRpc, ContactDirectoryRpc } from "../../domain/protocol/objects.ts";
import type { ImportProgress } from "../../domain/protocol/campaign.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../kit/connection-limit.ts";
import type { Remote } from "../kit/remote.ts";
import { NO_NUMBERS } from "./state.ts";
import type { CampaignState } from "./state.ts";

/** Contacts that a queue is planned for; hashing spreads a little unevenly below the bound of 50,000. */
const SIZES = { contactsPerQueue: 45_000, rowsPerChunk: 5_000 };
const MOST_PROBLEMS_SHOWN = 200;

export type ImportRow = {
  id: string;
  upload_key: string;
  mapping: string;
  allow_test_numbers: number;
  replaces: number;
  first_queue: number;
  queue_count: number;
  chunks_done: number;
  /** JSON of `Taken` for the chunk after `chunks_done`, once queues and directory have answered for it. */
  taken: string | null;
  progress: string;
};

export type ImportDeps = {
  state: CampaignState;
  readUpload: (key: string) => Promise<Uint8Array | null>;
  deleteUpload: (key: string) => Promise<void>;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  directory: (shard: number) => Remote<ContactDirectoryRpc>;
  directoryShard: (cell: string) => number;
  told: (progress: ImportProgress) => void;
  /** Smaller ones for tests. */
  sizes?: typeof SIZES;
};

export function newProgress(importId: string): ImportProgress {
  return {
    importId,
    state: "running",
    rows: 0,
    rowsDone: 0,
    accepted: 0,
    refused: 0,
    optedOut: 0,
    problems: [],
    message: null,
  };
}

export function runningImport(state: CampaignState): ImportRow | null {
  return state.sql.one<ImportRow>(
    "SELECT * FROM imports WHERE progress ->> 'state' = 'running' ORDER BY at DESC LIMIT 1",
  );
}

/** Works the running import to its end. Throws on faults; the alarm then calls it again. */
export async function runImport(deps: ImportDeps): Promise<void> {
  const { state, sizes = SIZES } = deps;
  const row = runningImport(state);
  const info = state.info;
  if (!row || !info) return;
  // Both columns are written by this room alone.
  const progress = JSON.parse(row.progress) as ImportProgress;
  const bytes = await deps.readUpload(row.upload_key);
  if (!bytes) return fail(deps, progress, "The uploaded file is gone; please upload it again.");
  const opened = openUpload(bytes, JSON.parse(row.mapping) as Record<string, number | null>);
  if (!opened.ok) return fail(deps, progress, opened.problem.message);
  const { upload } = opened;
  progress.rows = upload.rowCount;

  if (row.queue_count === 0) {
    if (row.replaces === 1) await clearQueues(deps);
    row.queue_count = Math.max(1, Math.ceil(upload.rowCount / sizes.contactsPerQueue));
    state.sql.transaction(() => {
      row.first_queue = state.addQueues(row.queue_count);
      state.sql.run(
        "UPDATE imports SET first_queue = ?, queue_count = ? WHERE id = ?",
        row.first_queue,
        row.queue_count,
        row.id,
      );
    });
  }
  const config = state.config();
  for (let n = row.first_queue; n < row.first_queue + row.queue_count; n += 1) {
    await deps.queue(state.key(n)).configure(config);
    state.sql.run("UPDATE queues SET epoch = ? WHERE n = ?", config.epoch, n);
  }

  let chunk = 0;
  const rules = { chunkRows: sizes.rowsPerChunk, allowTestNumbers: row.allow_test_numbers === 1 };
  for (const checked of checkRows(upload, rules)) {
    chunk += 1;
    // Duplicates are found by reading from the start; what was taken in before is not sent again.
    if (chunk <= row.chunks_done) continue;
    // Two steps, because opened contacts can be texted and opted out: what was said of them must not be asked again.
    const taken = row.taken === null ? await takeChunk(deps, row, chunk, checked.accepted) : readTaken(row.taken);
    if (row.taken === null) state.sql.run("UPDATE imports SET taken = ? WHERE id = ?", JSON.stringify(taken), row.id);
    row.taken = null;
    const openedCount = await openChunk(deps, row, chunk, taken);
    const refused = [...checked.refused, ...taken.refused];
    progress.rowsDone = checked.rowsRead;
    progress.accepted += openedCount;
    progress.refused += refused.length;
    progress.optedOut += taken.optedOut;
    for (const { line, reason, message } of refused) {
      if (progress.problems.length < MOST_PROBLEMS_SHOWN) progress.problems.push({ line, code: reason, message });
    }
    saveChunk(deps, row.id, chunk, refused, progress);
  }

  // Queues tell their counters a moment later; whoever starts the campaign now needs them at once.
  for (let n = row.first_queue; n < row.first_queue + row.queue_count; n += 1) {
    const { version, numbers } = await deps.queue(state.key(n)).counters();
    state.saveNumbers(n, version, numbers);
  }
  progress.state = "done";
  state.sql.transaction(() => {
    saveProgress(deps, progress);
    const fields = upload.custom.map((column) => column.name);
    // The campaign as it is now: it may have been paused while the import ran.
    const now = state.info ?? info;
    const known = row.replaces === 1 ? [] : now.customFields;
    state.save({ ...now, customFields: [...new Set([...known, ...fields])] });
  });
  await deps.deleteUpload(row.upload_key);
}

/** `queues`: those that hold contacts of the chunk, with the contacts that are not kept. */
type Taken = { optedOut: number; refused: RefusedLike[]; queues: { queueNo: number; drop: string[] }[] };
type RefusedLike = Pick<RefusedRow, "line" | "message" | "raw"> & { reason: string };

function readTaken(json: string): Taken {
  // Written by `runImport`.
  return JSON.parse(json) as Taken;
}

/** Gives a chunk's contacts to their queues and registers them with the directory. They stay closed to leases. */
async function takeChunk(
  deps: ImportDeps,
  row: ImportRow,
  chunk: number,
  accepted: readonly ContactRow[],
): Promise<Taken> {
  const { state } = deps;
  const byQueue = new Map<number, ContactRow[]>();
  for (const contact of accepted) {
    // The same cell always meets itself in the same queue.
    push(byQueue, row.first_queue + hashBucket(contact.cell, row.queue_count), contact);
  }
  const taken: Taken = { optedOut: 0, refused: [], queues: [] };
  const lineOf = new Map<string, ContactRow>();
  const byShard = new Map<number, { contactId: string; cell: string }[]>();
  const byCell = new Map<string, ContactRow>(accepted.map((contact) => [contact.cell, contact]));

  for (const [queueNo, contacts] of byQueue) {
    const rows = contacts.map(({ line, cell, firstName, lastName, externalId, custom }) => ({
      line,
      contact: { cell, firstName, lastName, externalId, custom },
    }));
    const answer = await deps.queue(state.key(queueNo)).addContacts({ importId: row.id, batch: chunk, rows });
    for (const added of answer.added) {
      push(byShard, deps.directoryShard(added.cell), added);
      const contact = byCell.get(added.cell);
      if (contact) lineOf.set(added.contactId, contact);
    }
    for (const { line, contactId } of answer.duplicates) taken.refused.push(duplicateOf(line, contactId));
  }

  const drop = new Map<number, string[]>();
  const registered = await inWaves([...byShard], OUTGOING_CONNECTIONS, ([shard, contacts]) =>
    deps.directory(shard).register({ orgId: state.config().orgId, contacts }),
  );
  for (const result of registered) {
    if (result.status === "rejected") throw result.reason;
    const twins = new Map(result.value.twins.map((each) => [each.contactId, each.twinId]));
    const optedOut = new Set(result.value.optedOut);
    taken.optedOut += optedOut.size;
    for (const contactId of new Set([...optedOut, ...twins.keys()])) {
      push(drop, queueNoOf(contactId), contactId);
      const contact = lineOf.get(contactId);
      const twinId = twins.get(contactId);
      if (!contact) continue;
      taken.refused.push(
        optedOut.has(contactId)
          ? refusedRow(contact.line, "opted_out", "This number has opted out.", [contact.cell])
          : duplicateOf(contact.line, twinId ?? ""),
      );
    }
  }
  for (const queueNo of byQueue.keys()) taken.queues.push({ queueNo, drop: drop.get(queueNo) ?? [] });
  return taken;
}

/** Opens a chunk's contacts to leases; answers with their number. */
async function openChunk(deps: ImportDeps, row: ImportRow, chunk: number, taken: Taken): Promise<number> {
  let opened = 0;
  for (const { queueNo, drop } of taken.queues) {
    const queue = deps.queue(deps.state.key(queueNo));
    opened += (await queue.openContacts({ importId: row.id, batch: chunk, drop })).opened;
  }
  return opened;
}

function duplicateOf(line: number, contactId: string): RefusedLike {
  return refusedRow(line, "duplicate", `This number is already in the campaign (contact ${contactId}).`, []);
}

function refusedRow(line: number, reason: string, message: string, raw: string[]): RefusedLike {
  return { line, reason, message, raw };
}

/** Empties every queue of a draft, for an import that replaces the ones before and for a draft that is deleted. */
export async function clearQueues(deps: ImportDeps): Promise<void> {
  const { state } = deps;
  for (const { n, cleared } of state.queues()) {
    if (cleared === 1) continue;
    // They leave the directory first: a stop in between repeats both, while the other order would leave numbers taken.
    const { contacts } = await deps.queue(state.key(n)).clearContacts({ really: false });
    const byShard = new Map<number, { contactId: string; cell: string }[]>();
    for (const contact of contacts) push(byShard, deps.directoryShard(contact.cell), contact);
    const results = await inWaves([...byShard], OUTGOING_CONNECTIONS, ([shard, gone]) =>
      deps.directory(shard).unregister({ contacts: gone }),
    );
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    await deps.queue(state.key(n)).clearContacts({ really: true });
    state.sql.run("UPDATE queues SET cleared = 1, numbers = ? WHERE n = ?", JSON.stringify(NO_NUMBERS), n);
  }
}

function saveChunk(
  deps: ImportDeps,
  importId: string,
  chunk: number,
  refused: readonly RefusedLike[],
  progress: ImportProgress,
): void {
  const { sql } = deps.state;
  sql.transaction(() => {
    sql.run(
      `INSERT INTO refused (import_id, line, reason, message, raw)
       SELECT ?, value ->> 'line', value ->> 'reason', value ->> 'message', value ->> 'raw' FROM json_each(?) WHERE true
       ON CONFLICT DO NOTHING`,
      importId,
      JSON.stringify(refused.map((row) => ({ ...row, raw: JSON.stringify(row.raw) }))),
    );
    sql.run("UPDATE imports SET chunks_done = ?, taken = NULL WHERE id = ?", chunk, importId);
    saveProgress(deps, progress);
  });
}

function saveProgress(deps: ImportDeps, progress: ImportProgress): void {
  deps.state.sql.run("UPDATE imports SET progress = ? WHERE id = ?", JSON.stringify(progress), progress.importId);
  deps.told(progress);
}

function fail(deps: ImportDeps, progress: ImportProgress, message: string): void {
  saveProgress(deps, { ...progress, state: "failed", message });
}

function queueNoOf(contactId: string): number {
  return Number(contactId.split(".")[1]);
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
