import { normalizePhone } from "../phone-numbers/phone.ts";
import type { E164, PhoneRefusal, PhoneRules } from "../phone-numbers/phone.ts";
import { findColumns } from "./file/columns.ts";
import type { ChosenColumns, ColumnMapping, CustomColumn } from "./file/columns.ts";
import { MAX_VALUE_CHARACTERS } from "./file/csv.ts";
import type { CsvRecord } from "./file/csv.ts";
import type { TextEncoding } from "./file/encoding.ts";
import { unguarded } from "./file/guard.ts";
import { fileProblem, note } from "./file/problem.ts";
import type { RowProblemCode, UploadProblem } from "./file/problem.ts";
import { openTable } from "./file/table.ts";
import { readWindow } from "./file/window.ts";
import type { RowStart } from "./file/window.ts";

/*
 * Contact upload (docs/rules.md#contacts-files): the same code reads a file in the browser for the preview and in the
 * Worker for the import, so what the preview promised is what the import does.
 */

/** A row that becomes a contact. Missing values are empty. */
export interface UploadedContact {
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
  /** Columns of our own before the file's, which a mended download has (file/table.ts); absent: none. */
  ownColumns?: number;
  /** Where the first row under the header begins. */
  firstRow: RowStart;
}

export type OpenedUpload =
  | { ok: true; upload: Upload; notes: UploadProblem[] }
  | { ok: false; problem: UploadProblem; headers: string[]; mapping: ColumnMapping };

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
 * @param encoding as a person chose it, or as reading all bytes found; else as the beginning suggests
 */
export function openUpload(
  beginning: Uint8Array,
  { isWhole, chosen = {}, encoding }: { isWhole: boolean; chosen?: ChosenColumns; encoding?: TextEncoding | undefined },
): OpenedUpload {
  const opened = openTable(beginning, { isWhole, encoding });
  if (!opened.ok) return { ok: false, problem: opened.problem, headers: [], mapping: {} };
  const { table } = opened;
  const headers = table.headers.map((field) => unguarded(field.trim()));
  const columns = findColumns(headers, table.line, chosen);
  if (!columns.ok) return { ok: false, problem: columns.problem, headers, mapping: columns.mapping };
  const { mapping, custom } = columns;
  const { delimiter, firstRow, ownColumns } = table;
  const upload = { encoding: table.encoding, delimiter, headers, mapping, custom, ownColumns, firstRow };
  if (isWhole && !hasRow(upload, beginning)) return { ok: false, problem: NO_ROWS, headers, mapping };
  return { ok: true, notes: [...table.notes, ...columns.notes], upload };
}

export const NO_ROWS = fileProblem("no_rows", null, "The file has a header but no contacts under it.");

function hasRow(upload: Upload, bytes: Uint8Array): boolean {
  const { firstRow } = upload;
  return readRows(upload, bytes.subarray(firstRow.offset), firstRow, true, 1).records.length > 0;
}

/** Reads the rows that end in a stretch of the file, `most` of them. @param bytes from `at.offset` on */
export function readRows(upload: Upload, bytes: Uint8Array, at: RowStart, isLast: boolean, most = Infinity) {
  const { encoding, delimiter } = upload;
  return readWindow(bytes, at, { encoding, delimiter, isLast, most });
}

export type CheckedRow =
  | { ok: true; contact: UploadedContact; note: UploadProblem | null }
  | { ok: false; refused: RefusedRow };

/**
 * Whether a row by itself can become a contact; others check whether its cell came before.
 *
 * @param mayBeDamaged false when the stretch of the row has no damaged character (`readRows`)
 */
export function checkRow(
  upload: Upload,
  { line, fields: all, broken }: CsvRecord,
  rules: PhoneRules,
  mayBeDamaged = true,
): CheckedRow {
  const { headers, mapping, custom, ownColumns = 0 } = upload;
  const fields = all && ownColumns > 0 ? all.slice(ownColumns) : all;
  const refuse = (reason: RowRefusal, message: string): CheckedRow => {
    return { ok: false, refused: { line, reason, message, raw: fields?.map(unguarded) ?? [broken ?? ""] } };
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
  const contact: UploadedContact = {
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
  return index === undefined ? "" : unguarded((fields[index] ?? "").trim());
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
