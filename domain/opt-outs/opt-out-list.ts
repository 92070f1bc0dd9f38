/**
 * Numbers out of what an admin pastes or uploads to opt them out or in (docs/rules.md#opt-outs-lists): one or several
 * per line, in any usual format, or a CSV file with a column for them.
 */
import type { BulkProblem } from "./opt-outs.ts";
import { normalizePhone, US_AND_TERRITORIES } from "../phone-numbers/phone.ts";
import { findColumns } from "../contacts/file/columns.ts";

export type NumberList = {
  /** Each once, in the order of the list. */
  cells: string[];
  /** How many were named again. */
  repeated: number;
  problems: BulkProblem[];
};

/** Whom we would never text can opt out, too: test numbers and Canada included. */
const RULES = { countries: [...US_AND_TERRITORIES, "CA" as const], allowTestNumbers: true };
const LEAST_DIGITS = 7;
const MOST_SHOWN = 60;

/** @param firstLine number of the text's first line, for a list that comes in parts */
export function readNumberList(text: string, firstLine = 1): NumberList {
  const list: NumberList = { cells: [], repeated: 0, problems: [] };
  const known = new Set<string>();
  const lines = text.replace(/^\uFEFF/u, "").split(/\r\n|\r|\n/u);
  const column = columnOf(lines[0] ?? "");
  for (const [index, raw] of lines.entries()) {
    if (raw.trim() === "" || (index === 0 && column !== null)) continue;
    const line = firstLine + index;
    const found = numbersIn(fieldsOf(raw), column);
    if (!found.ok) list.problems.push({ line, raw: raw.trim().slice(0, MOST_SHOWN), message: found.message });
    else {
      for (const cell of found.cells) {
        if (known.has(cell)) list.repeated += 1;
        else list.cells.push(cell);
        known.add(cell);
      }
    }
  }
  return list;
}

/** The column of the numbers when the first line is a header: a name that uploads know. null when it is none. */
function columnOf(line: string): number | null {
  if (/\d{4}/u.test(line)) return null;
  return findColumns(fieldsOf(line), 1).mapping.cell ?? null;
}

function fieldsOf(line: string): string[] {
  return line.split(/[,;\t|]/u).map((field) => field.trim().replace(/^"(.*)"$/u, "$1"));
}

function numbersIn(
  fields: readonly string[],
  column: number | null,
): { ok: true; cells: string[] } | { ok: false; message: string } {
  const candidates =
    column === null ? fields.filter((field) => digitsIn(field) >= LEAST_DIGITS) : [fields[column] ?? ""];
  if (candidates.length === 0) return { ok: false, message: "There is no phone number on this line." };
  const cells: string[] = [];
  for (const candidate of candidates) {
    const number = normalizePhone(candidate, RULES);
    if (!number.ok) return { ok: false, message: number.message };
    cells.push(number.cell);
  }
  return { ok: true, cells };
}

function digitsIn(field: string): number {
  return field.replace(/\D/gu, "").length;
}
