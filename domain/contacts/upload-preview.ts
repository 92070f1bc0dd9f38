import { countPlaceNote } from "../hours/zones/place-notes.ts";
import type { PlaceNotes } from "../hours/zones/place-notes.ts";
import type { E164, PhoneRules } from "../phone-numbers/phone.ts";
import { checkRow, hasPlaceholders, openUpload, readRows } from "./contact-upload.ts";
import type { UploadedContact, Upload } from "./contact-upload.ts";
import { cleanKnown } from "./file/clean.ts";
import type { ChosenColumns, ColumnMapping } from "./file/columns.ts";
import type { TextEncoding } from "./file/encoding.ts";
import type { KnownColumn } from "./file/header-words.ts";
import { isPlaceholder } from "./file/placeholders.ts";
import type { UploadProblem } from "./file/problem.ts";
import type { WindowRead } from "./file/window.ts";

/*
 * What an import of a file would do, for the person who chose it. Nothing is stored. The rows are read and checked by the code of
 * the import itself (contact-upload.ts).
 */

export interface UploadPreview {
  /** Whether the file can be imported: false when nothing of it can. `false` always comes with the one problem of severity "file". */
  ok: boolean;
  /** Whether all rows were read; else only the first ones. */
  isWhole: boolean;
  /** As the rows were read; null when the file could not be opened. */
  encoding: TextEncoding | null;
  headers: string[];
  mapping: ColumnMapping;
  /** Where zip code or state are taken from in rows in which their own column is empty. */
  instead: Partial<Record<KnownColumn, number[]>>;
  /** Names of the custom columns: the merge fields that this file brings. */
  customColumns: string[];
  /** The first rows, accepted or not, with their values as the import reads them. */
  sampleRows: string[][];
  /** Rows that were read. */
  rowCount: number;
  acceptedCount: number;
  refusedCount: number;
  /** Of the refused rows, how many for which reason (`RowRefusal`). */
  refusedBy: Record<string, number>;
  /** How many of the accepted rows have each known value. */
  filled: Partial<Record<KnownColumn, number>>;
  /** Accepted rows whose zip code or state could not be used. */
  placeNotes: PlaceNotes;
  /** In order of the file; at most `maxProblems`. */
  problems: UploadProblem[];
  /** All problems of the rows that were read, also those that are not listed. */
  problemCount: number;
}

export interface PreviewRules extends PhoneRules {
  mapping?: ChosenColumns;
  /** As the admin chose it; else by evidence. */
  encoding?: TextEncoding | undefined;
  sampleCount?: number;
  maxProblems?: number;
  /** Whether the bytes are the whole file; true by default. */
  isWhole?: boolean;
}

/** Reads a file, or its beginning, and reports what an import of it would do. */
export function previewUpload(bytes: Uint8Array, { isWhole = true, ...rules }: PreviewRules = {}): UploadPreview {
  const preview = beginPreview(bytes, { isWhole, ...rules });
  if (preview.upload === null) return preview.shown;
  const { firstRow } = preview.upload;
  const read = readRows(preview.upload, bytes.subarray(firstRow.offset), firstRow, isWhole);
  preview.look(read);
  preview.check(read);
  return { ...preview.shown, isWhole };
}

/** @param beginning of the file: its first bytes, or all of it */
export function beginPreview(beginning: Uint8Array, rules: PreviewRules): PreviewRun {
  const { mapping: chosen = {}, encoding, isWhole = true, ...others } = rules;
  const run = new PreviewRun(others);
  const opened = openUpload(beginning, { isWhole, chosen, encoding });
  if (opened.ok) run.open(opened.upload, opened.notes);
  else run.fail(opened.problem, opened.headers, opened.mapping);
  return run;
}

const FIELD_OF: Readonly<Record<Exclude<KnownColumn, "cell">, keyof UploadedContact>> = {
  firstName: "firstName",
  lastName: "lastName",
  external_id: "externalId",
  external_id_type: "externalIdType",
  state_code: "stateCode",
  zip: "zip",
};

