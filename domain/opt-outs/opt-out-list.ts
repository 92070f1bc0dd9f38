/**
 * Numbers out of what an admin pastes or uploads to opt them out or in (docs/rules.md#opt-outs-lists): one or several
 * per line, in any usual format, or a CSV file with a column for them. Read by the reader of all uploads, so a comma in a quoted
 * name moves no column.
 */
import type { BulkProblem } from "./opt-outs.ts";
import { normalizePhone, US_AND_TERRITORIES } from "../phone-numbers/phone.ts";
import { findColumns } from "../contacts/file/columns.ts";
import { unguarded } from "../contacts/file/guard.ts";
import { readTable } from "../contacts/file/table.ts";

export type NumberList = {
  /** Each once, in the order of the list. */
  cells: string[];
  /** How many were named again. */
  repeated: number;
  problems: BulkProblem[];
};

/** Numbers that are never texted may opt out too: fictional ones, and those of Canada. */
const RULES = { countries: [...US_AND_TERRITORIES, "CA" as const], allowTestNumbers: true };
const LEAST_DIGITS = 7;
const PHONE_DIGITS = 10;
const MOST_SHOWN = 60;
const OTHER_SEPARATORS = /[,;\t|]/u;

/** The column of our own export (workers/admin/opt-outs/opt-outs.ts) that says what a number is now. */
const STATE_COLUMN = "state";
const OPTED_IN = "opted in";

/**
 * @param firstLine number of the text's first line, for a list that comes in parts
 * @param optedOut whether these numbers are to opt out; numbers that our own export names as opted in are left out then
 */
export function readNumberList(text: string, firstLine = 1, optedOut = true): NumberList {
  const list: NumberList = { cells: [], repeated: 0, problems: [] };
  const known = new Set<string>();
  let isAbove = true;
  const { records, delimiter, hasHeader } = readTable(text, (fields) => {
    if (isAbove && columnsOf(fields) !== null) return true;
    // No title: this row would be lost.
    if (fields.some((field) => digitsIn(field) >= PHONE_DIGITS)) isAbove = false;
    return false;
  });
  const header = hasHeader ? columnsOf(records[0]?.fields ?? []) : null;
  for (const record of header === null ? records : records.slice(1)) {
    const line = firstLine + record.line - 1;
    const fields = record.fields?.map((field) => unguarded(field.trim()));
    const found = fields ? numbersIn(fields, header, delimiter, optedOut) : BROKEN;
    if (!found.ok) {
      const raw = (record.broken ?? record.fields?.join(delimiter) ?? "").trim();
      list.problems.push({ line, raw: raw.slice(0, MOST_SHOWN), message: found.message });
    } else {
      for (const cell of found.cells) {
        if (known.has(cell)) list.repeated += 1;
        else list.cells.push(cell);
        known.add(cell);
      }
    }
  }
  return list;
}

const BROKEN = {
  ok: false as const,
  message:
    'The quotes on this line do not match: a value that begins with " has to end with " before the next comma or line. The line is left out.',
};

type ListColumns = { cell: number; state: number };

/** The columns when the first line is a header: a name that uploads know. null when it is none. */
function columnsOf(fields: readonly string[]): ListColumns | null {
  if (fields.some((field) => /\d{4}/u.test(field))) return null;
  const cell = findColumns(fields, 1).mapping.cell;
  if (cell === undefined) return null;
  return { cell, state: fields.findIndex((field) => field.trim().toLowerCase() === STATE_COLUMN) };
}

type Found = { ok: true; cells: string[] } | { ok: false; message: string };

function numbersIn(
  fields: readonly string[],
  columns: ListColumns | null,
  delimiter: string,
  optedOut: boolean,
): Found {
  if (optedOut && columns !== null && fields[columns.state]?.toLowerCase() === OPTED_IN) {
    return { ok: false, message: "According to the list, this number opted in again, so it is left out." };
  }
  const candidates =
    columns === null
      ? fields.flatMap((field) => partsOf(field, delimiter)).filter((part) => digitsIn(part) >= LEAST_DIGITS)
      : [fields[columns.cell] ?? ""];
  if (candidates.length === 0) return { ok: false, message: "There is no phone number on this line." };
  const cells: string[] = [];
  for (const candidate of candidates) {
    const number = normalizePhone(candidate, RULES);
    if (!number.ok) return { ok: false, message: number.message };
    cells.push(number.cell);
  }
  return { ok: true, cells };
}

/** A pasted line may be separated in another way than the first one; a value with the list's own separator was quoted. */
function partsOf(field: string, delimiter: string): string[] {
  return field.includes(delimiter) ? [field] : field.split(OTHER_SEPARATORS);
}

function digitsIn(field: string): number {
  return field.replace(/\D/gu, "").length;
}
