import { normalizePhone } from "./phone.ts";
import type { E164, PhoneRefusal, PhoneRules } from "./phone.ts";
import { findColumns } from "./upload/columns.ts";
import type { ChosenColumns, ColumnMapping, CustomColumn } from "./upload/columns.ts";
import { findLayout, readRecords } from "./upload/csv.ts";
import type { CsvLayout } from "./upload/csv.ts";
import { decodeUpload } from "./upload/decode.ts";
import { fileProblem, note } from "./upload/problem.ts";
import type { RowProblemCode, UploadProblem } from "./upload/problem.ts";

/*
 * Contact upload (RULES.md): the same code reads a file in the browser for the preview and in the Worker for the
 * import, so what the preview promised is what the import does.
 */

/** A row that becomes a contact. Missing values are empty. */
export interface ContactRow {
  /** Line of the file on which the row begins, from 1. */
  line: number;
  cell: E164;
  firstName: string;
  lastName: string;
  externalId: string;
  externalIdType: string;
  /** Two capital letters when it was a code, else as typed. */
  stateCode: string;
  /** Five digits when it was a US zip code, else as typed. */
  zip: string;
  /** Every other column by its header; blank values are left out. */
  custom: Record<string, string>;
}

export type RowRefusal = PhoneRefusal | RowProblemCode;

/** A row that is left out; it is kept so that the admin can download it, mend it and upload it again. */
export interface RefusedRow {
  line: number;
  reason: RowRefusal;
  message: string;
  /** The values as they stand in the file. */
  raw: string[];
}

/** A file whose header and structure are sound; `checkRows` reads its rows. */
export interface Upload {
  headers: string[];
  mapping: ColumnMapping;
  custom: CustomColumn[];
  /** Rows under the header, blank ones not counted. */
  rowCount: number;
  notes: UploadProblem[];
  text: string;
  layout: CsvLayout;
}

export type OpenedUpload =
  | { ok: true; upload: Upload }
  | { ok: false; problem: UploadProblem; headers: string[]; mapping: ColumnMapping };

export interface CheckedRows {
  accepted: ContactRow[];
  refused: RefusedRow[];
  /** Accepted rows that are worth a look. */
  notes: UploadProblem[];
  /** Rows read so far, this chunk included. */
  rowsRead: number;
}

/** Longest row that is taken, in characters of all its values: contacts are stored in rows of bounded size. */
export const MAX_ROW_CHARACTERS = 20_000;

/**
 * Reads header and structure of a file: encoding, delimiter, quotes, columns.
 * After this the file can be read to its end, so an import never stops half-way on a broken file.
 */
export function openUpload(bytes: Uint8Array, chosen: ChosenColumns = {}): OpenedUpload {
  const decoded = decodeUpload(bytes);
  if (!decoded.ok) return { ok: false, problem: decoded.problem, headers: [], mapping: {} };
  const { text, notes } = decoded;
  const layout = findLayout(text);

  let headers: string[] = [];
  let headerLine = layout.line;
  let records = 0;
  for (const { line, fields } of readRecords(text, layout)) {
    if (!fields) {
      const message = `The quotes on line ${line} are broken: a value that begins with " must end with " before the next comma or line. Quotes inside a value are doubled ("").`;
      return { ok: false, problem: fileProblem("broken_quotes", line, message), headers, mapping: {} };
    }
    if (records === 0) {
      headers = fields.map((field) => field.trim());
      headerLine = line;
    }
    records += 1;
  }

  const columns = findColumns(headers, headerLine, chosen);
  if (!columns.ok) return { ok: false, problem: columns.problem, headers, mapping: columns.mapping };
  const { mapping, custom } = columns;
  if (records < 2) {
    const problem = fileProblem("no_rows", null, "The file has a header but no contacts under it.");
    return { ok: false, problem, headers, mapping };
  }
  const upload = { headers, mapping, custom, rowCount: records - 1, notes: [...notes, ...columns.notes], text, layout };
  return { ok: true, upload };
}

export interface RowRules extends PhoneRules {
  /** Rows per chunk. The chunks of a file are the same on every reading, so an import can skip those it has done. */
  chunkRows?: number;
}

/**
 * Checks the rows of a file in order, chunk by chunk. One contact per cell: the first row wins, later ones are refused
 * with the line of the first.
 */
export function* checkRows(upload: Upload, { chunkRows = 1000, ...phoneRules }: RowRules = {}): Generator<CheckedRows> {
  const lineOfCell = new Map<E164, number>();
  let chunk: CheckedRows = { accepted: [], refused: [], notes: [], rowsRead: 0 };
  let isHeader = true;
  for (const { line, fields } of readRecords(upload.text, upload.layout)) {
    if (isHeader || !fields) {
      isHeader = false;
      continue;
    }
    const row = checkRow(upload, line, fields, phoneRules);
    const first = row.ok ? lineOfCell.get(row.contact.cell) : undefined;
    if (!row.ok) {
      chunk.refused.push({ line, reason: row.reason, message: row.message, raw: fields });
    } else if (first !== undefined) {
      const message = `The same cell stands on line ${first}; the first row counts.`;
      chunk.refused.push({ line, reason: "duplicate", message, raw: fields });
    } else {
      lineOfCell.set(row.contact.cell, line);
      chunk.accepted.push(row.contact);
      if (fields.length < upload.headers.length) chunk.notes.push(shortRow(upload, line, fields));
    }
    chunk.rowsRead += 1;
    if (chunk.rowsRead % chunkRows === 0) {
      yield chunk;
      chunk = { accepted: [], refused: [], notes: [], rowsRead: chunk.rowsRead };
    }
  }
  if (chunk.accepted.length > 0 || chunk.refused.length > 0) yield chunk;
}

