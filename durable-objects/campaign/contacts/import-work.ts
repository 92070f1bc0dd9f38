/** An import's own row: how far it is, and what people see of it (docs/architecture.md#import). */
import type { Upload } from "../../../domain/contacts/contact-upload.ts";
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { TextEncoding, Utf8Doubts } from "../../../domain/contacts/file/encoding.ts";
import type { RowStart } from "../../../domain/contacts/file/window.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { CampaignState } from "../state.ts";
import type { Refused } from "./refused-rows.ts";
import type { BeginImportRequest } from "../../rpc/campaign.ts";

/**
 * `read`: the file is read once to its end: are its bytes UTF-8 throughout, how many rows are there? `take`: chunk by chunk,
 * rows become contacts. `finish`: counters and columns.
 */
export type ImportWork = {
  phase: "assemble" | "read" | "take" | "finish";
  /** Size of the file. */
  bytes: number;
  /** The encoding as all bytes show it, where the beginning suggested another one. */
  found?: TextEncoding;
  doubts: Utf8Doubts;
  /** Whether a value such as NULL was found. */
  hasPlaceholders?: boolean;
  /** null until the header was read. */
  upload: Upload | null;
  /** Rows under the header, known after `read`. */
  rows: number;
  /** Beginning of the next chunk. */
  place: RowStart;
  /** Highest number given to a contact, by queue of this import. */
  given: number[];
  chunk: number;
  /** When the present phase began and with how many rows or bytes, epoch ms: for the rate. */
  since: { atMs: number; done: number };
};

/**
 * What the directory answered for the contacts of the next chunk. Asked once, because a contact may opt out once it is
 * open.
 */
export type DirectoryAnswer = {
  optedOut: number;
  /** Refused by the directory, with their lines. */
  refused: Omit<Refused, "raw">[];
};

export type ImportRow = {
  id: string;
  upload_key: string;
  mapping: string;
  /** As the admin chose it in the preview; null: by evidence. */
  encoding: TextEncoding | null;
  allow_test_numbers: number;
  replaces: number;
  first_queue: number;
  queue_count: number;
  work: string | null;
  taken: string | null;
  progress: string;
};

function newWork(): ImportWork {
  return {
    phase: "assemble",
    bytes: 0,
    doubts: { whole: 0, damaged: 0, mac: 0 },
    upload: null,
    rows: 0,
    place: { offset: 0, line: 1 },
    given: [],
    chunk: 0,
    since: { atMs: 0, done: 0 },
  };
}

export function newProgress(importId: string): ImportProgress {
  return {
    importId,
    state: "running",
    rows: 0,
    rowsDone: 0,
    accepted: 0,
    refused: 0,
    refusedBy: {},
    optedOut: 0,
    rowsPerSecond: 0,
    secondsLeft: null,
    problems: [],
    message: null,
  };
}

type BeginRequest = BeginImportRequest;

/** One at a time; the same request again is the same import. */
export function beginImport(
  state: CampaignState,
  request: BeginRequest,
  atMs: number,
): { ok: true; progress: ImportProgress } | Refusal<"import_running"> {
  const { sql } = state;
  const known = sql.scalar<string>("SELECT progress FROM imports WHERE id = ?", request.importId);
  if (known !== null) return { ok: true, progress: JSON.parse(known) as ImportProgress };
  if (runningImport(state)) {
    return refuse(
      "import_running",
      "Contacts are being imported right now. Wait until that is done, or cancel the import.",
    );
  }
  const progress = newProgress(request.importId);
  sql.run(
    `INSERT INTO imports (id, at, upload_key, mapping, encoding, allow_test_numbers, replaces, first_queue, queue_count, chunks_done, progress)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)`,
    request.importId,
    atMs,
    request.uploadKey,
    JSON.stringify(request.mapping ?? {}),
    request.encoding ?? null,
    request.allowTestNumbers ? 1 : 0,
    request.mode === "replace" ? 1 : 0,
    JSON.stringify(progress),
  );
  return { ok: true, progress };
}