/** A row's values without what wraps them, and without placeholders. */
function cleanRow(fields: readonly string[], mapping: ColumnMapping, contact: UploadedContact | null): string[] {
  const cleaned = fields.map((field) => {
    const value = cleanKnown(field);
    return isPlaceholder(value) ? "" : value;
  });
  // "Null" may be a name: what is one is seen by the whole row.
  for (const known of ["firstName", "lastName"] as const) {
    const index = mapping[known];
    if (index !== undefined && index < fields.length)
      cleaned[index] = contact ? contact[known] : cleanKnown(fields[index] ?? "");
  }
  return cleaned;
}

/** A preview that is made stretch by stretch. All of them are looked at before the first one is checked. */
export class PreviewRun {
  upload: Upload | null = null;
  readonly shown: UploadPreview = {
    ok: false,
    isWhole: true,
    encoding: null,
    headers: [],
    mapping: {},
    instead: {},
    customColumns: [],
    sampleRows: [],
    rowCount: 0,
    acceptedCount: 0,
    refusedCount: 0,
    refusedBy: {},
    filled: {},
    placeNotes: {},
    problems: [],
    problemCount: 0,
  };
  readonly #rules: PhoneRules;
  readonly #sampleCount: number;
  readonly #maxProblems: number;
  readonly #lineOfCell = new Map<E164, number>();

  constructor({ sampleCount = 5, maxProblems = 200, ...rules }: PreviewRules) {
    this.#rules = rules;
    this.#sampleCount = sampleCount;
    this.#maxProblems = maxProblems;
  }

  fail(problem: UploadProblem, headers: string[], mapping: ColumnMapping): void {
    Object.assign(this.shown, { headers, mapping, problems: [problem], problemCount: 1 });
  }

  open(upload: Upload, notes: readonly UploadProblem[]): void {
    this.upload = upload;
    const { encoding, headers, mapping, instead = {}, custom, alsoNamed = [] } = upload;
    const customColumns = [...custom, ...alsoNamed].map(({ name }) => name);
    Object.assign(this.shown, { ok: true, encoding, headers, mapping, instead, customColumns });
    for (const known of Object.keys(mapping)) this.shown.filled[known as KnownColumn] = 0;
    for (const each of notes) this.#add(each);
  }

  /** Looks for what only the whole file shows. */
  look({ records }: WindowRead): void {
    if (this.upload && !this.upload.hasPlaceholders) {
      this.upload = { ...this.upload, hasPlaceholders: hasPlaceholders(this.upload, records) };
    }
  }

  check({ records, isDamaged }: WindowRead): void {
    const { shown, upload } = this;
    if (!upload) return;
    const own = upload.ownColumns ?? 0;
    shown.rowCount += records.length;
    for (const record of records) {
      const { line, fields, broken = "" } = record;
      const row = checkRow(upload, record, this.#rules, isDamaged);
      if (shown.sampleRows.length < this.#sampleCount) {
        shown.sampleRows.push(
          fields ? cleanRow(fields.slice(own), shown.mapping, row.ok ? row.contact : null) : [broken],
        );
      }
      if (!row.ok) {
        this.#refuse({ line, code: row.refused.reason, severity: "row", message: row.refused.message });
        continue;
      }
      const { contact } = row;
      const first = this.#lineOfCell.get(contact.cell);
      if (first !== undefined) {
        const message = `The same number is on line ${first}; only the first of them is used.`;
        this.#refuse({ line, code: "duplicate", severity: "row", message });
        continue;
      }
      this.#lineOfCell.set(contact.cell, line);
      shown.acceptedCount += 1;
      this.#countValues(contact);
      countPlaceNote(shown.placeNotes, row.zones.note, line, { zip: contact.zip, state: contact.stateCode });
      if (row.note) this.#add(row.note);
    }
  }

  #countValues(contact: UploadedContact): void {
    const { filled } = this.shown;
    // The keys of `filled` are known columns.
    for (const known of Object.keys(filled) as KnownColumn[]) {
      if (known === "cell" || contact[FIELD_OF[known]] !== "") filled[known] = (filled[known] ?? 0) + 1;
    }
  }

  #refuse(problem: UploadProblem): void {
    const { shown } = this;
    shown.refusedCount += 1;
    shown.refusedBy[problem.code] = (shown.refusedBy[problem.code] ?? 0) + 1;
    this.#add(problem);
  }

  #add(problem: UploadProblem): void {
    this.shown.problemCount += 1;
    if (this.shown.problems.length < this.#maxProblems) this.shown.problems.push(problem);
  }
}
