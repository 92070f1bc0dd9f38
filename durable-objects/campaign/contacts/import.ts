/**
 * Imports a stored upload by ranges of the file (docs/architecture.md#import). Every step is idempotent, and its end is
 * stored: a stop at any moment repeats the step that was under way, with the same rows and ids, and queues and
 * directory answer it as before.
 *
 * The directory gets a chunk first: it knows opted-out numbers and cells that came before, in this file or an earlier
 * one. Its answer is stored, then the queues get the contacts that it accepted. While they write, the next chunk is
 * read and registered.
 */
import { hasPlaceholders, NO_ROWS, openUpload, readRows } from "../../../domain/contacts/contact-upload.ts";
import type { Upload } from "../../../domain/contacts/contact-upload.ts";
import { doubtsOf, encodingByDoubts, moreDoubts } from "../../../domain/contacts/file/encoding.ts";
import { OPENING_BYTES } from "../../../domain/contacts/file/table.ts";
import { addChunk, makeChunk, readStretch, registerChunk } from "./import-chunk.ts";
import type { Chunk, ChunkDeps } from "./import-chunk.ts";
import { clearQueues, unregisterRest } from "./import-cleanup.ts";
import type { CleanupDeps } from "./import-cleanup.ts";
import { ImportRecord } from "./import-record.ts";
import type { ImportRecordDeps } from "./import-record.ts";
import { endless, GONE, isCancelling, runningImport } from "./import-work.ts";
import type { ImportRow, DirectoryAnswer } from "./import-work.ts";

/** Contacts that a queue is planned for; hashing spreads a little unevenly below the bound of 50,000. */
const SIZES = { contactsPerQueue: 45_000, chunkBytes: 4 * 1024 * 1024, chunkRows: 60_000 };

export type ImportDeps = Omit<ChunkDeps, "queueKey"> &
  CleanupDeps &
  ImportRecordDeps & {
    /** Puts the uploaded parts together, if it came in parts; its size, or null when it is gone. */
    assemble: (key: string) => Promise<number | null>;
    readRange: (key: string, offset: number, length: number) => Promise<Uint8Array | null>;
    deleteUpload: (key: string) => Promise<void>;
    /** Whether this run has lasted long enough; the rest is left to the next one. */
    isOver?: () => boolean;
    /** Smaller ones for tests. */
    sizes?: typeof SIZES;
  };

/** Works at the running import; true when another run has to go on. Throws on faults (import-failed.ts). */
export async function runImport(deps: ImportDeps): Promise<boolean> {
  const { state } = deps;
  const row = runningImport(state);
  if (!row || !state.info) return false;
  const run = new ImportRun(deps, row);
  if (isCancelling(state, row.id)) await run.cancel();
  else if ((await run.work()) === "more") return true;
  return isCancelling(state, row.id);
}

class ImportRun {
  readonly #deps: ImportDeps;
  readonly #chunks: ChunkDeps;
  readonly #record: ImportRecord;

  constructor(deps: ImportDeps, row: ImportRow) {
    this.#deps = deps;
    this.#chunks = { ...deps, queueKey: (queueNo) => deps.state.key(queueNo) };
    this.#record = new ImportRecord(deps, row);
  }

  async work(): Promise<"ended" | "more"> {
    const { work } = this.#record;
    if (work.phase === "assemble") {
      const size = await this.#deps.assemble(this.#record.row.upload_key);
      if (size === null) return this.#fail(GONE);
      work.bytes = size;
      this.#record.enter("read", 0);
    }
    if (work.phase === "read") {
      const read = await this.#readAll();
      if (read !== "read") return read;
      await this.#makeQueues();
    }
    if (work.phase === "take") {
      const taken = await this.#takeAll();
      if (taken !== "taken") return taken;
    }
    await this.#finish();
    return "ended";
  }