/** Running, or being cancelled: nothing else may touch the queues meanwhile. */
export function runningImport(state: CampaignState): ImportRow | null {
  return state.sql.one<ImportRow>(
    "SELECT * FROM imports WHERE progress ->> 'state' IN ('running', 'cancelling') ORDER BY at DESC LIMIT 1",
  );
}

// Only this folder writes the columns.
export function workOf(row: ImportRow): ImportWork {
  return row.work === null ? newWork() : (JSON.parse(row.work) as ImportWork);
}

export function importProgressOf(row: ImportRow): ImportProgress {
  return JSON.parse(row.progress) as ImportProgress;
}

export function takenOf(sql: Sql, row: ImportRow): DirectoryAnswer | null {
  if (row.taken === null) return null;
  const parts = sql.all<{ refused: string }>(
    "SELECT refused FROM import_taken WHERE import_id = ? ORDER BY part",
    row.id,
  );
  // Written by `saveTaken`.
  const refused = parts.flatMap((part) => JSON.parse(part.refused) as DirectoryAnswer["refused"]);
  return { ...(JSON.parse(row.taken) as Pick<DirectoryAnswer, "optedOut">), refused };
}

/** null once the chunk is done. */
export function saveTaken(sql: Sql, importId: string, taken: DirectoryAnswer | null): void {
  sql.transaction(() => {
    sql.run("DELETE FROM import_taken WHERE import_id = ?", importId);
    const json = taken && JSON.stringify({ optedOut: taken.optedOut });
    sql.run("UPDATE imports SET taken = ? WHERE id = ?", json, importId);
    let part = 0;
    for (const { json: refused } of jsonBatches(taken?.refused ?? [])) {
      sql.run("INSERT INTO import_taken (import_id, part, refused) VALUES (?, ?, ?)", importId, part, refused);
      part += 1;
    }
  });
}

export function saveImport(
  state: CampaignState,
  importId: string,
  { work, progress }: { work: ImportWork; progress: ImportProgress },
): void {
  state.sql.run(
    // A cancellation may have come since the progress was read.
    `UPDATE imports SET work = ?,
       progress = CASE WHEN progress ->> 'state' = 'cancelling' THEN json_set(?, '$.state', 'cancelling') ELSE ? END
     WHERE id = ?`,
    JSON.stringify(work),
    JSON.stringify(progress),
    JSON.stringify(progress),
    importId,
  );
}

export function isCancelling(state: CampaignState, importId: string): boolean {
  return state.sql.scalar("SELECT progress ->> 'state' FROM imports WHERE id = ?", importId) === "cancelling";
}

/** Marks a running import; false when it had ended. */
export function cancelImport(state: CampaignState, importId: string): boolean {
  const row = runningImport(state);
  if (row?.id !== importId) return false;
  state.sql.run("UPDATE imports SET progress = json_set(progress, '$.state', 'cancelling') WHERE id = ?", importId);
  return true;
}

export const GONE = "The uploaded file is gone. Please upload it again.";

export const endless = (line: number) =>
  `The row that begins on line ${line} does not end within 16 MB, so this is not a list of contacts. Nothing was imported.`;

/** Writes into the progress how fast the import is and how long it will take. */
export function estimate(
  progress: ImportProgress,
  { since, phase, rows, place, bytes }: ImportWork,
  nowMs: number,
): void {
  const tookMs = nowMs - since.atMs;
  if (phase === "take" && tookMs > 0) {
    progress.rowsPerSecond = Math.round(((progress.rowsDone - since.done) / tookMs) * 1000);
    const left = progress.rowsPerSecond > 0 ? (rows - progress.rowsDone) / progress.rowsPerSecond : null;
    progress.secondsLeft = left === null ? null : Math.ceil(left);
  }
  progress.readShare = phase === "read" && bytes > 0 ? place.offset / bytes : phase === "assemble" ? 0 : 1;
  if (progress.state !== "running") progress.secondsLeft = null;
}
