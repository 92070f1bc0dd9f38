import { normalizePhone } from "../phone-numbers/phone.ts";
import type { E164, PhoneRefusal, PhoneRules } from "../phone-numbers/phone.ts";
import { readState, readZip } from "../hours/zones/read-place.ts";
import { zonesOf } from "../hours/zones/zones.ts";
import type { ContactZones } from "../hours/zones/zones.ts";
import { standardField } from "../scripts/fields/merge-fields.ts";
import { cleanKnown, cleanValue, wholeNumber } from "./file/clean.ts";
import { columnName, findColumns, meansCell } from "./file/columns.ts";
import type { ChosenColumns, ColumnMapping, CustomColumn } from "./file/columns.ts";
import { MAX_VALUE_CHARACTERS } from "./file/csv.ts";
import type { CsvRecord } from "./file/csv.ts";
import type { TextEncoding } from "./file/encoding.ts";
import { unguarded } from "./file/guard.ts";
import { wordsOf } from "./file/header-words.ts";
import type { KnownColumn } from "./file/header-words.ts";
import { isMissingName, isPlaceholder, isPlaceholderWord, mayBePlaceholder } from "./file/placeholders.ts";
import { CUT_FILE, fileProblem, note } from "./file/problem.ts";
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
  /** The postal code of a state that could be read, else as typed. */
  stateCode: string;
  /** Five digits of a US zip code, a Canadian code, else as typed. */
  zip: string;
  /** Every other column by its header; blank values are left out. */
  custom: Record<string, string>;
}

/** Known values without a column of their own in the tables: they are stored among the file's other columns, under these names. */
const STORED_BY_NAME = { zip: "zip", state_code: "stateCode", external_id_type: "externalIdType" } as const;
type StoredByName = keyof typeof STORED_BY_NAME;
// The keys of that object.
const STORED_NAMES = Object.keys(STORED_BY_NAME) as StoredByName[];

/** What is stored of a contact besides names, cell and id: merge fields and columns of exports. */
export function storedFields(contact: UploadedContact): Record<string, string> {
  const fields = { ...contact.custom };
  for (const name of STORED_NAMES) {
    const value = contact[STORED_BY_NAME[name]];
    if (value !== "") fields[name] = value;
  }
  return fields;
}

/** Names of the merge fields that a file brings. */
export function fieldNames({ custom, alsoNamed = [], mapping }: Upload): string[] {
  const known = STORED_NAMES.filter((name) => mapping[name] !== undefined);
  return [...custom, ...alsoNamed].map(({ name }) => name).concat(known);
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
  /** Known columns whose own name is a merge field as well (file/columns.ts). */
  alsoNamed?: CustomColumn[];
  /** Where a zip code or a state is taken from when its column is empty in a row. */
  instead?: Partial<Record<KnownColumn, number[]>>;
  /** Columns of names: "Nan" may be one. */
  nameColumns?: number[];
  /** Whether the file has placeholders such as NULL (`hasPlaceholders`), found by reading it; absent: none. */
  hasPlaceholders?: boolean;
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
  const opened = openTable(beginning, { isWhole, encoding, isHeader: namesCells });
  if (!opened.ok) return { ok: false, problem: opened.problem, headers: [], mapping: {} };
  const { table } = opened;
  const headers = table.headers.map(cleanHeader);
  const columns = findColumns(headers, table.line, chosen);
  if (!columns.ok) return { ok: false, problem: columns.problem, headers, mapping: columns.mapping };
  const { mapping, custom, alsoNamed, instead } = columns;
  const { encoding: used, delimiter, firstRow, ownColumns } = table;
  const nameColumns = headers.flatMap((header, index) => (isOfNames(header) ? [index] : []));
  for (const known of ["firstName", "lastName"] as const) {
    const index = mapping[known];
    if (index !== undefined && !nameColumns.includes(index)) nameColumns.push(index);
  }
  const columnsOf = { headers, mapping, custom, alsoNamed, instead, nameColumns, ownColumns };
  const upload: Upload = { encoding: used, delimiter, firstRow, ...columnsOf };
  if (isWhole && !hasRow(upload, beginning)) return { ok: false, problem: NO_ROWS, headers, mapping };
  return { ok: true, notes: [...table.notes, ...columns.notes], upload };
}

/** Whether a row names a column of cells beside others. A row with a phone number is a contact. */
function namesCells(fields: readonly string[]): boolean {
  const names = fields.map(cleanHeader).filter((name) => name !== "");
  return (
    names.length >= 2 &&
    names.some((name) => meansCell(name)) &&
    !names.some((name) => normalizePhone(name, { allowTestNumbers: true }).ok)
  );
}

