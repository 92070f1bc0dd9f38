import { findLayout, parseRecords, readRecords } from "./csv.ts";
import type { CsvRecord } from "./csv.ts";
import { EMPTY, encodingNotes, NOT_TEXT, refuseBytes } from "./decode.ts";
import { decodeBytes, doubtsOf, encodingByDoubts, findEncoding, wholeCharacters } from "./encoding.ts";
import type { TextEncoding } from "./encoding.ts";
import { CUT_FILE, fileProblem, note } from "./problem.ts";
import type { UploadProblem } from "./problem.ts";
import { readWindow, unixLines } from "./window.ts";
import type { RowStart, WindowOptions, WindowRead } from "./window.ts";

/*
 * The beginning of an uploaded table: its encoding, its separator, its header. The one way to open a file of contacts, of
 * numbers, of canned responses; `readTable` for those that are one text, `openTable` for those that are read by stretches.
 */

/**
 * Columns that a download of refused rows has before the file's own (workers/admin/contacts/contacts.ts). The mended file is
 * uploaded again, so the reader leaves them out.
 */
export const REFUSED_COLUMNS = ["line", "reason", "message"] as const;

/** Bytes of a file's beginning that suffice to open it: a header is not longer. */
export const OPENING_BYTES = 256 * 1024;

export interface OpenedTable {
  encoding: TextEncoding;
  delimiter: string;
  /** The header's fields, without the columns of our own. */
  headers: string[];
  /** How many columns of our own are before the file's. */
  ownColumns: number;
  /** Line of the header. */
  line: number;
  /** Where the first row under the header begins. */
  firstRow: RowStart;
  notes: UploadProblem[];
}

/** Rows above the header that a report's title may take. */
const MOST_TITLE_ROWS = 10;

/**
 * @param isWhole whether these bytes are all of the file
 * @param encoding as a person chose it, or as reading all bytes found it; else as the beginning suggests
 * @param isHeader whether a row names columns. Of the first rows the first such one is the header, and what is above it is
 *   left out as a title; with none of them it is the first row.
 */
export function openTable(
  beginning: Uint8Array,
  {
    isWhole,
    encoding,
    isHeader,
  }: { isWhole: boolean; encoding?: TextEncoding | undefined; isHeader(fields: readonly string[]): boolean },
): { ok: true; table: OpenedTable } | { ok: false; problem: UploadProblem } {
  const refusal = refuseBytes(beginning);
  if (refusal) return { ok: false, problem: refusal };
  const found = findEncoding(beginning) ?? (encoding ? { encoding, markBytes: 0 } : null);
  if (!found) return { ok: false, problem: NOT_TEXT };
  const body = beginning.subarray(found.markBytes);
  // Where the beginning was cut off says nothing about the file.
  const between = isWhole ? body : body.subarray(0, wholeCharacters(body, "utf-8"));
  const used = encoding ?? (found.encoding === "utf-8" ? encodingByDoubts(doubtsOf(between)) : found.encoding);
  const text = unixLines(decodeBytes(body, used));
  if (text.trim() === "") return { ok: false, problem: EMPTY };

  const { delimiter, line, isStated } = findLayout(text);
  const options = { encoding: used, delimiter, isLast: isWhole, most: 1 };
  const start = { offset: found.markBytes, line: 1 };
  // The line that states the delimiter is not the header.
  const first = isStated ? readWindow(body, start, options).next : start;
  const top = readWindow(beginning.subarray(first.offset), first, options);
  const below = isHeader(top.records[0]?.fields ?? []) ? null : headerBelow(beginning, first, options, isHeader);
  const { read: header, delimiter: apart } = below ?? { read: top, delimiter };
  const record = header.records[0];
  if (!record?.fields) return { ok: false, problem: brokenHeader(record?.line ?? line) };
  if (record.isCut) return { ok: false, problem: fileProblem("cut_header", record.line, CUT_FILE) };
  const ownColumns = ownColumnsOf(record.fields);
  const notes = encodingNotes(used, encoding === undefined);
  if (below) notes.push(titleNote(record.line));
  const table: OpenedTable = {
    encoding: used,
    delimiter: apart,
    headers: record.fields.slice(ownColumns),
    ownColumns,
    line: record.line,
    firstRow: header.next,
    notes,
  };
  return { ok: true, table };
}

/** The header below a title, with the separator that its own line suggests; null when none of the first rows is one. */
function headerBelow(
  beginning: Uint8Array,
  first: RowStart,
  options: WindowOptions,
  isHeader: (fields: readonly string[]) => boolean,
): { read: WindowRead; delimiter: string } | null {
  let at = first;
  for (let row = 0; row <= MOST_TITLE_ROWS; row += 1) {
    const rest = beginning.subarray(at.offset);
    const { delimiter } = findLayout(unixLines(decodeBytes(rest, options.encoding)));
    const read = readWindow(rest, at, { ...options, delimiter });
    const fields = read.records[0]?.fields;
    if (!fields || read.next.offset === at.offset) return null;
    if (isHeader(fields)) return { read, delimiter };
    at = read.next;
  }
  return null;
}

function titleNote(line: number): UploadProblem {
  const above =
    line === 2 ? "Line 1 is above the header and is" : `Lines 1 to ${line - 1} are above the header and are`;
  return note("title_rows", line, `${above} left out.`);
}

function ownColumnsOf(fields: readonly string[]): number {
  const isOurs = REFUSED_COLUMNS.every((name, index) => fields[index]?.trim().toLowerCase() === name);
  return isOurs ? REFUSED_COLUMNS.length : 0;
}

function brokenHeader(line: number): UploadProblem {
  const message = `The column names on line ${line} cannot be read: a name that begins with " has to end with " before the next comma or line.`;
  return fileProblem("broken_header", line, message);
}

/**
 * The records of a text in order, blank lines left out. When one of the first rows is a header, they begin with it, and what
 * is above it is left out as a title.
 *
 * @param isHeader asked row by row
 */
export function readTable(
  text: string,
  isHeader: (fields: readonly string[]) => boolean = () => false,
): { records: CsvRecord[]; delimiter: string; hasHeader: boolean } {
  const plain = unixLines(text.replace(/^\uFEFF/u, ""));
  const whole = findLayout(plain);
  const from = { at: whole.offset, line: whole.line };
  for (let row = 0; row <= MOST_TITLE_ROWS; row += 1) {
    const rest = plain.slice(from.at);
    const { delimiter } = row === 0 ? whole : findLayout(rest);
    const { records, end, line } = parseRecords(rest, { delimiter, line: from.line, isLast: true, most: 1 });
    const fields = records[0]?.fields;
    if (!fields) break;
    if (isHeader(fields)) {
      const layout = { ...whole, delimiter, offset: from.at, line: from.line };
      return { records: [...readRecords(plain, layout)], delimiter, hasHeader: true };
    }
    Object.assign(from, { at: from.at + end, line });
  }
  return { records: [...readRecords(plain, whole)], delimiter: whole.delimiter, hasHeader: false };
}
