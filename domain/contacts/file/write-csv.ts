import { guarded } from "./guard.ts";

/** Before the first line: spreadsheets then read the file as UTF-8. */
export const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Records as lines of a CSV file for people's spreadsheets (RFC 4180): the one writer of every file that leaves. Strings are
 * guarded (guard.ts), numbers are written as they are.
 */
export function csvLines(records: readonly (readonly (string | number)[])[]): string {
  return records.map((record) => record.map(field).join(",") + "\r\n").join("");
}

function field(value: string | number): string {
  const text = typeof value === "string" ? guarded(value) : String(value);
  // A semicolon separates in some countries' spreadsheets, a bar in some programs.
  return /[",\r\n;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