/** A name of many lines is one of a few words, once a spreadsheet's line breaks are blanks. */
function cleanHeader(written: string): string {
  return cleanKnown(written).replace(/\s+/gu, " ");
}

const NAME_WORDS = new Set([
  "name",
  "nickname",
  "firstname",
  "lastname",
  "fname",
  "lname",
  "surname",
  "given",
  "middle",
  "maiden",
]);

function isOfNames(header: string): boolean {
  return header.length <= 60 && wordsOf(header).some((word) => NAME_WORDS.has(word));
}

/** Whether any of these rows has a word such as NULL where a value is missing. In a column of names, "Nan" is no such word. */
export function hasPlaceholders({ nameColumns = [], ownColumns = 0 }: Upload, records: readonly CsvRecord[]): boolean {
  for (const { fields = [] } of records) {
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index] ?? "";
      if (!mayBePlaceholder(field)) continue;
      const value = cleanKnown(field);
      if (isPlaceholderWord(value, false) && isPlaceholderWord(value, nameColumns.includes(index - ownColumns)))
        return true;
    }
  }
  return false;
}

export const NO_ROWS = fileProblem("no_rows", null, "The file names its columns but has no contacts below them.");

function hasRow(upload: Upload, bytes: Uint8Array): boolean {
  const { firstRow } = upload;
  return readRows(upload, bytes.subarray(firstRow.offset), firstRow, true, 1).records.length > 0;
}

/** Reads the rows that end in a stretch of the file, `most` of them. @param bytes from `at.offset` on */
export function readRows(upload: Upload, bytes: Uint8Array, at: RowStart, isLast: boolean, most = Infinity) {
  return readWindow(bytes, at, { encoding: upload.encoding, delimiter: upload.delimiter, isLast, most });
}

export type CheckedRow =
  | { ok: true; contact: UploadedContact; zones: ContactZones; note: UploadProblem | null }
  | { ok: false; refused: RefusedRow };

/**
 * Whether a row by itself can become a contact; others check whether its cell came before.
 *
 * @param mayBeDamaged false when the stretch of the row has no damaged character (`readRows`)
 */
export function checkRow(
  upload: Upload,
  { line, fields: all, broken, isCut }: CsvRecord,
  rules: PhoneRules,
  mayBeDamaged = true,
): CheckedRow {
  const { headers, mapping, custom, ownColumns = 0 } = upload;
  const fields = all && ownColumns > 0 ? all.slice(ownColumns) : all;
  const refuse = (reason: RowRefusal, message: string): CheckedRow => {
    return { ok: false, refused: { line, reason, message, raw: fields?.map(unguarded) ?? [broken ?? ""] } };
  };
  if (isCut) return refuse("cut_file", CUT_FILE);
  if (!fields) {
    const message =
      'The quotes in this row do not match: a value that begins with " has to end with " before the next comma or line. Double the quotes inside a value ("").';
    return refuse("broken_quotes", message);
  }
  const columns = () =>
    `${fields.length === 1 ? "1 value" : `${fields.length} values`}, but the first line names ${headers.length} columns`;
  if (fields.length > headers.length && fields.slice(headers.length).some((field) => cleanValue(field) !== "")) {
    return refuse(
      "ragged_row",
      `This row has ${columns()}. Put quotes around values that contain a comma or another separator.`,
    );
  }
  if (mapping.cell !== undefined && fields.length <= mapping.cell) {
    return refuse(
      "ragged_row",
      `This row has ${columns()}: it ends before ${columnName(headers, mapping.cell).replace(/^[TC]/u, (first) => first.toLowerCase())}.`,
    );
  }
  let characters = 0;
  for (const field of fields) characters += field.length;
  if (characters > MAX_ROW_CHARACTERS) {
    return refuse("row_too_long", `This row has over ${MAX_ROW_CHARACTERS.toLocaleString("en-US")} characters.`);
  }
  if (mayBeDamaged && fields.some((field) => field.includes("\uFFFD") || field.includes("\0"))) {
    return refuse("bad_character", "This row contains a damaged character; type it again.");
  }
  const phone = normalizePhone(knownAt(fields, mapping.cell), rules);
  if (!phone.ok && phone.reason === "missing" && mapping.cell !== undefined) {
    return refuse("missing", `${columnName(headers, mapping.cell)} is empty in this row.`);
  }
  if (!phone.ok) return refuse(phone.reason, phone.message);

  const [first, last] = [nameAt(fields, mapping.firstName), nameAt(fields, mapping.lastName)];
  const isName = (name: string, other: string) =>
    name !== "" && !isMissingName(name, other, upload.hasPlaceholders === true);
  const zip = placeAt(upload, fields, "zip");
  const state = placeAt(upload, fields, "state_code");
  const contact: UploadedContact = {
    line,
    cell: phone.cell,
    firstName: isName(first, last) ? first : "",
    lastName: isName(last, first) ? last : "",
    externalId: wholeNumber(knownAt(fields, mapping.external_id)),
    externalIdType: knownAt(fields, mapping.external_id_type),
    stateCode: tidyState(state),
    zip: tidyZip(zip),
    custom: customValues(upload, fields, first),
  };
  if (characters > SURELY_FEW_CHARACTERS || custom.length > MANY_COLUMNS) {
    const bytes = new TextEncoder().encode(JSON.stringify(contact)).length;
    if (bytes > MOST_CONTACT_BYTES) {
      return refuse(
        "row_too_long",
        `This row is too long: with the names of its columns it has over ${MOST_CONTACT_BYTES.toLocaleString("en-US")} bytes.`,
      );
    }
  }
  const zones = zonesOf(contact.cell, zip, state);
  return { ok: true, contact, zones, note: fields.length < headers.length ? shortRow(upload, line, fields) : null };
}

