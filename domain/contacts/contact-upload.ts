import { normalizePhone } from "../phone-numbers/phone.ts";
import type { E164, PhoneRefusal, PhoneRules } from "../phone-numbers/phone.ts";
import { findColumns } from "./file/columns.ts";
import type { ChosenColumns, ColumnMapping, CustomColumn } from "./file/columns.ts";
import { findLayout, MAX_VALUE_CHARACTERS } from "./file/csv.ts";
import type { CsvRecord } from "./file/csv.ts";
import { EMPTY, LATIN1_NOTE, NOT_TEXT, refuseBytes } from "./file/decode.ts";
import { decodeBytes, doubtsOf, findEncoding, isWindows1252 } from "./file/encoding.ts";
import type { TextEncoding } from "./file/encoding.ts";
import { fileProblem, note } from "./file/problem.ts";
import type { RowProblemCode, UploadProblem } from "./file/problem.ts";
import { readWindow, unixLines } from "./file/window.ts";
import type { Place } from "./file/window.ts";

/*
 * Contact upload (docs/rules.md#contacts-files): the same code reads a file in the browser for the preview and in the
 * Worker for the import, so what the preview promised is what the import does.
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

type RowRefusal = PhoneRefusal | RowProblemCode;

/** A row that is left out; it is stored so that the admin can download it, correct it and upload it again. */
export interface RefusedRow {
  line: number;
  reason: RowRefusal;
  message: string;
  /** The values as they are in the file; for a row with broken quotes, its whole line. */
  raw: string[];
}

/** What the beginning of a file shows: enough to read all of its rows, from any saved place. Plain data. */
export interface Upload {
  encoding: TextEncoding;
  delimiter: string;
  headers: string[];
  mapping: ColumnMapping;
  custom: CustomColumn[];
  /** Where the first row under the header begins. */
  firstRow: Place;
}

export type OpenedUpload =
  | { ok: true; upload: Upload; notes: UploadProblem[] }
  | { ok: false; problem: UploadProblem; headers: string[]; mapping: ColumnMapping };

/** Bytes of a file's beginning that suffice to open it: a header is not longer. */
export const OPENING_BYTES = 256 * 1024;

/** The longest row that is accepted, in characters of all its values: contacts are stored in rows of bounded size. */
export const MAX_ROW_CHARACTERS = MAX_VALUE_CHARACTERS;
/** The largest contact as JSON, with the names of its columns, so that it fits into an event of 96 KB. */
const MOST_CONTACT_BYTES = 64_000;
/** With fewer characters, even escaped (six bytes at most each), it cannot be larger. */
const SURELY_FEW_CHARACTERS = MOST_CONTACT_BYTES / 6 / 2;
/** The names of this many columns may be long together. */
const MANY_COLUMNS = 100;

/**
 * Reads encoding, delimiter and columns from the beginning of a file.
 *
 * @param isWhole whether these bytes are all of it
 * @param encoding as reading all bytes found; else as the beginning suggests
 */
export function openUpload(
  beginning: Uint8Array,
  { isWhole, chosen = {}, encoding }: { isWhole: boolean; chosen?: ChosenColumns; encoding?: TextEncoding },
): OpenedUpload {
  const fail = (problem: UploadProblem, headers: string[] = [], mapping: ColumnMapping = {}): OpenedUpload => {
    return { ok: false, problem, headers, mapping };
  };
  const refusal = refuseBytes(beginning);
  if (refusal) return fail(refusal);
  const found = findEncoding(beginning);
  if (!found) return fail(NOT_TEXT);
  const { markBytes } = found;
  const body = beginning.subarray(markBytes);
  const used =
    encoding ?? (found.encoding === "utf-8" && isWindows1252(doubtsOf(body)) ? "windows-1252" : found.encoding);
  const text = unixLines(decodeBytes(body, used));
  if (text.trim() === "") return fail(EMPTY);

  const { delimiter, offset, line } = findLayout(text);
  const start = { offset: markBytes, line: 1 };
  const options = { encoding: used, delimiter, isLast: isWhole };
  // The line that states the delimiter is not the header.
  const first =
    offset > 0 && text.startsWith("sep=")
      ? readWindow(body, start, { ...options, most: 1 }).next
      : { ...start, line: 1 };
  const header = readWindow(beginning.subarray(first.offset), first, { ...options, most: 1 });
  const record = header.records[0];
  if (!record) return fail(brokenHeader(line));
  if (!record.fields) return fail(brokenHeader(record.line));
  const headers = record.fields.map((field) => field.trim());
  const columns = findColumns(headers, record.line, chosen);
  if (!columns.ok) return fail(columns.problem, headers, columns.mapping);
  const { mapping, custom } = columns;
  if (isWhole && !hasRow(beginning, header.next, options)) return fail(NO_ROWS, headers, mapping);
  const notes = used === "windows-1252" ? [LATIN1_NOTE, ...columns.notes] : columns.notes;
  return { ok: true, notes, upload: { encoding: used, delimiter, headers, mapping, custom, firstRow: header.next } };
}

