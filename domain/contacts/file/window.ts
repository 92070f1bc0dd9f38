/*
 * Reading a file by stretches of bytes. A stretch begins at a row; the rows that end in it are read, and the place
 * behind the last of them is where the next stretch begins: an exact byte, in every encoding, so that a restart can go
 * on from a saved place.
 */
import { parseRecords } from "./csv.ts";
import type { CsvRecord } from "./csv.ts";
import { decodeBytes } from "./encoding.ts";
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

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** @param bytes of the file from `at.offset` on */
export function readWindow(bytes: Uint8Array, at: RowStart, options: WindowOptions): WindowRead {
  const { encoding, isLast } = options;
  const whole = isLast ? bytes : bytes.subarray(0, wholeLength(bytes, encoding));
  const text = unixLines(decodeBytes(whole, encoding));
  const { records, end, line } = parseRecords(text, { ...options, line: at.line });
  const consumed = end === text.length ? whole.length : offsetOfTail(whole, encoding, countNewlines(text, end));
  const isDamaged = text.includes("\uFFFD") || text.includes("\0");
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

/** Without the beginning of a character, or of a line end of two signs, whose rest is in the next stretch. */
function wholeLength(bytes: Uint8Array, encoding: TextEncoding): number {
  const unit = unitOf(encoding);
  let length = bytes.length - (bytes.length % unit);
  if (encoding === "utf-8") {
    let start = length - 1;
    while (start > length - 4 && start >= 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
    const lead = bytes[start] ?? 0;
    const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    if (start >= 0 && start + needed > length) length = start;
  }
  // Half of a surrogate pair becomes damage of the same length, so it needs no care here: it is after the last line end
  // and is read again.
  if (length > 0 && unitAt(bytes, length - unit, encoding) === CARRIAGE_RETURN) length -= unit;
  return length;
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