  /** Reads all bytes before any contact is added: is it UTF-8 throughout, and how many rows are there? */
  async #readAll(): Promise<"read" | "ended" | "more"> {
    const { work } = this.#record;
    if (work.upload === null) {
      const problem = await this.#open();
      if (problem !== null) return this.#fail(problem);
    }
    const { upload } = work;
    if (upload === null) return this.#fail(GONE);
    const isGuess = this.#record.row.encoding === null && !upload.encoding.startsWith("utf-16");
    while (work.place.offset < work.bytes) {
      const stretch = await this.#stretch(upload, 2);
      if (stretch === null) return this.#fail(GONE);
      if (stretch === "endless") return this.#fail(endless(work.place.line));
      if (isGuess) {
        const doubts = doubtsOf(stretch.bytes.subarray(0, stretch.next.offset - work.place.offset));
        work.doubts = moreDoubts(work.doubts, doubts);
      }
      if (!work.hasPlaceholders) work.hasPlaceholders = hasPlaceholders(upload, stretch.records);
      work.rows += stretch.records.length;
      work.place = stretch.next;
      this.#record.save();
      if (this.#record.isCancelling) return "more";
      await this.#deps.breathe();
    }
    if (work.rows === 0) return this.#fail(NO_ROWS.message);
    const found = encodingByDoubts(work.doubts);
    if (isGuess && found !== upload.encoding) {
      // The beginning alone looked different.
      work.found = found;
      const problem = await this.#open();
      if (problem !== null) return this.#fail(problem);
    }
    if (work.upload !== null) work.upload.hasPlaceholders = work.hasPlaceholders ?? false;
    return "read";
  }

  /** Reads the header; answers with a sentence when it cannot be read. */
  async #open(): Promise<string | null> {
    const { work } = this.#record;
    const length = Math.min(OPENING_BYTES, work.bytes);
    const beginning = length === 0 ? new Uint8Array() : await this.#range(0, length);
    if (beginning === null) return GONE;
    const opened = openUpload(beginning, {
      isWhole: length === work.bytes,
      // Written by `beginImport`.
      chosen: JSON.parse(this.#record.row.mapping) as Record<string, number | null>,
      encoding: this.#record.row.encoding ?? work.found,
    });
    if (!opened.ok) return opened.problem.message;
    work.upload = opened.upload;
    work.place = opened.upload.firstRow;
    return null;
  }

  async #makeQueues(): Promise<void> {
    const { sizes = SIZES } = this.#deps;
    const { row, work } = this.#record;
    if (row.replaces === 1) await clearQueues(this.#deps);
    this.#record.queuesAreMade(Math.max(1, Math.ceil(work.rows / sizes.contactsPerQueue)));
  }

  async #takeAll(): Promise<"taken" | "ended" | "more"> {
    const { state } = this.#deps;
    const config = state.config();
    for (
      let n = this.#record.row.first_queue;
      n < this.#record.row.first_queue + this.#record.row.queue_count;
      n += 1
    ) {
      await this.#deps.queue(state.key(n)).configure(state.configOf(n));
      state.sql.run("UPDATE queues SET epoch = ? WHERE n = ? AND epoch < ?", config.epoch, n, config.epoch);
    }
    let chunk = await this.#chunkAt();
    while (chunk !== null) {
      if (chunk === "gone") return this.#fail(GONE);
      if (this.#record.taken === null) this.#record.chunkIsRegistered(await this.#register(chunk));
      // The next chunk is read and registered while the queues write this one.
      const isOver = this.#deps.isOver?.() === true;
      const adding = this.#add(chunk);
      const following: { chunk: Chunk | "gone" | null; taken: DirectoryAnswer | null } = { chunk: null, taken: null };
      const preparing = isOver ? Promise.resolve() : this.#prepare(chunk, following);
      const [added, prepared] = await Promise.allSettled([adding, preparing]);
      if (added.status === "rejected") throw added.reason;
      this.#record.chunkIsDone(chunk, added.value, following.taken);
      if (prepared.status === "rejected") throw prepared.reason;
      if (this.#record.isCancelling || isOver) return "more";
      chunk = following.chunk;
    }
    return "taken";
  }

  async #prepare(before: Chunk, into: { chunk: Chunk | "gone" | null; taken: DirectoryAnswer | null }): Promise<void> {
    const chunk = await this.#chunkAt(before);
    if (chunk !== null && chunk !== "gone") into.taken = await this.#register(chunk);
    into.chunk = chunk;
  }

