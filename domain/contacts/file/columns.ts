import { normalizePhone } from "../../phone-numbers/phone.ts";
import { STANDARD_FIELDS, standardField } from "../../scripts/fields/merge-fields.ts";
import { COLUMN_WORDS, KNOWN_COLUMNS, meaningOf } from "./header-words.ts";
import type { KnownColumn } from "./header-words.ts";
import { fileProblem, note } from "./problem.ts";
import type { UploadProblem } from "./problem.ts";

/*
 * Which column holds what (docs/rules.md#contacts-columns), by the words of its header. Every column that is not a known one is a
 * custom column and a merge field of its name.
 */

/** Columns of one file. The largest voter files have some hundreds. */
const MOST_COLUMNS = 2_000;
/** The name of a merge field is stored with every contact that has a value for it. */
const MOST_NAME_CHARACTERS = 100;
const MOST_LISTED_CHARACTERS = 500;

/** Index of the column (from 0) that holds each known value. */
export type ColumnMapping = Partial<Record<KnownColumn, number>>;

/** What an admin corrected: another column for a known value, or null for "none of them". */
export type ChosenColumns = Partial<Record<KnownColumn, number | null>>;

export interface CustomColumn {
  /** Header as typed, without spaces around it; the name of the merge field. */
  name: string;
  index: number;
}

export type ColumnsFound =
  | {
      ok: true;
      mapping: ColumnMapping;
      custom: CustomColumn[];
      /** Known columns whose own name is a merge field as well: "Voter File VANID". */
      alsoNamed: CustomColumn[];
      /** Where a zip code or a state is taken from when its column is empty in a row: other addresses, the better ones first. */
      instead: Partial<Record<KnownColumn, number[]>>;
      notes: UploadProblem[];
    }
  | { ok: false; mapping: ColumnMapping; problem: UploadProblem };

/** A place of less is an office's, or one that somebody typed once. */
const LEAST_SCORE_INSTEAD = 50;

/**
 * Maps the columns of a file by their headers.
 *
 * @param headers first record of the file
 * @param line line of the file with the headers
 * @param chosen what the admin corrected; it wins over the headers
 */
export function findColumns(headers: readonly string[], line: number, chosen: ChosenColumns = {}): ColumnsFound {
  const mapping: ColumnMapping = {};
  const taken = new Set<number>();
  if (headers.length > MOST_COLUMNS) {
    const message = `The file has ${headers.length.toLocaleString("en-US")} columns, and at most ${MOST_COLUMNS.toLocaleString("en-US")} can be read. Remove the columns that you do not need.`;
    return { ok: false, mapping, problem: fileProblem("too_many_columns", line, message) };
  }
  for (const known of KNOWN_COLUMNS) {
    const index = chosen[known];
    if (index === undefined || index === null) continue;
    if (!Number.isInteger(index) || index < 0 || index >= headers.length || taken.has(index)) {
      const message = taken.has(index)
        ? `${columnName(headers, index)} is chosen twice; “${COLUMN_WORDS[known]}” needs a column of its own.`
        : `“${COLUMN_WORDS[known]}” is set to column ${index + 1}, but the file has only ${headers.length === 1 ? "1 column" : `${headers.length} columns`}.`;
      return { ok: false, mapping, problem: fileProblem("bad_mapping", line, message) };
    }
    mapping[known] = index;
    taken.add(index);
  }

  const meant = meantColumns(headers);
  const instead: Partial<Record<KnownColumn, number[]>> = {};
  for (const known of KNOWN_COLUMNS) {
    if (known in chosen) continue;
    const [best, ...others] = meant[known].filter(({ index }) => !taken.has(index));
    if (!best) continue;
    mapping[known] = best.index;
    taken.add(best.index);
    if (known !== "zip" && known !== "state_code") continue;
    const also = others.filter(({ score }) => score >= LEAST_SCORE_INSTEAD).map(({ index }) => index);
    if (also.length > 0) instead[known] = also;
  }
  if (mapping.cell === undefined) return { ok: false, mapping, problem: noCellColumn(headers, line) };

  const notes: UploadProblem[] = [];
  const custom = customColumns(headers, line, mapping, notes);
  const alsoNamed = Object.entries(mapping)
    .map(([known, index]) => ({ known, index, name: headers[index]?.trim() ?? "" }))
    .filter(({ known, index, name }) => {
      const isElsewhere = custom.some((column) => column.name === name) || headers.indexOf(name) !== index;
      return standardField(name) !== known && isUsable(name) && !isStandard(name) && !isElsewhere;
    })
    .map(({ name, index }) => ({ name, index }));
  if (mapping.firstName === undefined) {
    const message =
      "This file has no column for “First name”, so texts that use {firstName} need a fallback, such as {firstName|friend}.";
    notes.push(note("no_first_name_column", line, message));
  }
  return { ok: true, mapping, custom, alsoNamed, instead, notes };
}