/** A value of a known column; empty when it is missing. */
function knownAt(fields: readonly string[], index: number | undefined): string {
  const value = index === undefined ? "" : cleanKnown(fields[index] ?? "");
  return isPlaceholder(value) ? "" : value;
}

/** As it is in the file: what is a name and what a placeholder is seen by both names together. */
function nameAt(fields: readonly string[], index: number | undefined): string {
  const name = index === undefined ? "" : cleanKnown(fields[index] ?? "");
  return /\s/.test(name) ? name.replace(/\s+/gu, " ") : name;
}

/** The zip code or the state of a row: of the column chosen for it, else of the person's other addresses. */
function placeAt({ mapping, instead }: Upload, fields: readonly string[], known: "zip" | "state_code"): string {
  const value = knownAt(fields, mapping[known]);
  if (value !== "" || instead === undefined) return value;
  for (const index of instead[known] ?? []) {
    const other = knownAt(fields, index);
    if (other !== "") return other;
  }
  return "";
}

/** Columns whose numbers are names of something, not amounts: a ".0" behind them is a program's. */
const NUMBERED = new Set(
  "id ids vanid code number num no precinct ward district zip phone year age house unit route box plus".split(" "),
);
/** So long a whole number is no amount either. */
const SURELY_NUMBERED = 5;

function customValues(
  { custom, alsoNamed = [], nameColumns = [], hasPlaceholders: hasOthers = false }: Upload,
  fields: readonly string[],
  firstName: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  const put = ({ name, index }: CustomColumn) => {
    let value = cleanValue(fields[index] ?? "");
    if (value.endsWith(".0") || value.endsWith(".00")) {
      const whole = wholeNumber(value);
      if (whole.length >= SURELY_NUMBERED || wordsOf(name).some((word) => NUMBERED.has(word))) value = whole;
    }
    const isMissing = nameColumns.includes(index) ? isMissingName(value, firstName, hasOthers) : isPlaceholder(value);
    if (value !== "" && !isMissing) values[name] = value;
    // Else {Phone} would be the contact's cell where the column "Phone" is empty.
    else if (standardField(name) !== undefined) values[name] = "";
  };
  for (const column of custom) put(column);
  for (const column of alsoNamed) put(column);
  return values;
}

function tidyState(typed: string): string {
  const state = typed === "" ? null : readState(typed);
  return state?.kind === "read" ? state.code : typed;
}

/** ZIP+4 loses its four digits; leading zeros that spreadsheets drop ("2139", "601") are restored. */
function tidyZip(typed: string): string {
  const zip = typed === "" || /^\d{5}$/.test(typed) ? null : readZip(typed);
  return zip?.kind === "read" ? zip.code : typed;
}

function shortRow({ headers }: Upload, line: number, fields: string[]): UploadProblem | null {
  const missing = headers.slice(fields.length).filter((header) => header !== "");
  return missing.length === 0
    ? null
    : note("short_row", line, `This row ends early; it has no ${missing.map((header) => `“${header}”`).join(", ")}.`);
}
