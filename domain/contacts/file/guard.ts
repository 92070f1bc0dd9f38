/*
 * Values in files that leave for people's spreadsheets. A spreadsheet runs a cell that begins with a formula sign, and turns
 * phones and long ids into rounded numbers: such values get an apostrophe before them, which spreadsheets show as text. The
 * reader takes it off again, so what is written is what is read.
 */

/** What spreadsheets pass over before they look for a formula: blanks, line feeds, invisible marks; and apostrophes of ours. */
const PASSED_OVER =
  "[\\s'\\u0000-\\u001F\\u007F-\\u009F\\u00AD\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF]*";
/** ASCII, full-width and small forms, and the minus sign of mathematics. */
const FORMULA_SIGNS = "[=+\\-@＝＋－＠﹦﹢﹣﹫−⁺⁻⁼]";
/** Phones, long ids, and numbers whose leading zero a spreadsheet would drop. */
const LONG_NUMBER = "(?:\\d{10,}|0\\d+)$";

const DANGEROUS = new RegExp(`^(?:'*[\\t\\r\\n]\\s*\\S|${PASSED_OVER}${FORMULA_SIGNS}|'*${LONG_NUMBER})`, "u");

/** The value as it is written. Its opposite is `unguarded`. */
export function guarded(value: string): string {
  return DANGEROUS.test(value) ? `'${value}` : value;
}

/** The value that was meant: without the apostrophe that `guarded`, or a person's spreadsheet, put before it. */
export function unguarded(written: string): string {
  if (written.charCodeAt(0) !== 39) return written;
  const value = written.slice(1);
  return DANGEROUS.test(value) ? value : written;
}