type CheckedRow = { ok: true; contact: ContactRow } | { ok: false; reason: RowRefusal; message: string };

function checkRow({ headers, mapping, custom }: Upload, line: number, fields: string[], rules: PhoneRules): CheckedRow {
  const valueAt = (index: number | undefined) => (index === undefined ? "" : (fields[index] ?? "").trim());
  const columns = `${fields.length} values, but the header names ${headers.length} columns`;
  if (fields.slice(headers.length).some((field) => field.trim() !== "")) {
    const message = `The row has ${columns}; put quotes around values that contain the separator.`;
    return { ok: false, reason: "ragged_row", message };
  }
  if (mapping.cell !== undefined && fields.length <= mapping.cell) {
    return { ok: false, reason: "ragged_row", message: `The row has ${columns}; it ends before the cell.` };
  }
  if (fields.reduce((sum, field) => sum + field.length, 0) > MAX_ROW_CHARACTERS) {
    return { ok: false, reason: "row_too_long", message: `The row has over ${MAX_ROW_CHARACTERS} characters.` };
  }
  if (fields.some((field) => field.includes("\uFFFD"))) {
    return { ok: false, reason: "bad_character", message: "The row holds a character that is damaged; type it again." };
  }
  const phone = normalizePhone(valueAt(mapping.cell), rules);
  if (!phone.ok) return phone;

  const contact: ContactRow = {
    line,
    cell: phone.cell,
    firstName: valueAt(mapping.firstName).replace(/\s+/gu, " "),
    lastName: valueAt(mapping.lastName).replace(/\s+/gu, " "),
    externalId: valueAt(mapping.external_id),
    externalIdType: valueAt(mapping.external_id_type),
    stateCode: tidyState(valueAt(mapping.state_code)),
    zip: tidyZip(valueAt(mapping.zip)),
    custom: {},
  };
  for (const { name, index } of custom) {
    const value = valueAt(index);
    if (value !== "") contact.custom[name] = value;
  }
  return { ok: true, contact };
}

function tidyState(typed: string): string {
  return /^[a-z]{2}$/i.test(typed) ? typed.toUpperCase() : typed;
}

/** ZIP+4 loses its four; spreadsheets drop leading zeros ("2139", "601"), which come back. */
function tidyZip(typed: string): string {
  const zip = /^(\d{3,5})(?:-\d{4})?$/.exec(typed)?.[1];
  return zip === undefined ? typed : zip.padStart(5, "0");
}

function shortRow({ headers }: Upload, line: number, fields: string[]): UploadProblem {
  const missing = headers.slice(fields.length).filter((header) => header !== "");
  return note("short_row", line, `The row ends early; it has no ${missing.join(", ")}.`);
}

export interface UploadPreview {
  /** Whether the file can be imported: false when nothing of it can. */
  ok: boolean;
  headers: string[];
  mapping: ColumnMapping;
  /** Names of the custom columns: the merge fields that this file brings. */
  customColumns: string[];
  /** The first rows as they stand in the file, accepted or not. */
  sampleRows: string[][];
  /** Rows under the header. */
  rowCount: number;
  acceptedCount: number;
  refusedCount: number;
  /** In order of the file; at most `maxProblems`. */
  problems: UploadProblem[];
  /** All problems, also those that are not listed. */
  problemCount: number;
}

export interface PreviewRules extends PhoneRules {
  mapping?: ChosenColumns;
  sampleCount?: number;
  maxProblems?: number;
}

/**
 * Reads a whole file and tells what an import of it would do. Nothing is kept.
 * `ok: false` always comes with the one problem of severity "file" that stops the import.
 */
export function previewUpload(bytes: Uint8Array, rules: PreviewRules = {}): UploadPreview {
  const { mapping: chosen = {}, sampleCount = 5, maxProblems = 200, ...phoneRules } = rules;
  const preview: UploadPreview = {
    ok: false,
    headers: [],
    mapping: {},
    customColumns: [],
    sampleRows: [],
    rowCount: 0,
    acceptedCount: 0,
    refusedCount: 0,
    problems: [],
    problemCount: 0,
  };
  const opened = openUpload(bytes, chosen);
  if (!opened.ok) {
    const { headers, mapping, problem } = opened;
    return { ...preview, headers, mapping, problems: [problem], problemCount: 1 };
  }
  const { upload } = opened;
  const add = (problem: UploadProblem) => {
    preview.problemCount += 1;
    if (preview.problems.length < maxProblems) preview.problems.push(problem);
  };
  upload.notes.forEach(add);
  for (const { accepted, refused, notes } of checkRows(upload, phoneRules)) {
    preview.acceptedCount += accepted.length;
    preview.refusedCount += refused.length;
    const ofRows = refused.map(({ line, reason, message }) => ({
      line,
      code: reason,
      severity: "row" as const,
      message,
    }));
    [...ofRows, ...notes].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).forEach(add);
  }
  return {
    ...preview,
    ok: true,
    headers: upload.headers,
    mapping: upload.mapping,
    customColumns: upload.custom.map(({ name }) => name),
    sampleRows: sampleRows(upload, sampleCount),
    rowCount: upload.rowCount,
  };
}

function sampleRows({ text, layout }: Upload, count: number): string[][] {
  const rows: string[][] = [];
  for (const { fields } of readRecords(text, layout)) {
    if (rows.length > count) break;
    rows.push(fields ?? []);
  }
  return rows.slice(1);
}
