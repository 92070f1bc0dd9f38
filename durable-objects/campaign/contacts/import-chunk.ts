/**
 * One chunk of an import: a stretch of the file whose rows become contacts together. It depends only on the file and
 * the place where the chunk begins, so that after a restart the same chunk gets the same ids.
 */
import { checkRow } from "../../../domain/contacts/contact-upload.ts";
import type { RefusedRow, Upload } from "../../../domain/contacts/contact-upload.ts";
import { contactId } from "../../../domain/ids.ts";
import { hashBucket } from "../../../domain/phone-numbers/phone.ts";
import type { PhoneRules } from "../../../domain/phone-numbers/phone.ts";
import type { RowStart, WindowRead } from "../../../domain/contacts/file/window.ts";
import { allInWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { BatchBounds } from "../../kit/storage/batches.ts";
import { callsOf } from "./import-calls.ts";
import type { PlacedContact } from "./import-calls.ts";
import type { DirectoryAnswer } from "./import-work.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { ContactDirectoryRpc } from "../../rpc/contact-directory.ts";

export type ChunkDeps = {
  queueKey: (queueNo: number) => string;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  directory: (shard: number) => Remote<ContactDirectoryRpc>;
  directoryShard: (cell: string) => number;
  /** Gives other work its turn on this thread, and more of it while texters wait. */
  breathe: () => Promise<void>;
  /** Whether texters wait for this thread. */
  isRushed: () => boolean;
};

export type Chunk = {
  /** Behind it. */
  next: RowStart;
  rows: number;
  /** Rows of the file before it. */
  rowsBefore: number;
  contacts: PlacedContact[];
  refused: RefusedRow[];
  /** Highest number given by queue, this chunk included. */
  given: number[];
};

type Registered = Awaited<ReturnType<Remote<ContactDirectoryRpc>["register"]>>;

/** Rows that are processed without a pause: a few milliseconds. */
const ROWS_PER_BREATH = 1_000;
/** What one call writes while texters wait: some milliseconds. At other times fewer calls and commits are better. */
const ROWS_PER_CALL_IN_A_RUSH = 500;
/** What one call takes back: as many as a queue withdraws at once. */
const ROWS_PER_UNREGISTERING = 5_000;

/** Bytes within which a row has to end: more would not fit into memory, and no list of contacts has such a row. */
const MOST_ROW_BYTES = 16 * 1024 * 1024;

/** Bytes that are read without a pause. */
const SLICE_BYTES = 256 * 1024;

type Read = (bytes: Uint8Array, at: RowStart, isLast: boolean, most: number) => WindowRead;

/** The stretch that begins at a place and ends with a row; null when the file is gone, `endless` when no row ends. */
export async function readStretch(
  {
    readRange,
    breathe,
  }: Pick<ChunkDeps, "breathe"> & {
    readRange: (offset: number, length: number) => Promise<Uint8Array | null>;
  },
  at: RowStart,
  totalBytes: number,
  most: { bytes: number; rows: number },
  read: Read,
): Promise<(WindowRead & { bytes: Uint8Array }) | "endless" | null> {
  for (let length = most.bytes; ; length *= 2) {
    const isLast = at.offset + length >= totalBytes;
    const bytes = await readRange(at.offset, Math.min(length, totalBytes - at.offset));
    if (bytes === null) return null;
    const window = await readSlices(bytes, at, isLast, most.rows, read, breathe);
    if (window.next.offset > at.offset || isLast) return { ...window, bytes };
    // A row is longer than the stretch: read more.
    if (length >= MOST_ROW_BYTES) return "endless";
  }
}

/** Reads the stretch in slices, with a pause after each. */
async function readSlices(
  bytes: Uint8Array,
  at: RowStart,
  isLast: boolean,
  mostRows: number,
  read: Read,
  breathe: () => Promise<void>,
): Promise<WindowRead> {
  const window: WindowRead = { records: [], next: at, isDamaged: false };
  for (let length = SLICE_BYTES; ; await breathe()) {
    const from = window.next.offset - at.offset;
    const to = Math.min(from + length, bytes.length);
    const isEnd = to === bytes.length;
    const slice = read(bytes.subarray(from, to), window.next, isLast && isEnd, mostRows - window.records.length);
    // A row is longer than the slice: read more.
    length = slice.next.offset > window.next.offset ? SLICE_BYTES : 2 * length;
    for (const record of slice.records) window.records.push(record);
    window.next = slice.next;
    window.isDamaged ||= slice.isDamaged;
    if (isEnd || window.records.length >= mostRows) return window;
  }
}

export async function makeChunk(
  deps: ChunkDeps,
  { records, next, isDamaged }: WindowRead,
  {
    upload,
    firstQueue,
    given,
    rowsBefore,
    rowsPerQueue,
    rules,
  }: {
    upload: Upload;
    firstQueue: number;
    given: readonly number[];
    rowsBefore: number;
    rowsPerQueue: number;
    rules: PhoneRules;
  },
): Promise<Chunk> {
  const chunk: Chunk = { next, rows: records.length, rowsBefore, contacts: [], refused: [], given: [...given] };
  const keys = given.map((_, index) => deps.queueKey(firstQueue + index));
  for (const [index, record] of records.entries()) {
    if (index % ROWS_PER_BREATH === ROWS_PER_BREATH - 1) await deps.breathe();
    const checked = checkRow(upload, record, rules, isDamaged);
    if (!checked.ok) {
      chunk.refused.push(checked.refused);
      continue;
    }
    const row = checked.contact;
    const at = queueAt(row.cell, rowsBefore + index, given.length, rowsPerQueue);
    const n = (chunk.given[at] ?? 0) + 1;
    chunk.given[at] = n;
    chunk.contacts.push({ id: contactId(keys[at] ?? "", n), queueNo: firstQueue + at, n, row, zones: checked.zones });
  }
  return chunk;
}

/**
 * By hash over as many queues as can be written at once; these are filled before the next ones. Over all queues, each
 * chunk would bring a few rows to every queue and touch all pages of each queue's index.
 */
function queueAt(cell: string, rowIndex: number, queues: number, rowsPerQueue: number): number {
  const lastGroup = Math.floor((queues - 1) / OUTGOING_CONNECTIONS);
  const group = Math.min(lastGroup, Math.floor(rowIndex / (OUTGOING_CONNECTIONS * rowsPerQueue)));
  const first = group * OUTGOING_CONNECTIONS;
  return first + hashBucket(cell, Math.min(OUTGOING_CONNECTIONS, queues - first));
}

/** Registers a chunk's contacts with the directory, which knows who is opted out and which cells came before. */
export async function registerChunk(
  deps: ChunkDeps,
  chunk: Chunk,
  { orgId, firstQueue }: { orgId: string; firstQueue: number },
): Promise<DirectoryAnswer> {
  const byShard = new Map<number, [cell: string, id: string][]>();
  const lineOf = new Map<string, number>();
  for (const { id, row } of chunk.contacts) {
    push(byShard, deps.directoryShard(row.cell), [row.cell, id]);
    lineOf.set(id, row.line);
  }
  const registered = await allInWaves(
    [...byShard],
    async ([shard, contacts]) => {
      const answers: Registered[] = [];
      // In order, because the first row of a cell wins. One shard may get the whole chunk: many rows of one number.
      for (const { json } of jsonBatches(contacts, callBounds(deps))) {
        await deps.breathe();
        answers.push(await deps.directory(shard).register({ orgId, contacts: json }));
      }
      return answers;
    },
    lanes(deps),
  );
  const taken: DirectoryAnswer = { optedOut: 0, refused: [] };
  for (const answer of registered.flat()) {
    taken.optedOut += answer.optedOut.length;
    const optedOut = new Set(answer.optedOut);
    for (const id of answer.optedOut) {
      taken.refused.push({ line: lineOf.get(id) ?? 0, reason: "opted_out", message: "This number has opted out." });
    }
    for (const id of answer.badNumbers) {
      if (optedOut.has(id)) continue;
      const message = "According to the carrier, this number cannot receive texts.";
      taken.refused.push({ line: lineOf.get(id) ?? 0, reason: "bad_number", message });
    }
    for (const { contactId: id, twinId } of answer.twins) {
      taken.refused.push({ line: lineOf.get(id) ?? 0, ...twinRefusal(twinId, firstQueue, lineOf.get(twinId)) });
    }
  }
  taken.refused.sort((a, b) => a.line - b.line);
  return taken;
}

/** An import fills queues of its own, so a twin in one of them came in the same file. */
function twinRefusal(twinId: string, firstQueue: number, line: number | undefined) {
  if (Number(twinId.split(".")[1]) < firstQueue) {
    return { reason: "in_campaign", message: "This number is already in the campaign." };
  }
  const where = line === undefined ? "" : ` (on line ${line})`;
  return {
    reason: "duplicate",
    message: `The same number is further up in the file${where}; only the first of them is used.`,
  };
}

/** Takes a registration back; contacts that the directory does not have are ignored. */
export async function unregister(
  deps: Pick<ChunkDeps, "directory" | "directoryShard">,
  contacts: Iterable<{ contactId: string; cell: string }>,
): Promise<void> {
  const byShard = new Map<number, { contactId: string; cell: string }[]>();
  for (const contact of contacts) push(byShard, deps.directoryShard(contact.cell), contact);
  await allInWaves([...byShard], async ([shard, gone]) => {
    for (const { values } of jsonBatches(gone, { count: ROWS_PER_UNREGISTERING })) {
      await deps.directory(shard).unregister({ contacts: values });
    }
  });
}

/** Gives the contacts that the directory took to their queues, several queues at once; they can be leased then. */
export async function addChunk(
  deps: ChunkDeps,
  chunk: Chunk,
  taken: DirectoryAnswer,
  importId: string,
  batch: number,
): Promise<number> {
  const left = new Set(taken.refused.map(({ line }) => line));
  const byQueue = new Map<number, PlacedContact[]>();
  for (const contact of chunk.contacts) if (!left.has(contact.row.line)) push(byQueue, contact.queueNo, contact);
  const added = await allInWaves(
    [...byQueue],
    async ([queueNo, contacts]) => {
      let ofQueue = 0;
      for (const { parts, isAll } of callsOf(contacts, callBounds(deps))) {
        await deps.breathe();
        // A part of a batch has no number, because a restart may cut it differently.
        const request = { importId, batch: isAll ? batch : null, parts };
        ofQueue += (await deps.queue(deps.queueKey(queueNo)).addContacts(request)).added;
      }
      return ofQueue;
    },
    lanes(deps),
  );
  return added.reduce((total, ofQueue) => total + ofQueue, 0);
}

function callBounds(deps: ChunkDeps): BatchBounds {
  return deps.isRushed() ? { count: ROWS_PER_CALL_IN_A_RUSH } : {};
}

/** Calls at once: one while texters wait, so that they get their turn between two calls. */
function lanes(deps: ChunkDeps): number {
  return deps.isRushed() ? 1 : OUTGOING_CONNECTIONS;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
