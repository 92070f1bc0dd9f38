import { normalizePhone } from "../../phone-numbers/phone.ts";
import { STANDARD_FIELDS } from "../../scripts/script.ts";
import { fileProblem, note } from "./problem.ts";
import type { UploadProblem } from "./problem.ts";

/*
 * Which column holds what (docs/rules.md#contacts-columns). Every column that is not a known one is a custom column and
 * a merge field of its exact name.
 */

export const KNOWN_COLUMNS = [
  "firstName",
  "lastName",
  "cell",
  "external_id",
  "external_id_type",
  "state_code",
  "zip",
] as const;

/** Columns of one file. The largest voter files have some hundreds. */
const MOST_COLUMNS = 2_000;
/** The name of a merge field is stored with every contact that has a value for it. */
const MOST_NAME_CHARACTERS = 100;
const MOST_LISTED_CHARACTERS = 500;

type KnownColumn = (typeof KNOWN_COLUMNS)[number];

/** Index of the column (from 0) that holds each known value. */
export type ColumnMapping = Partial<Record<KnownColumn, number>>;

/** What an admin corrected: another column for a known value, or null for "none of them". */
export type ChosenColumns = Partial<Record<KnownColumn, number | null>>;

export interface CustomColumn {
  /** Header as typed, without spaces around it; the name of the merge field. */
  name: string;
  index: number;
}

export type ColumnsFound =
  | { ok: true; mapping: ColumnMapping; custom: CustomColumn[]; notes: UploadProblem[] }
  | { ok: false; mapping: ColumnMapping; problem: UploadProblem };

/** Headers without case, accents, spaces and signs; the better name first, because a file may have several. */
const ALIASES: Readonly<Record<KnownColumn, readonly string[]>> = {
  firstName: ["firstname", "first", "fname", "givenname", "given", "forename"],
  lastName: ["lastname", "last", "lname", "surname", "familyname"],
  cell: (
    "cell cellphone cellphonenumber cellnumber mobile mobilephone mobilephonenumber mobilenumber " +
    "phone phonenumber telephone telephonenumber tel"
  ).split(" "),
  external_id: ["externalid", "extid"],
  external_id_type: ["externalidtype", "extidtype"],
  state_code: ["statecode", "state"],
  zip: ["zip", "zipcode", "zip5", "postalcode", "postcode", "postal"],
};

/**
 * Maps the columns of a file by their headers.
 *
 * @param headers first record of the file
 * @param line line of the file with the headers
 * @param chosen what the admin corrected; it wins over the headers
 */
export function findColumns(headers: readonly string[], line: number, chosen: ChosenColumns = {}): ColumnsFound {
  const mapping: ColumnMapping = {};
  const taken = new Set<number>();
  if (headers.length > MOST_COLUMNS) {
    const message = `The file has ${headers.length} columns; at most ${MOST_COLUMNS} can be read. Leave out those that nobody needs.`;
    return { ok: false, mapping, problem: fileProblem("too_many_columns", line, message) };
  }
  for (const known of KNOWN_COLUMNS) {
    const index = chosen[known];
    if (index === undefined || index === null) continue;
    if (!Number.isInteger(index) || index < 0 || index >= headers.length || taken.has(index)) {
      const message = taken.has(index)
        ? `Column ${index + 1} is chosen twice; “${known}” needs a column of its own.`
        : `“${known}” is set to column ${index + 1}, but the file has ${headers.length} columns.`;
      return { ok: false, mapping, problem: fileProblem("bad_mapping", line, message) };
    }
    mapping[known] = index;
    taken.add(index);
  }

  const plain = headers.map(plainHeader);
  for (const known of KNOWN_COLUMNS) {
    if (known in chosen) continue;
    const alias = ALIASES[known].find((name) => plain.some((header, index) => header === name && !taken.has(index)));
    if (alias === undefined) continue;
    const index = plain.findIndex((header, at) => header === alias && !taken.has(at));
    mapping[known] = index;
    taken.add(index);
  }
  if (mapping.cell === undefined) return { ok: false, mapping, problem: noCellColumn(headers, line) };

  const notes: UploadProblem[] = [];
  const custom = customColumns(headers, line, taken, notes);
  if (mapping.firstName === undefined) {
    const message =
      "No column holds first names; texts that use {firstName} need a fallback such as {firstName|friend}.";
    notes.push(note("no_first_name_column", line, message));
  }
  return { ok: true, mapping, custom, notes };
}

function plainHeader(header: string): string {
  return header
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

function noCellColumn(headers: readonly string[], line: number): UploadProblem {
  const found = headers.map((header) => header.trim()).filter((header) => header !== "");
  const hint = found.some((header) => normalizePhone(header, { allowTestNumbers: true }).ok)
    ? " The first line looks like a contact; it must name the columns."
    : "";
  return fileProblem(
    "no_cell_column",
    line,
    `The column “cell” is missing (“phone” or “mobile” works, too). Columns found: ${cut(found.join(", "), MOST_LISTED_CHARACTERS)}.${hint}`,
  );
}

function customColumns(
  headers: readonly string[],
  line: number,
  taken: ReadonlySet<number>,
  notes: UploadProblem[],
): CustomColumn[] {
  const lastNamed = headers.findLastIndex((header) => header.trim() !== "");
  const firstOf = new Map<string, number>();
  for (const index of taken) firstOf.set(headers[index]?.trim() ?? "", index);
  const custom: CustomColumn[] = [];
  headers.forEach((header, index) => {
    const name = header.trim();
    // Spreadsheets add empty columns at the end, which need no note.
    if (taken.has(index) || index > lastNamed) return;
    const first = firstOf.get(name);
    if (name === "") {
      notes.push(note("blank_header", line, `Column ${index + 1} has no name; its values are left out.`));
    } else if (first !== undefined) {
      const message = `The column “${cut(name, MOST_NAME_CHARACTERS)}” comes twice (columns ${first + 1} and ${index + 1}); column ${first + 1} is used.`;
      notes.push(note("duplicate_header", line, message));
    } else if ((STANDARD_FIELDS as readonly string[]).includes(name)) {
      const message = `“${name}” is the name of a standard field; column ${index + 1} is left out. Rename it to keep it.`;
      notes.push(note("reserved_header", line, message));
    } else if (/[{}|\n\0\uFFFD]/.test(name) || name === "__proto__" || name.length > MOST_NAME_CHARACTERS) {
      const message = `“${cut(name, MOST_NAME_CHARACTERS)}” cannot be used as a merge field; column ${index + 1} is left out. Rename it to keep it.`;
      notes.push(note("unusable_header", line, message));
    } else {
      firstOf.set(name, index);
      custom.push({ name, index });
    }
  });
  return custom;
}

function cut(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}
