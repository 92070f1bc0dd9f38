import { BYTE_ORDER_MARK, csvLines } from "../../../domain/contacts/csv-lines.ts";

/** Records as a CSV file for people's spreadsheets (RFC 4180, with a byte order mark so that they read it as UTF-8). */
export function toCsv(records: readonly (readonly (string | number)[])[]): string {
  return BYTE_ORDER_MARK + csvLines(records);
}
