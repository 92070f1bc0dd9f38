import { decodeBytes, doubtsOf, encodingByDoubts, findEncoding, wholeCharacters } from "./encoding.ts";
import type { TextEncoding } from "./encoding.ts";
import { CUT_FILE, fileProblem, note } from "./problem.ts";
import type { UploadProblem } from "./problem.ts";
import { unixLines } from "./window.ts";

/*
 * A small uploaded file as one text with "\n" line ends. Contact lists, which may be large, are read by stretches instead
 * (window.ts).
 */

/** Largest file that is read in one piece, in bytes. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

export type Decoded =
  | { ok: true; text: string; encoding: TextEncoding; notes: UploadProblem[] }
  | { ok: false; problem: UploadProblem };

const GUESSES = {
  "windows-1252": note(
    "latin1",
    null,
    "This file was read as Western European (Windows-1252). Check that names with accents look right.",
  ),
  "mac-roman": note(
    "mac_roman",
    null,
    "This file was read as text from an older Mac (Mac Roman). Check that names with accents look right.",
  ),
} as const;

/** @param isGuessed false when a person chose the encoding */
export function encodingNotes(encoding: TextEncoding, isGuessed: boolean): UploadProblem[] {
  return isGuessed && (encoding === "windows-1252" || encoding === "mac-roman") ? [GUESSES[encoding]] : [];
}

/**
 * Reads the bytes of a CSV file, or says why they cannot be one.
 *
 * @param chosen the encoding, if a person chose it
 */
export function decodeUpload(bytes: Uint8Array, chosen?: TextEncoding): Decoded {
  if (bytes.length > MAX_UPLOAD_BYTES) {
    const megabytes = (bytes.length / 1024 / 1024).toFixed(1);
    const message = `The file is ${megabytes} MB large, and at most 10 MB can be uploaded here. Split it into smaller files.`;
    return { ok: false, problem: fileProblem("too_large", null, message) };
  }
  const refusal = refuseBytes(bytes);
  if (refusal) return { ok: false, problem: refusal };
  const found = findEncoding(bytes) ?? (chosen ? { encoding: chosen, markBytes: 0 } : null);
  if (!found) return { ok: false, problem: NOT_TEXT };
  const body = bytes.subarray(found.markBytes);
  const encoding = chosen ?? (found.encoding === "utf-8" ? encodingByDoubts(doubtsOf(body)) : found.encoding);
  const whole = body.subarray(0, wholeCharacters(body, encoding));
  const text = unixLines(decodeBytes(whole, encoding));
  if (text.trim() === "") return { ok: false, problem: EMPTY };
  const notes = encodingNotes(encoding, chosen === undefined);
  if (whole.length < body.length) notes.push(note("cut_file", text.split("\n").length, CUT_FILE));
  return { ok: true, text, encoding, notes };
}

export const EMPTY = fileProblem("empty", null, "The file is empty.");
export const NOT_TEXT = fileProblem(
  "not_csv",
  null,
  "This is not a CSV file. Save the list as “CSV UTF-8” and upload that.",
);

/** Why the first bytes cannot be those of a CSV file. */
export function refuseBytes(bytes: Uint8Array): UploadProblem | undefined {
  if (bytes.length === 0) return EMPTY;
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) {
    return fileProblem("not_csv", null, "This is a spreadsheet (Excel) file. Save it as “CSV UTF-8” and upload that.");
  }
  return undefined;
}
