/*
 * Records of a CSV text (RFC 4180) with the line each begins on. One parser for preview and import, so that the import
 * does what the preview promised. It has no broken files, only broken rows: a row with wrong quotes is named by its
 * line, and reading goes on with the next line.
 */

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  line: number;
  /** Absent for a record whose quotes are broken. */
  fields?: string[];
  /** The line as it is in the file; only for a broken record. */
  broken?: string;
  /** The file ends within it, in the middle of a character. */
  isCut?: boolean;
}

/** Where the records begin and what separates their fields. */
export interface CsvLayout {
  delimiter: string;
  /** Offset in the text at which the header begins. */
  offset: number;
  /** Line of that offset, from 1. */
  line: number;
  /** Whether the line before states the delimiter. */
  isStated: boolean;
}

/** A longer quoted value was never closed: it would swallow the rows after it. */
export const MAX_VALUE_CHARACTERS = 20_000;

const DELIMITERS = [",", ";", "\t", "|"] as const;
const WINDOW_CHARACTERS = 128 * 1024;

/**
 * Finds the delimiter: the one that is most frequent outside quotes in the first line with text; a comma when there is
 * none. Spreadsheets may state it in a first line "sep=;".
 */
export function findLayout(text: string): CsvLayout {
  const stated = /^"?sep=([,;\t|])"?[,;\t| ]*\n/i.exec(text);
  if (stated?.[1]) return { delimiter: stated[1], offset: stated[0].length, line: 2, isStated: true };

  const blank = /^(?:[ \t]*\n)*/.exec(text)?.[0] ?? "";
  const counts = new Map<string, number>();
  let isQuoted = false;
  for (let i = blank.length; i < text.length; i++) {
    const sign = text.charAt(i);
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === "\n" && !isQuoted) break;
    else if (!isQuoted) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  let delimiter: string = ",";
  for (const candidate of DELIMITERS) {
    if ((counts.get(candidate) ?? 0) > (counts.get(delimiter) ?? 0)) delimiter = candidate;
  }
  return { delimiter, offset: blank.length, line: countNewlines(blank) + 1, isStated: false };
}

export interface ParseOptions {
  delimiter: string;
  /** Line of the text's beginning. */
  line: number;
  /** Whether the text is the end of the file. If not, the last record is left for the next call unless it has ended. */
  isLast: boolean;
  /** Reads only so many records. */
  most?: number;
}

export interface ParsedCsv {
  records: CsvRecord[];
  /** Offset behind the last record that was read: always at the beginning of a line, or the end of the text. */
  end: number;
  /** Line of that offset. */
  line: number;
}

/** Blank lines and lines of nothing but delimiters are left out. @param text with "\n" line ends */
export function parseRecords(text: string, { delimiter, line, isLast, most = Infinity }: ParseOptions): ParsedCsv {
  const records: CsvRecord[] = [];
  const { length } = text;
  let at = 0;
  let quote = indexOr(text, '"', 0);
  while (at < length && records.length < most) {
    const newline = text.indexOf("\n", at);
    const lineEnd = newline === -1 ? length : newline;
    if (quote < at) quote = indexOr(text, '"', at);
    if (quote > lineEnd) {
      if (newline === -1 && !isLast) break;
      const fields = text.slice(at, lineEnd).split(delimiter);
      if (!isBlank(fields)) records.push({ line, fields });
      at = lineEnd + 1;
      line += 1;
      continue;
    }
    const record = quotedRecord(text, at, delimiter, isLast);
    if (record === "cut") break;
    if (record === "broken") {
      if (newline === -1 && !isLast) break;
      records.push({ line, broken: text.slice(at, lineEnd) });
      at = lineEnd + 1;
      line += 1;
      continue;
    }
    if (!isBlank(record.fields)) records.push({ line, fields: record.fields });
    at = record.end + 1;
    line += 1 + record.newlines;
  }
  return { records, end: Math.min(at, length), line };
}

type Quoted = { fields: string[]; end: number; newlines: number } | "cut" | "broken";

/** A record with quotes in it. `end` is the offset of the newline behind it. */
function quotedRecord(text: string, from: number, delimiter: string, isLast: boolean): Quoted {
  const { length } = text;
  const fields: string[] = [];
  let newlines = 0;
  let at = from;
  for (;;) {
    let end: number;
    if (text.charCodeAt(at) === 34) {
      const close = closingQuote(text, at, isLast);
      if (close === "cut" || close === "broken") return close;
      const value = text.slice(at + 1, close.at);
      fields.push(close.doubled ? value.replaceAll('""', '"') : value);
      newlines += countNewlines(value);
      end = close.at + 1;
      // Some programs put blanks between the closing quote and the delimiter.
      while (text.charCodeAt(end) === 32) end += 1;
      if (end >= length && !isLast) return "cut";
      if (end < length && text.charAt(end) !== delimiter && text.charAt(end) !== "\n") return "broken";
    } else {
      // Looked for within the line: a text without any further delimiter would be searched to its end for every row.
      const rest = text.slice(at, Math.min(indexOr(text, "\n", at), length));
      end = at + Math.min(indexOr(rest, delimiter, 0), rest.length);
      if (end === length && !isLast) return "cut";
      fields.push(text.slice(at, end));
    }
    if (end >= length || text.charAt(end) === "\n") return { fields, end, newlines };
    at = end + 1;
    // A delimiter at the very end opens one more value.
    if (at >= length && !isLast) return "cut";
  }
}

function closingQuote(
  text: string,
  open: number,
  isLast: boolean,
): { at: number; doubled: boolean } | "cut" | "broken" {
  let doubled = false;
  for (let from = open + 1; ;) {
    const at = text.indexOf('"', from);
    const reached = at === -1 ? text.length : at;
    if (reached - open > MAX_VALUE_CHARACTERS) return "broken";
    if (at === -1) return isLast ? "broken" : "cut";
    if (at + 1 === text.length && !isLast) return "cut";
    if (text.charCodeAt(at + 1) !== 34) return { at, doubled };
    doubled = true;
    from = at + 2;
  }
}

/** Neither a blank of any kind nor a mark that nobody sees. */
const SOMETHING = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;

function isBlank(fields: readonly string[]): boolean {
  const first = fields[0] ?? "";
  const code = first.charCodeAt(0);
  if (code > 32 && code < 0xa0) return false;
  return fields.every((field) => !SOMETHING.test(field));
}

/** The records of a whole text in order, the header first. @param text with "\n" line ends */
export function* readRecords(
  text: string,
  layout: Omit<CsvLayout, "isStated">,
  windowCharacters = WINDOW_CHARACTERS,
): Generator<CsvRecord> {
  let { offset, line } = layout;
  let size = windowCharacters;
  while (offset < text.length) {
    const isLast = offset + size >= text.length;
    const parsed = parseRecords(text.slice(offset, offset + size), { delimiter: layout.delimiter, line, isLast });
    yield* parsed.records;
    if (isLast) return;
    offset += parsed.end;
    line = parsed.line;
    // A record is longer than the window: read more.
    size = parsed.end === 0 ? size * 2 : windowCharacters;
  }
}

function indexOr(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at === -1 ? Infinity : at;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
