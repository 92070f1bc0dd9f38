/**
 * Numbers out of what an admin pastes or uploads to opt them out or in (docs/rules.md#opt-outs-lists): one or several
 * per line, in any usual format, or a CSV file with columns for them. Read by the reader of all uploads, so a comma in a quoted
 * name moves no column.
 */
import type { BulkProblem, Contrary, ContraryChoice } from "./opt-outs.ts";
import { normalizePhone, US_AND_TERRITORIES } from "../phone-numbers/phone.ts";
import { unguarded } from "../contacts/file/guard.ts";
import { isPlaceholder } from "../contacts/file/placeholders.ts";
import { readTable } from "../contacts/file/table.ts";
import { listColumns, onlyTwo, ownNumbers, saidByRows, withoutDays } from "./list-columns.ts";
import type { ListColumns, RowSays } from "./list-columns.ts";

export type NumberList = {
  /** Each once, in the order of the list. */
  cells: string[];
  /** How many were named again. */
  repeated: number;
  problems: BulkProblem[];
  /** Names of the phone columns that were read, of a file that has several. */
  columns?: string[];
  /** Rows that say the contrary of what is to be done with the list, and that nobody has decided about; absent: none. */
  contrary?: Contrary;
};

/** Numbers that are never texted may opt out too: fictional ones, and those of Canada. */
const RULES = { countries: [...US_AND_TERRITORIES, "CA" as const], allowTestNumbers: true };
const LEAST_DIGITS = 7;
const PHONE_DIGITS = 10;
const MOST_SHOWN = 60;
const OTHER_SEPARATORS = /[,;\t|]/u;

/**
 * @param firstLine number of the text's first line, for a list that comes in parts
 * @param optedOut whether these numbers are to opt out
 * @param choice what becomes of rows that say the contrary ("Status: subscribed" in a list to opt out); null: it is asked
 */
export function readNumberList(
  text: string,
  firstLine = 1,
  optedOut = true,
  choice: ContraryChoice | null = null,
): NumberList {
  const list: NumberList = { cells: [], repeated: 0, problems: [] };
  const known = new Set<string>();
  let isAbove = true;
  const { records, delimiter, hasHeader } = readTable(text, (fields) => {
    if (isAbove && columnsOf(fields) !== null) return true;
    // No title: this row would be lost.
    if (fields.some((field) => digitsIn(field) >= PHONE_DIGITS)) isAbove = false;
    return false;
  });
  const headers = (hasHeader && records[0]?.fields) || null;
  const named = headers && columnsOf(headers);
  const rows = (named === null ? records : records.slice(1)).map(({ line, fields, broken }) => {
    return { line, broken, fields: fields?.map((field) => unguarded(field.trim())) };
  });
  const columns =
    named &&
    withoutDays(
      named,
      rows.map(({ fields }) => fields),
    );
  const said =
    columns &&
    saidByRows(
      columns,
      rows.map(({ fields }) => fields),
    );
  const { own, either } = columns ? ownOf(columns, rows) : NOBODY;
  const [header] = records;
  const note = (message: string) =>
    header && list.problems.push({ line: firstLine + header.line - 1, raw: "", message });
  if (own.size > 0) note(ownWords([...own]));
  if (either.length > 0 && optedOut) note(eitherWords(either));
  if (columns && headers && optedOut && columns.phones.length > 1) {
    list.columns = columns.phones.map((index) => headers[index]?.trim() ?? "");
  }
  const contraries: ContraryRow[] = [];
  for (const [at, record] of rows.entries()) {
    const line = firstLine + record.line - 1;
    const raw = (record.broken ?? record.fields?.join(delimiter) ?? "").trim().slice(0, MOST_SHOWN);
    const { cells, message } = record.fields ? numbersIn(record.fields, { columns, delimiter, optedOut, own }) : BROKEN;
    if (message !== undefined) list.problems.push({ line, raw, message });
    const row = said?.[at] ?? null;
    if (choice !== "include" && row && row.says !== (optedOut ? "out" : "in"))
      contraries.push({ row, cells, line, raw });
    else for (const cell of cells) add(cell);
  }
  // A number that another row of the list means as well is decided.
  const open = contraries.filter(({ cells }) => cells.some((cell) => !known.has(cell)));
  if (choice === null) return open.length === 0 ? list : { ...list, contrary: contraryOf(open) };
  for (const { row, line, raw } of open) list.problems.push({ line, raw, message: leftWords(row) });
  list.problems.sort((a, b) => a.line - b.line);
  return list;

  function add(cell: string): void {
    if (known.has(cell)) list.repeated += 1;
    else list.cells.push(cell);
    known.add(cell);
  }
}

type ContraryRow = { row: RowSays; cells: string[]; line: number; raw: string };

