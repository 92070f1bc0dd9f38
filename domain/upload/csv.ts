import Papa from "papaparse";

/*
 * Records of a CSV text with the line each begins on. Papaparse reads windows of the text, so that memory stays
 * bounded and records come one by one, in the browser and in the Worker alike.
 */

/** A record, or the line at which a quote is opened and not properly closed: nothing after it can be trusted. */
export type CsvRecord = { line: number; fields: string[] } | { line: number; fields?: never };

/** Where the records begin and what separates their fields. */
export interface CsvLayout {
  delimiter: string;
  /** Offset in the text at which the header begins. */
  offset: number;
  /** Line of that offset, from 1. */
  line: number;
}

/** What papaparse's low-level parser returns; the types of the package leave it open. */
interface ParsedWindow {
  data: string[][];
  errors: { row: number; index: number }[];
  meta: { cursor: number };
}

const WINDOW_CHARACTERS = 128 * 1024;
const DELIMITERS = [",", ";", "\t", "|"] as const;

/**
 * Finds the delimiter: the one that stands most often outside quotes in the first line that has words; a comma when
 * there is none. Spreadsheets may state it in a first line "sep=;".
 */
export function findLayout(text: string): CsvLayout {
  const stated = /^sep=([,;\t|])\n/i.exec(text);
  if (stated?.[1]) return { delimiter: stated[1], offset: stated[0].length, line: 2 };

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
  return { delimiter, offset: blank.length, line: countNewlines(blank) + 1 };
}

/**
 * The records in order, the header first; blank lines and lines of nothing but delimiters are left out.
 * A broken quote ends the records: the last one then has no fields.
 *
 * @param text with "\n" line ends
 * @param windowCharacters how much is read at a time; smaller only in tests
 */
export function* readRecords(
  text: string,
  layout: CsvLayout,
  windowCharacters = WINDOW_CHARACTERS,
): Generator<CsvRecord> {
  const parser = new Papa.Parser({ delimiter: layout.delimiter, newline: "\n" });
  let { offset, line } = layout;
  let size = windowCharacters;
  while (offset < text.length) {
    const isLast = offset + size >= text.length;
    const window = text.slice(offset, offset + size);
    // The last record of a window is usually cut, so it is read again with the next one.
    const { data, errors, meta }: ParsedWindow = parser.parse(window, 0, !isLast);
    // An error in the cut record may come from the cut itself, but not twice.
    const broken = errors.find((error) => isLast || error.row < data.length || errors.length > 1);
    for (const fields of data.slice(0, broken?.row)) {
      if (fields.some((field) => field.trim() !== "")) yield { line, fields };
      line += 1;
      for (const field of fields) if (field.includes("\n")) line += countNewlines(field);
    }
    if (broken) {
      const fieldStart = window.slice(0, broken.index);
      yield { line: lineOf(text, layout, offset) + countNewlines(fieldStart) };
      return;
    }
    if (isLast) return;
    offset += meta.cursor;
    // A record longer than the window: look at more.
    size = meta.cursor === 0 ? size * 2 : windowCharacters;
  }
}

function lineOf(text: string, layout: CsvLayout, offset: number): number {
  return layout.line + countNewlines(text.slice(layout.offset, offset));
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
