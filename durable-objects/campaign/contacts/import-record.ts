/**
 * What an import writes down of itself while it runs: how far it is, what it shows people, and what the directory said to the
 * chunk under way. The end of each step is one commit.
 */
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import { fieldNames } from "../../../domain/contacts/contact-upload.ts";
import { countPlaceNote } from "../../../domain/hours/zones/place-notes.ts";
import type { CampaignState } from "../state.ts";
import type { Chunk } from "./import-chunk.ts";
import {
  estimate,
  isCancelling,
  newProgress,
  importProgressOf,
  saveImport,
  saveTaken,
  takenOf,
  workOf,
} from "./import-work.ts";
import { endImport } from "./import-failed.ts";
import type { ImportRow, DirectoryAnswer, ImportWork } from "./import-work.ts";
import { dropRefusedBut, storeRefused, rawOf } from "./refused-rows.ts";
import type { Refused } from "./refused-rows.ts";

const MOST_PROBLEMS_SHOWN = 200;

export type ImportRecordDeps = {
  state: CampaignState;
  now: () => number;
  publish: (progress: ImportProgress) => void;
  /** A step was done and stored. */
  progressed: () => void;
};

export class ImportRecord {
  readonly row: ImportRow;
  readonly work: ImportWork;
  readonly progress: ImportProgress;
  /** What the directory said to the contacts of the chunk under way; null until it was asked. */
  taken: DirectoryAnswer | null;
  readonly #deps: ImportRecordDeps;

  constructor(deps: ImportRecordDeps, row: ImportRow) {
    this.#deps = deps;
    this.row = row;
    this.work = workOf(row);
    this.progress = { ...newProgress(row.id), ...importProgressOf(row) };
    this.taken = takenOf(deps.state.sql, row);
  }

  get isCancelling(): boolean {
    return isCancelling(this.#deps.state, this.row.id);
  }

  enter(phase: ImportWork["phase"], done: number): void {
    this.work.phase = phase;
    this.work.since = { atMs: this.#deps.now(), done };
    this.save();
  }

  save(): void {
    const { state, now, publish, progressed } = this.#deps;
    const { progress } = this;
    // That a step is tried again.
    if (progress.state === "running") progress.message = null;
    estimate(progress, this.work, now());
    saveImport(state, this.row.id, { work: this.work, progress });
    progressed();
    publish(this.isCancelling ? { ...progress, state: "cancelling" } : progress);
  }

  fail(message: string): void {
    this.progress.state = "failed";
    this.progress.message = message;
    this.save();
  }

  /** The file was read to its end: it fills queues of its own. */
  queuesAreMade(queueCount: number): void {
    const { state } = this.#deps;
    const { row, work } = this;
    if (work.upload !== null) work.place = work.upload.firstRow;
    this.progress.rows = work.rows;
    row.queue_count = queueCount;
    work.given = Array.from({ length: queueCount }, () => 0);
    state.sql.transaction(() => {
      row.first_queue = state.addQueues(queueCount);
      state.sql.run(
        "UPDATE imports SET first_queue = ?, queue_count = ? WHERE id = ?",
        row.first_queue,
        row.queue_count,
        row.id,
      );
      dropRefusedBut(state.sql, row.id);
      this.enter("take", 0);
    });
  }

  chunkIsRegistered(taken: DirectoryAnswer): void {
    this.taken = taken;
    saveTaken(this.#deps.state.sql, this.row.id, taken);
    this.#deps.progressed();
  }

  /** A chunk is done: its counts, its refused rows, and the place after it are one commit. */
  chunkIsDone(chunk: Chunk, added: number, nextTaken: DirectoryAnswer | null): void {
    const { state } = this.#deps;
    const { work, progress } = this;
    const refused: Refused[] = chunk.refused.map(({ line, reason, message, raw }) => ({ line, reason, message, raw }));
    if (this.taken !== null && this.taken.refused.length > 0) {
      const byLine = new Map(chunk.contacts.map(({ row }) => [row.line, row]));
      for (const each of this.taken.refused) refused.push({ ...each, raw: rawOf(work.upload, byLine.get(each.line)) });
      refused.sort((a, b) => a.line - b.line);
    }
    progress.rowsDone += chunk.rows;
    progress.accepted += added;
    progress.refused += refused.length;
    progress.optedOut += this.taken?.optedOut ?? 0;
    const left = new Set(this.taken?.refused.map(({ line }) => line));
    for (const { row, zones } of chunk.contacts) {
      if (zones.note === null || left.has(row.line)) continue;
      progress.placeNotes ??= {};
      countPlaceNote(progress.placeNotes, zones.note, row.line, { zip: row.zip, state: row.stateCode });
    }
    for (const { line, reason, message } of refused) {
      progress.refusedBy[reason] = (progress.refusedBy[reason] ?? 0) + 1;
      if (progress.problems.length < MOST_PROBLEMS_SHOWN) progress.problems.push({ line, code: reason, message });
    }
    work.chunk += 1;
    work.place = chunk.next;
    work.given = chunk.given;
    this.taken = nextTaken;
    state.sql.transaction(() => {
      storeRefused(state.sql, this.row.id, work.chunk, refused);
      saveTaken(state.sql, this.row.id, nextTaken);
      this.save();
    });
  }

  /** All contacts are in their queues; the campaign knows the file's columns from now on. */
  isFinished(): void {
    const { state } = this.#deps;
    state.sql.transaction(() => {
      this.progress.state = "done";
      this.save();
      const fields = this.work.upload ? fieldNames(this.work.upload) : [];
      // The current campaign: it may have been paused while the import ran.
      const now = state.info;
      const known = this.row.replaces === 1 ? [] : (now?.customFields ?? []);
      if (now) state.save({ ...now, customFields: [...new Set([...known, ...fields])] });
    });
  }

  /** Its contacts were taken back. */
  isTakenBack(left: "none" | "held"): void {
    endImport(this.#deps, this.row.id, left);
  }
}