  /** The chunk after another, or the next one; null at the file's end. */
  async #chunkAt(before?: Chunk): Promise<Chunk | "gone" | null> {
    const { bytes, upload } = this.#record.work;
    const place = before?.next ?? this.#record.work.place;
    if (upload === null || place.offset >= bytes) return null;
    const stretch = await this.#stretch(upload, 1, place);
    // No row is endless here, because all of them were read before.
    if (stretch === null || stretch === "endless") return "gone";
    return makeChunk(this.#chunks, stretch, {
      upload,
      firstQueue: this.#record.row.first_queue,
      given: before?.given ?? this.#record.work.given,
      rowsBefore: before ? before.rowsBefore + before.rows : this.#record.progress.rowsDone,
      rowsPerQueue: (this.#deps.sizes ?? SIZES).contactsPerQueue,
      rules: { allowTestNumbers: this.#record.row.allow_test_numbers === 1 },
    });
  }

  #register(chunk: Chunk): Promise<DirectoryAnswer> {
    const { orgId } = this.#deps.state.config();
    return registerChunk(this.#chunks, chunk, { orgId, firstQueue: this.#record.row.first_queue });
  }

  /** The chunk must have been registered. */
  #add(chunk: Chunk): Promise<number> {
    const { taken } = this.#record;
    if (taken === null) throw new Error("The directory was not asked about this chunk.");
    return addChunk(this.#chunks, chunk, taken, this.#record.row.id, this.#record.work.chunk + 1);
  }

  async #finish(): Promise<void> {
    const { state, deleteUpload } = this.#deps;
    const row = this.#record.row;
    // Queues report their counters a moment later, but a start right now needs them.
    for (let n = row.first_queue; n < row.first_queue + row.queue_count; n += 1) {
      const { version, numbers } = await this.#deps.queue(state.key(n)).counters();
      state.saveNumbers(n, version, numbers);
    }
    this.#record.isFinished();
    await deleteUpload(row.upload_key);
  }

  /**
   * Removes everything that this import added, except contacts that a texter already works on. It needs neither the file
   * nor the step that was under way: that may be the one that fails each time.
   */
  async cancel(): Promise<void> {
    const { state, deleteUpload } = this.#deps;
    const { row, work } = this.#record;
    if (row.queue_count > 0) {
      // One does not wait for the other: what can be removed is, before a fault is thrown.
      const queues = clearQueues(this.#deps, row.first_queue, row.first_queue + row.queue_count);
      const [cleared] = await Promise.allSettled([queues]);
      await unregisterRest(this.#deps, { firstQueue: row.first_queue, given: work.given });
      if (cleared.status === "rejected") throw cleared.reason;
    }
    await deleteUpload(row.upload_key);
    const kept = state
      .queues()
      .filter(({ n, cleared }) => n >= row.first_queue && row.queue_count > 0 && cleared === 0);
    this.#record.isTakenBack(kept.length > 0 ? "held" : "none");
  }

  #stretch(upload: Upload, factor: number, place = this.#record.work.place) {
    const { sizes = SIZES } = this.#deps;
    const { breathe } = this.#deps;
    const readRange = (offset: number, length: number) => this.#range(offset, length);
    const most = { bytes: sizes.chunkBytes * factor, rows: sizes.chunkRows * factor };
    return readStretch({ readRange, breathe }, place, this.#record.work.bytes, most, (bytes, at, isLast, rows) =>
      readRows(upload, bytes, at, isLast, rows),
    );
  }

  #range(offset: number, length: number): Promise<Uint8Array | null> {
    return this.#deps.readRange(this.#record.row.upload_key, offset, length);
  }

  async #fail(message: string): Promise<"ended"> {
    this.#record.fail(message);
    await this.#deps.deleteUpload(this.#record.row.upload_key);
    return "ended";
  }
}
