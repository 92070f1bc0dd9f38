/*
 * Reading a file by stretches of bytes. A stretch begins at a row; the rows that end in it are read, and the place
 * behind the last of them is where the next stretch begins: an exact byte, in every encoding, so that a restart can go
 * on from a saved place.
 */
import { parseRecords } from "./csv.ts";
import type { CsvRecord } from "./csv.ts";
import { decodeBytes, wholeCharacters } from "./encoding.ts";
import type { TextEncoding } from "./encoding.ts";

/** Beginning of a row. */
export interface RowStart {
  /** In bytes from the beginning of the file. */
  offset: number;
  /** Line of the file, from 1. */
  line: number;
}

export interface WindowOptions {
  encoding: TextEncoding;
  delimiter: string;
  /** Whether the file ends with these bytes. */
  isLast: boolean;
  /** Reads only so many records. */
  most?: number;
}

export interface WindowRead {
  records: CsvRecord[];
  /** Behind the last row that was read; the place given when not even one row ends in these bytes: give more of them. */
  next: RowStart;
  /** Whether a character in these bytes could not be read, or cannot be stored. */
  isDamaged: boolean;
}

/** A character that could not be read. */
const DAMAGE = "\uFFFD";
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** @param bytes of the file from `at.offset` on */
export function readWindow(bytes: Uint8Array, at: RowStart, options: WindowOptions): WindowRead {
  const { encoding, isLast } = options;
  const whole = bytes.subarray(0, wholeLength(bytes, encoding, isLast));
  const isCut = isLast && whole.length < bytes.length;
  const text = unixLines(decodeBytes(whole, encoding)) + (isCut ? DAMAGE : "");
  const { records, end, line } = parseRecords(text, { ...options, line: at.line });
  const isEnd = end === text.length;
  if (isCut && isEnd) markCut(records.at(-1));
  const read = isLast ? bytes.length : whole.length;
  const consumed = isEnd ? read : offsetOfTail(whole, encoding, countNewlines(text, end));
  const isDamaged = text.includes(DAMAGE) || text.includes("\0");
  return { records, next: { offset: at.offset + consumed, line }, isDamaged };
}

/** Every line end becomes "\n". */
export function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function countNewlines(text: string, from: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Without the beginning of a character, or of a line end of two signs, whose rest is in the next stretch or missing. */
function wholeLength(bytes: Uint8Array, encoding: TextEncoding, isLast: boolean): number {
  const length = wholeCharacters(bytes, encoding);
  const unit = unitOf(encoding);
  const isHalfLineEnd = !isLast && length > 0 && unitAt(bytes, length - unit, encoding) === CARRIAGE_RETURN;
  return isHalfLineEnd ? length - unit : length;
}

/** The row that ends in the middle of a character, at the file's end: nobody knows what else is missing of it. */
function markCut(row: CsvRecord | undefined): void {
  if (!row) return;
  row.isCut = true;
  if (row.fields) row.fields.push((row.fields.pop() ?? "").slice(0, -DAMAGE.length));
  else row.broken = row.broken?.slice(0, -DAMAGE.length) ?? "";
}

/**
 * Where the bytes behind a text's last rows begin: counted by line ends from the back, because the text of damaged
 * characters does not tell how many bytes they had.
 */
function offsetOfTail(bytes: Uint8Array, encoding: TextEncoding, newlinesInTail: number): number {
  const unit = unitOf(encoding);
  let left = newlinesInTail;
  for (let at = bytes.length - unit; at >= 0; at -= unit) {
    const sign = unitAt(bytes, at, encoding);
    if (sign !== LINE_FEED && sign !== CARRIAGE_RETURN) continue;
    if (left === 0) return at + unit;
    left -= 1;
    if (sign === LINE_FEED && at >= unit && unitAt(bytes, at - unit, encoding) === CARRIAGE_RETURN) at -= unit;
  }
  return 0;
}

function unitOf(encoding: TextEncoding): 1 | 2 {
  return encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1;
}

function unitAt(bytes: Uint8Array, at: number, encoding: TextEncoding): number {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  if (encoding === "utf-16le") return first + second * 256;
  if (encoding === "utf-16be") return first * 256 + second;
  return first;
}
