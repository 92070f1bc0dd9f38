/** Problems of an uploaded contact file as a whole: nothing of it can be imported. */
export type FileProblemCode =
  | "empty"
  | "too_large"
  | "not_csv"
  | "broken_header"
  | "cut_header"
  | "no_cell_column"
  | "too_many_columns"
  | "bad_mapping"
  | "no_rows";

/** Notes on a file that can be imported. */
export type NoteCode =
  | "latin1"
  | "mac_roman"
  | "cut_file"
  | "title_rows"
  | "blank_header"
  | "duplicate_header"
  | "reserved_header"
  | "unusable_header"
  | "no_first_name_column"
  | "short_row";

/** Why one row is left out; besides these the reasons of `normalizePhone`. */
export type RowProblemCode =
  | "ragged_row"
  | "row_too_long"
  | "bad_character"
  | "broken_quotes"
  | "cut_file"
  | "duplicate"
  | "opted_out";

/**
 * Something found in an uploaded file. `line` is the line of the file, counted from 1 as an editor shows it; null when
 * it concerns the whole file. `severity`: "file" – nothing can be imported; "row" – this row is left out; "note" –
 * imported, but worth knowing.
 */
export interface UploadProblem<Code extends string = string> {
  line: number | null;
  code: Code;
  severity: "file" | "row" | "note";
  message: string;
}

/** Of a file whose last bytes are missing: the transfer or the export was interrupted. */
export const CUT_FILE =
  "The file ends in the middle of a character, so this line is not whole and more of it may be missing. Export the list again.";

/** The line of a decoded file in the middle of which it ends; null when it is whole. */
export function cutLineOf(notes: readonly UploadProblem[]): number | null {
  return notes.find(({ code }) => code === "cut_file")?.line ?? null;
}

export function fileProblem(code: FileProblemCode, line: number | null, message: string): UploadProblem {
  return { line, code, severity: "file", message };
}

export function note(code: NoteCode, line: number | null, message: string): UploadProblem {
  return { line, code, severity: "note", message };
}
