/**
 * The columns of an uploaded opt-out list (docs/rules.md#opt-outs-lists): all of a person's phones, and what says that a row is
 * about somebody who still gets texts. Such a list may be a whole membership with a column "Unsubscribed: yes/no".
 */
import { findColumns } from "../contacts/file/columns.ts";
import { phonesOf, wordsOf } from "../contacts/file/header-words.ts";
import { kindOf, statementOf } from "./list-words.ts";
import type { Kind, Says } from "./list-words.ts";

export type ListColumns = {
  /** Index of the phone that is likeliest a cell. */
  best: number;
  /** Indices of the phones of a row's person, as in the file. */
  phones: number[];
  /** Whether it is an export of texts: sender and recipient, of which one is the organization. */
  isOfTexts: boolean;
  status: { index: number; kind: Kind; name: string }[];
};

const words = (list: string) => new Set(list.split(" "));
const SENDER = words("from sender");
const RECIPIENT = words("to recipient destination");
const OF_NUMBER = words("phone cell mobile telephone number no num");

/** Index of "From", "To Phone", "Recipient number". */
function sideOf(headers: readonly string[], side: ReadonlySet<string>): number {
  return headers.findIndex((header) => {
    const parts = wordsOf(header);
    return parts.some((part) => side.has(part)) && parts.every((part) => side.has(part) || OF_NUMBER.has(part));
  });
}

/** null when this is no header: no column is surely a phone's. */
export function listColumns(headers: readonly string[]): ListColumns | null {
  const sides = [sideOf(headers, SENDER), sideOf(headers, RECIPIENT)].filter((index) => index >= 0);
  const isOfTexts = sides.length === 2;
  const cell = findColumns(headers, 1).mapping.cell;
  const best = isOfTexts ? sides[0] : cell;
  if (best === undefined) return null;
  const found = [...new Set(isOfTexts ? [...sides, ...phonesOf(headers)] : phonesOf(headers))];
  const phones = (found.length === 0 ? [best] : found).toSorted((a, b) => a - b);
  const status = headers.flatMap((header, index) => {
    const kind = phones.includes(index) ? null : kindOf(header);
    return kind === null ? [] : [{ index, kind, name: header.trim() }];
  });
  return { best: phones.includes(best) ? best : (phones[0] ?? best), phones, isOfTexts, status };
}

/** Of a report over some days, "From" and "To" are days, and no numbers. */
export function withoutDays(columns: ListColumns, rows: readonly (readonly string[] | undefined)[]): ListColumns {
  if (!columns.isOfTexts) return columns;
  const isDays = (index: number) => {
    const values = rows.map((row) => row?.[index]?.trim() ?? "").filter((value) => value !== "");
    return values.length > 0 && values.every((value) => A_DAY.test(value));
  };
  const phones = columns.phones.filter((index) => !isDays(index));
  if (phones.length === columns.phones.length || phones.length === 0) return columns;
  const best = phones.includes(columns.best) ? columns.best : (phones[0] ?? columns.best);
  return { ...columns, phones, best, isOfTexts: false };
}

/** 2026-11-30, 11/30/2026, with or without a time. */
const A_DAY = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].{0,30})?$/u;

export type RowSays = { says: Says; column: string; value: string };

/**
 * What each row says of its numbers. A blank in a column "Unsubscribed" says no where the column has a yes, and a blank in a
 * column "Subscribed" leaves it open. One column that says out is enough.
 *
 * @param rows without the header; undefined for one that cannot be read
 */
export function saidByRows(
  { status }: ListColumns,
  rows: readonly (readonly string[] | undefined)[],
): (RowSays | null)[] {
  const said = status.map(({ index, kind, name }) => {
    const all = rows.map((row) => (row === undefined ? null : statementOf(row[index] ?? "", kind)));
    const hasYes = (kind === "out" || kind === "in") && all.includes(kind);
    const blank = !hasYes ? null : kind === "out" ? "in" : "open";
    const pending = all.includes("in") || all.includes("out") ? "open" : null;
    // "Status: yes" beside "no" or a blank tells two kinds of rows apart, and does not say which of them gets texts.
    const isEither = new Set(all.filter((each) => each === "yes" || each === "no" || each === "blank")).size > 1;
    const either = isEither && (all.includes("yes") || all.includes("no")) ? "open" : null;
    const unclear: Record<"blank" | "pending" | "yes" | "no", Says | null> = {
      blank: kind === "status" ? either : blank,
      pending,
      yes: either,
      no: either,
    };
    return all.map((each, at): RowSays | null => {
      const isClear = each === null || each === "out" || each === "in" || each === "open";
      const says = isClear ? each : unclear[each];
      return says && { says, column: name, value: (rows[at]?.[index] ?? "").trim() };
    });
  });
  return rows.map((_, at) => {
    const ofRow = said.flatMap((column) => column[at] ?? []);
    const first = (side: Says) => ofRow.find(({ says }) => says === side);
    return first("out") ?? first("in") ?? first("open") ?? null;
  });
}

/** So many rows with one number in a column, and it is no person's; of sender and recipient two are enough. */
const SEVERAL = 3;
const SEVERAL_TEXTS = 2;

/** The two numbers of an export in which all texts are between them: it does not say which one is the organization's. */
export function onlyTwo(rows: readonly (readonly string[])[]): string[] {
  const all = [...new Set(rows.flat().filter((number) => number !== ""))];
  return all.length === 2 && rows.every((row) => all.every((number) => row.includes(number))) ? all : [];
}

/**
 * Numbers that are the organization's: one fills a column on every row while another column changes, or it is sender or
 * recipient of every text.
 *
 * @param rows the numbers of each row, by column; "" where there is none
 */
export function ownNumbers(rows: readonly (readonly string[])[], isOfTexts: boolean): Set<string> {
  const own = new Set<string>();
  const [first = []] = rows;
  if (rows.length < (isOfTexts ? SEVERAL_TEXTS : SEVERAL) || first.length < 2) return own;
  for (const [column, number] of first.entries()) {
    if (number === "") continue;
    const fills = rows.every((row) => (isOfTexts ? row.includes(number) : row[column] === number));
    // The list is of one person when nothing changes.
    const others = new Set(rows.flatMap((row) => row.filter((each) => each !== "" && each !== number)));
    if (fills && others.size > 1) own.add(number);
  }
  return own;
}