export const NO_ROWS = fileProblem("no_rows", null, "The file has a header but no contacts under it.");

function brokenHeader(line: number): UploadProblem {
  const message = `The header on line ${line} cannot be read: a value that begins with " must end with " before the next comma or line.`;
  return fileProblem("broken_header", line, message);
}

function hasRow(
  bytes: Uint8Array,
  at: Place,
  options: { encoding: TextEncoding; delimiter: string; isLast: boolean },
): boolean {
  return readWindow(bytes.subarray(at.offset), at, { ...options, most: 1 }).records.length > 0;
}

/** Reads the rows that end in a stretch of the file, `most` of them. @param bytes from `at.offset` on */
export function readRows(upload: Upload, bytes: Uint8Array, at: Place, isLast: boolean, most = Infinity) {
  const { encoding, delimiter } = upload;
  return readWindow(bytes, at, { encoding, delimiter, isLast, most });
}

export type CheckedRow =
  | { ok: true; contact: ContactRow; note: UploadProblem | null }
  | { ok: false; refused: RefusedRow };

/**
 * Whether a row by itself can become a contact; others check whether its cell came before.
 *
 * @param mayBeDamaged false when the stretch of the row has no damaged character (`readRows`)
 */
export function checkRow(
  upload: Upload,
  { line, fields, broken }: CsvRecord,
  rules: PhoneRules,
  mayBeDamaged = true,
): CheckedRow {
  const { headers, mapping, custom } = upload;
  const refuse = (reason: RowRefusal, message: string): CheckedRow => {
    return { ok: false, refused: { line, reason, message, raw: fields ?? [broken ?? ""] } };
  };
  if (!fields) {
    const message =
      'The quotes are broken: a value that begins with " must end with " before the next comma or line. Quotes inside a value are doubled ("").';
    return refuse("broken_quotes", message);
  }
  const columns = () => `${fields.length} values, but the header names ${headers.length} columns`;
  if (fields.length > headers.length && fields.slice(headers.length).some((field) => field.trim() !== "")) {
    return refuse("ragged_row", `The row has ${columns()}; put quotes around values that contain the separator.`);
  }
  if (mapping.cell !== undefined && fields.length <= mapping.cell) {
    return refuse("ragged_row", `The row has ${columns()}; it ends before the cell.`);
  }
  let characters = 0;
  for (const field of fields) characters += field.length;
  if (characters > MAX_ROW_CHARACTERS) {
    return refuse("row_too_long", `The row has over ${MAX_ROW_CHARACTERS} characters.`);
  }
  if (mayBeDamaged && fields.some((field) => field.includes("\uFFFD") || field.includes("\0"))) {
    return refuse("bad_character", "The row holds a character that is damaged; type it again.");
  }
  const phone = normalizePhone(fieldAt(fields, mapping.cell), rules);
  if (!phone.ok) return refuse(phone.reason, phone.message);

  const values: Record<string, string> = {};
  for (const { name, index } of custom) {
    const value = fieldAt(fields, index);
    if (value !== "") values[name] = value;
  }
  const contact: ContactRow = {
    line,
    cell: phone.cell,
    firstName: singleSpaced(fieldAt(fields, mapping.firstName)),
    lastName: singleSpaced(fieldAt(fields, mapping.lastName)),
    externalId: fieldAt(fields, mapping.external_id),
    externalIdType: fieldAt(fields, mapping.external_id_type),
    stateCode: tidyState(fieldAt(fields, mapping.state_code)),
    zip: tidyZip(fieldAt(fields, mapping.zip)),
    custom: values,
  };
  if (characters > SURELY_FEW_CHARACTERS || custom.length > MANY_COLUMNS) {
    const bytes = new TextEncoder().encode(JSON.stringify(contact)).length;
    if (bytes > MOST_CONTACT_BYTES) {
      return refuse("row_too_long", `The row has over ${MOST_CONTACT_BYTES} bytes with the names of its columns.`);
    }
  }
  return { ok: true, contact, note: fields.length < headers.length ? shortRow(upload, line, fields) : null };
}

