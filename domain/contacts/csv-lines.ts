/** Records as lines of a CSV file for people's spreadsheets (RFC 4180). */
export function csvLines(records: readonly (readonly (string | number)[])[]): string {
  return records.map((record) => record.map(field).join(",") + "\r\n").join("");
}

/** Before the first line: spreadsheets then read the file as UTF-8. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** Spreadsheets run cells that begin with these as formulas; uploaded values must not become formulas. */
const FORMULA = /^[=@\t\r]|^[+-](?![\d\s().+-]*$)/;

function field(value: string | number): string {
  const text = String(value);
  const harmless = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