/** Whether a header may name a column of cells. */
export function meansCell(header: string): boolean {
  return header.length <= MOST_NAME_CHARACTERS && meaningOf(header)?.known === "cell";
}

/** The columns that may hold each known value, the best first. */
function meantColumns(headers: readonly string[]): Record<KnownColumn, { index: number; score: number }[]> {
  const meant: Record<KnownColumn, { index: number; score: number }[]> = {
    firstName: [],
    lastName: [],
    cell: [],
    external_id: [],
    external_id_type: [],
    state_code: [],
    zip: [],
  };
  headers.forEach((header, index) => {
    const meaning = header.length <= MOST_NAME_CHARACTERS ? meaningOf(header) : null;
    if (meaning) meant[meaning.known].push({ index, score: meaning.score });
  });
  for (const known of KNOWN_COLUMNS) meant[known].sort((a, b) => b.score - a.score || a.index - b.index);
  return meant;
}

function isStandard(name: string): boolean {
  return (STANDARD_FIELDS as readonly string[]).includes(name);
}

function isUsable(name: string): boolean {
  return name !== "" && !/[{}|\n\0\uFFFD]/.test(name) && name !== "__proto__" && name.length <= MOST_NAME_CHARACTERS;
}

/** A standard name may be a column's own only while nothing else has that value, and never for names and numbers. */
function isReserved(name: string, mapping: ColumnMapping): boolean {
  if (name === "zip" || name === "state_code" || name === "external_id_type") return mapping[name] !== undefined;
  return isStandard(name);
}

function noCellColumn(headers: readonly string[], line: number): UploadProblem {
  const found = headers.map((header) => header.trim()).filter((header) => header !== "");
  const hint = found.some((header) => normalizePhone(header, { allowTestNumbers: true }).ok)
    ? " The first line looks like a contact, but it has to name the columns."
    : "";
  return fileProblem(
    "no_cell_column",
    line,
    `Which column holds the cell phone numbers? Choose it under “${COLUMN_WORDS.cell}”, or name it “${COLUMN_WORDS.cell}” in the file. Columns in this file: ${cut(found.map((header) => `“${header}”`).join(", "), MOST_LISTED_CHARACTERS)}.${hint}`,
  );
}

function customColumns(
  headers: readonly string[],
  line: number,
  mapping: ColumnMapping,
  notes: UploadProblem[],
): CustomColumn[] {
  const taken = new Set(Object.values(mapping));
  const lastNamed = headers.findLastIndex((header) => header.trim() !== "");
  const firstOf = new Map<string, number>();
  for (const index of taken) firstOf.set(headers[index]?.trim() ?? "", index);
  const custom: CustomColumn[] = [];
  headers.forEach((header, index) => {
    const name = header.trim();
    // Spreadsheets add empty columns at the end, which need no note.
    if (taken.has(index) || index > lastNamed) return;
    const first = firstOf.get(name);
    if (name === "") {
      notes.push(note("blank_header", line, `Column ${index + 1} has no name, so it is left out.`));
    } else if (first !== undefined) {
      const message = `Two columns are named “${cut(name, MOST_NAME_CHARACTERS)}” (${first + 1} and ${index + 1}); only column ${first + 1} is used.`;
      notes.push(note("duplicate_header", line, message));
    } else if (!isUsable(name)) {
      const message = `“${cut(name, MOST_NAME_CHARACTERS)}” cannot be used as a merge field, so column ${index + 1} is left out. Rename it to keep it.`;
      notes.push(note("unusable_header", line, message));
    } else if (isReserved(name, mapping)) {
      const other = freeName(name, headers);
      const message = `“${name}” is already the name of a standard merge field, so column ${index + 1} is imported as “${other}”.`;
      notes.push(note("reserved_header", line, message));
      firstOf.set(name, index);
      custom.push({ name: other, index });
    } else {
      firstOf.set(name, index);
      custom.push({ name, index });
    }
  });
  return custom;
}

function freeName(name: string, headers: readonly string[]): string {
  for (let n = 2; ; n += 1) if (!headers.includes(`${name} ${n}`)) return `${name} ${n}`;
}

/** A column as people find it in their file: by its header, else by its place. */
export function columnName(headers: readonly string[], index: number): string {
  const header = headers[index]?.trim() ?? "";
  return header === "" ? `Column ${index + 1}` : `The column “${cut(header, MOST_NAME_CHARACTERS)}”`;
}

function cut(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}
