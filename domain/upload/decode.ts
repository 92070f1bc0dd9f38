import { fileProblem, note } from "./problem.ts";
import type { UploadProblem } from "./problem.ts";

/*
 * From the bytes of an uploaded file to text with "\n" line ends.
 * UTF-8 with or without BOM and Windows-1252 (what older spreadsheets call "CSV") are read; UTF-16 is refused for now.
 */

/** Largest file that is taken, in bytes. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

export type Decoded = { ok: true; text: string; notes: UploadProblem[] } | { ok: false; problem: UploadProblem };

/** Reads the bytes of a CSV file, or says why they cannot be one. */
export function decodeUpload(bytes: Uint8Array): Decoded {
  const refusal = refuseBytes(bytes);
  if (refusal) return { ok: false, problem: refusal };
  const { text, notes } = decodeText(bytes);
  const unixText = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  if (unixText.trim() === "") return { ok: false, problem: fileProblem("empty", null, "The file is empty.") };
  return { ok: true, text: unixText, notes };
}

function refuseBytes(bytes: Uint8Array): UploadProblem | undefined {
  if (bytes.length === 0) return fileProblem("empty", null, "The file is empty.");
  if (bytes.length > MAX_UPLOAD_BYTES) {
    const megabytes = (bytes.length / 1024 / 1024).toFixed(1);
    return fileProblem("too_large", null, `The file has ${megabytes} MB; at most 10 MB can be uploaded. Split it.`);
  }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) {
    return fileProblem("not_csv", null, "The file is a spreadsheet workbook. Save it as “CSV UTF-8” and upload that.");
  }
  if (isUtf16(bytes)) {
    return fileProblem("utf16", null, "The file is in UTF-16. Save it as “CSV UTF-8” and upload it again.");
  }
  if (bytes.subarray(0, 4096).includes(0)) {
    return fileProblem("not_csv", null, "The file is not text. Save the list as “CSV UTF-8” and upload that.");
  }
  return undefined;
}

/** By its byte order mark, or because every other byte of its beginning is zero, as in Latin text without a mark. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > sample.length / 5 && Math.min(even, odd) < sample.length / 20;
}

function decodeText(bytes: Uint8Array): { text: string; notes: UploadProblem[] } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes), notes: [] };
  } catch {
    // Not UTF-8 throughout. Mostly UTF-8 with a damaged character: the rows with the damage are refused one by one.
    const lenient = new TextDecoder("utf-8").decode(bytes);
    const damaged = lenient.match(/\uFFFD/g)?.length ?? 0;
    const whole = lenient.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
    if (whole > damaged) return { text: lenient, notes: [] };
    const message =
      "The file is not in UTF-8; it was read as Western European (Windows-1252). Check names with accents.";
    return { text: decodeWindows1252(bytes), notes: [note("latin1", null, message)] };
  }
}

/** Windows-1252's characters for 0x80 to 0x9F. Runtimes disagree on these when asked for "latin1", so the table is here. */
const C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

function decodeWindows1252(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)));
  }
  return pieces.join("").replace(/[\u0080-\u009F]/g, (sign) => C1.charAt(sign.charCodeAt(0) - 0x80));
}
