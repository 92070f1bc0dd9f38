import type { E164, PhoneRules } from "../phone-numbers/phone.ts";
import { checkRow, openUpload, readRows } from "./contact-upload.ts";
import type { ChosenColumns, ColumnMapping } from "./file/columns.ts";
import type { TextEncoding } from "./file/encoding.ts";
import type { UploadProblem } from "./file/problem.ts";

export interface UploadPreview {
  /** Whether the file can be imported: false when nothing of it can. */
  ok: boolean;
  /** Whether all rows were read; else only the first ones. */
  isWhole: boolean;
  /** As the rows were read; null when the file could not be opened. */
  encoding: TextEncoding | null;
  headers: string[];
  mapping: ColumnMapping;
  /** Names of the custom columns: the merge fields that this file brings. */
  customColumns: string[];
  /** The first rows as they are in the file, accepted or not. */
  sampleRows: string[][];
  /** Rows that were read. */
  rowCount: number;
  acceptedCount: number;
  refusedCount: number;
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

/**
 * Reads a file, or its beginning, and reports what an import of it would do. Nothing is stored. `ok: false` always
 * comes with the one problem of severity "file" that stops the import.
 */
export function previewUpload(bytes: Uint8Array, rules: PreviewRules = {}): UploadPreview {
  const { mapping: chosen = {}, encoding, sampleCount = 5, maxProblems = 200, isWhole = true, ...phoneRules } = rules;
  const preview: UploadPreview = {
    ok: false,
    isWhole,
    encoding: null,
    headers: [],
    mapping: {},
    customColumns: [],
    sampleRows: [],
    rowCount: 0,
    acceptedCount: 0,
    refusedCount: 0,
    problems: [],
    problemCount: 0,
  };
  const opened = openUpload(bytes, { isWhole, chosen, encoding });
  if (!opened.ok) {
    const { headers, mapping, problem } = opened;
    return { ...preview, headers, mapping, problems: [problem], problemCount: 1 };
  }
  const { upload } = opened;
  const add = (problem: UploadProblem) => {
    preview.problemCount += 1;
    if (preview.problems.length < maxProblems) preview.problems.push(problem);
  };
  opened.notes.forEach(add);
  const lineOfCell = new Map<E164, number>();
  const { records } = readRows(upload, bytes.subarray(upload.firstRow.offset), upload.firstRow, isWhole);
  for (const record of records) {
    if (preview.sampleRows.length < sampleCount) preview.sampleRows.push(record.fields ?? [record.broken ?? ""]);
    const { line } = record;
    const row = checkRow(upload, record, phoneRules);
    const first = row.ok ? lineOfCell.get(row.contact.cell) : undefined;
    if (!row.ok) {
      preview.refusedCount += 1;
      add({ line, code: row.refused.reason, severity: "row", message: row.refused.message });
    } else if (first !== undefined) {
      preview.refusedCount += 1;
      const message = `The same cell is on line ${first}; the first row counts.`;
      add({ line, code: "duplicate", severity: "row", message });
    } else {
      preview.acceptedCount += 1;
      lineOfCell.set(row.contact.cell, line);
      if (row.note) add(row.note);
    }
  }
  return {
    ...preview,
    ok: true,
    encoding: upload.encoding,
    headers: upload.headers,
    mapping: upload.mapping,
    customColumns: upload.custom.map(({ name }) => name),
    rowCount: records.length,
  };
}