function fieldAt(fields: readonly string[], index: number | undefined): string {
  return index === undefined ? "" : (fields[index] ?? "").trim();
}

function singleSpaced(name: string): string {
  return /\s/.test(name) ? name.replace(/\s+/gu, " ") : name;
}

function tidyState(typed: string): string {
  return /^[a-z]{2}$/i.test(typed) ? typed.toUpperCase() : typed;
}

/** ZIP+4 loses its four digits; leading zeros that spreadsheets drop ("2139", "601") are restored. */
function tidyZip(typed: string): string {
  if (typed === "") return typed;
  const zip = /^(\d{3,5})(?:-\d{4})?$/.exec(typed)?.[1];
  return zip === undefined ? typed : zip.padStart(5, "0");
}

function shortRow({ headers }: Upload, line: number, fields: string[]): UploadProblem | null {
  const missing = headers.slice(fields.length).filter((header) => header !== "");
  return missing.length === 0 ? null : note("short_row", line, `The row ends early; it has no ${missing.join(", ")}.`);
}

export interface UploadPreview {
  /** Whether the file can be imported: false when nothing of it can. */
  ok: boolean;
  /** Whether all rows were read; else only the first ones. */
  isWhole: boolean;
  headers: string[];
  mapping: ColumnMapping;
  /** Names of the custom columns: the merge fields that this file brings. */
  customColumns: string[];
  /** The first rows as they are in the file, accepted or not. */
  sampleRows: string[][];
  /** Rows that were read. */
  rowCount: number;
  acceptedCount: number;
  refusedCount: number;
  /** In order of the file; at most `maxProblems`. */
  problems: UploadProblem[];
  /** All problems of the rows that were read, also those that are not listed. */
  problemCount: number;
}

export interface PreviewRules extends PhoneRules {
  mapping?: ChosenColumns;
  sampleCount?: number;
  maxProblems?: number;
  /** Whether the bytes are the whole file; true by default. */
  isWhole?: boolean;
}

/**
 * Reads a file, or its beginning, and reports what an import of it would do. Nothing is stored. `ok: false` always
 * comes with the one problem of severity "file" that stops the import.
 */
export function previewUpload(bytes: Uint8Array, rules: PreviewRules = {}): UploadPreview {
  const { mapping: chosen = {}, sampleCount = 5, maxProblems = 200, isWhole = true, ...phoneRules } = rules;
  const preview: UploadPreview = {
    ok: false,
    isWhole,
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
  const opened = openUpload(bytes, { isWhole, chosen });
  if (!opened.ok) {
    const { headers, mapping, problem } = opened;
    return { ...preview, headers, mapping, problems: [problem], problemCount: 1 };
  }
  const { upload } = opened;
  const add = (problem: UploadProblem) => {
    preview.problemCount += 1;
    if (preview.problems.length < maxProblems) preview.problems.push(problem);
  };
  opened.notes.forEach(add);
  const lineOfCell = new Map<E164, number>();
  const { records } = readRows(upload, bytes.subarray(upload.firstRow.offset), upload.firstRow, isWhole);
  for (const record of records) {
    if (preview.sampleRows.length < sampleCount) preview.sampleRows.push(record.fields ?? [record.broken ?? ""]);
    const { line } = record;
    const row = checkRow(upload, record, phoneRules);
    const first = row.ok ? lineOfCell.get(row.contact.cell) : undefined;
    if (!row.ok) {
      preview.refusedCount += 1;
      add({ line, code: row.refused.reason, severity: "row", message: row.refused.message });
    } else if (first !== undefined) {
      preview.refusedCount += 1;
      const message = `The same cell is on line ${first}; the first row counts.`;
      add({ line, code: "duplicate", severity: "row", message });
    } else {
      preview.acceptedCount += 1;
      lineOfCell.set(row.contact.cell, line);
      if (row.note) add(row.note);
    }
  }
  return {
    ...preview,
    ok: true,
    headers: upload.headers,
    mapping: upload.mapping,
    customColumns: upload.custom.map(({ name }) => name),
    rowCount: records.length,
  };
}
