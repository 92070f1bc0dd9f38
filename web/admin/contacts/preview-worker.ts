/// <reference lib="webworker" />
/** Reads the beginning of an upload beside the page, so that a large file never freezes it. */
import { previewUpload } from "../../../domain/contacts/upload-preview.ts";
import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";

export type PreviewRequest = {
  file: Blob;
  mapping: ChosenColumns;
  encoding: TextEncoding | null;
  allowTestNumbers: boolean;
};
export type PreviewAnswer = { ok: true; preview: UploadPreview } | { ok: false };

/** Some ten thousand rows: enough to know a file by, and read in a moment. */
const PREVIEW_BYTES = 2_000_000;

addEventListener("message", async ({ data }: MessageEvent<PreviewRequest>) => {
  let answer: PreviewAnswer;
  try {
    const { file, mapping, encoding, allowTestNumbers } = data;
    const isWhole = file.size <= PREVIEW_BYTES;
    const bytes = new Uint8Array(await file.slice(0, PREVIEW_BYTES).arrayBuffer());
    answer = {
      ok: true,
      preview: previewUpload(bytes, { mapping, encoding: encoding ?? undefined, allowTestNumbers, isWhole }),
    };
  } catch {
    // The file was deleted or changed while the page was open.
    answer = { ok: false };
  }
  postMessage(answer);
});
