/** Records as a CSV file for people's spreadsheets (RFC 4180, with a byte order mark so that they read it as UTF-8). */
export function toCsv(records: readonly (readonly (string | number)[])[]): string {
  return "\uFEFF" + records.map((record) => record.map(field).join(",") + "\r\n").join("");
}

/** Spreadsheets run what begins with these as a formula; what people uploaded must not become one. */
const FORMULA = /^[=@\t\r]|^[+-](?![\d\s().+-]*$)/;

function field(value: string | number): string {
  const text = String(value);
  const harmless = typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
