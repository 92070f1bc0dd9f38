/*
 * Values in files that leave for people's spreadsheets. A spreadsheet runs a cell that begins with a formula sign, and turns
 * phones and long ids into rounded numbers: such values get an apostrophe before them, which spreadsheets show as text. The
 * reader takes it off again, so what is written is what is read.
 */

const DANGEROUS: readonly RegExp[] = [
  /^'*[\t\r\n]\s*\S/u,
  /*
   * A formula sign (ASCII, full-width and small forms, the minus sign of mathematics) behind what spreadsheets pass over: blanks,
   * line feeds, invisible marks; and apostrophes that this guard added.
   */
  /^[\s'\p{Cc}\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]*[=+\-@＝＋－＠﹦﹢﹣﹫−⁺⁻⁼]/u,
  // Phones, long ids, and numbers whose leading zero a spreadsheet would drop.
  /^'*(?:\d{10,}|0\d+)$/u,
];

function isDangerous(value: string): boolean {
  return DANGEROUS.some((pattern) => pattern.test(value));
}

/** The value as it is written. Its opposite is `unguarded`. */
export function guarded(value: string): string {
  return isDangerous(value) ? `'${value}` : value;
}

/** The value that was meant: without the apostrophe that `guarded`, or a person's spreadsheet, put before it. */
export function unguarded(written: string): string {
  if (written.charCodeAt(0) !== 39) return written;
  const value = written.slice(1);
  return isDangerous(value) ? value : written;
}