function contraryOf(open: readonly ContraryRow[]): Contrary {
  const values = new Map<string, Contrary["values"][number]>();
  for (const { column, value } of open.map(({ row }) => row)) {
    const key = `${column}\n${value.toLowerCase()}`;
    const same = values.get(key) ?? { column, value: value.slice(0, MOST_SHOWN), rows: 0 };
    values.set(key, { ...same, rows: same.rows + 1 });
  }
  return { rows: open.length, values: [...values.values()].toSorted((a, b) => b.rows - a.rows).slice(0, MOST_VALUES) };
}

const MOST_VALUES = 5;

function leftWords({ says, column, value }: RowSays): string {
  const written = value === "" ? "it is blank" : `“${value.slice(0, MOST_SHOWN)}”`;
  if (says === "open")
    return `“${column}” (${written}) leaves open whether this number gets texts, so it is left as it is.`;
  const gets = says === "in" ? "still gets texts" : "gets no texts";
  return `According to “${column}” (${written}) this number ${gets}, so it is left as it is.`;
}

/** `message`: what is wrong with the line, or with one of its numbers. */
type Found = { cells: string[]; message?: string };

const BROKEN: Found = {
  cells: [],
  message:
    'The quotes on this line do not match: a value that begins with " has to end with " before the next comma or line. The line is left out.',
};

/** The columns when the first line is a header: a name that uploads know. null when it is none. */
function columnsOf(fields: readonly string[]): ListColumns | null {
  return fields.some((field) => /\d{4}/u.test(field)) ? null : listColumns(fields);
}

type Reading = { columns: ListColumns | null; delimiter: string; optedOut: boolean; own: ReadonlySet<string> };

/** `either`: one of the two is the organization's, and the list does not say which. */
type Own = { own: ReadonlySet<string>; either: readonly string[] };

const NOBODY: Own = { own: new Set(), either: [] };

/** The organization's own numbers in the columns of phones, as they are told by all rows. */
function ownOf({ phones, isOfTexts }: ListColumns, rows: readonly { fields?: readonly string[] | undefined }[]): Own {
  if (phones.length < 2) return NOBODY;
  const numbers = rows.flatMap(({ fields }) => {
    return fields ? [phones.map((index) => read([fields[index] ?? ""]).cells[0] ?? "")] : [];
  });
  const own = ownNumbers(numbers, isOfTexts);
  return { own, either: isOfTexts && own.size === 0 ? onlyTwo(numbers) : [] };
}

function eitherWords(either: readonly string[]): string {
  return `All texts of this list are between ${either.join(" and ")}. It does not say which one is yours, so both are opted out: remove the line and enter only the other person's number, if you do not want that.`;
}

function ownWords(own: readonly string[]): string {
  return `${own.join(" and ")} is on every line, so it is taken for a number of your organization and left out.`;
}

/** To opt out, all phones of a person; to opt in, the one that is likeliest meant. */
function numbersIn(fields: readonly string[], { columns, delimiter, optedOut, own }: Reading): Found {
  if (columns === null) {
    const parts = fields.flatMap((field) => partsOf(field, delimiter)).filter((part) => digitsIn(part) >= LEAST_DIGITS);
    return read(parts);
  }
  const theirs = columns.phones.filter((index) => !own.has(read([fields[index] ?? ""]).cells[0] ?? ""));
  const best = theirs.includes(columns.best) ? columns.best : (theirs[0] ?? columns.best);
  if (!optedOut || columns.phones.length === 1) return read([fields[best] ?? ""]);
  const filled = theirs.map((index) => fields[index] ?? "").filter((value) => value !== "" && !isPlaceholder(value));
  const all = filled.map((value) => read([value]));
  const cells = all.flatMap((each) => each.cells);
  if (cells.length === 0) return all[0] ?? { cells, message: NO_NUMBER };
  // A word in a second column is no number that somebody could miss.
  const wrong = all.find((each, at) => each.message !== undefined && digitsIn(filled[at] ?? "") >= LEAST_DIGITS);
  return wrong ? { cells, message: `The other number of this line is read. ${wrong.message}` } : { cells };
}

const NO_NUMBER = "There is no phone number on this line.";

function read(candidates: readonly string[]): Found {
  if (candidates.length === 0) return { cells: [], message: NO_NUMBER };
  const cells: string[] = [];
  for (const candidate of candidates) {
    const number = normalizePhone(candidate, RULES);
    if (!number.ok) return { cells: [], message: number.message };
    cells.push(number.cell);
  }
  return { cells };
}

/** A pasted line may be separated in another way than the first one; a value with the list's own separator was quoted. */
function partsOf(field: string, delimiter: string): string[] {
  return field.includes(delimiter) ? [field] : field.split(OTHER_SEPARATORS);
}

function digitsIn(field: string): number {
  return field.replace(/\D/gu, "").length;
}
