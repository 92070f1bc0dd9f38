/// <reference lib="webworker" />
/** Reads an upload beside the page, so that a large file never freezes it. */
import { previewUpload } from "../../domain/contact-upload.ts";
import type { UploadPreview } from "../../domain/contact-upload.ts";
import type { ChosenColumns } from "../../domain/upload/columns.ts";

export type PreviewRequest = { file: Blob; mapping: ChosenColumns; allowTestNumbers: boolean };
export type PreviewAnswer = { ok: true; preview: UploadPreview } | { ok: false };

addEventListener("message", async ({ data }: MessageEvent<PreviewRequest>) => {
  let answer: PreviewAnswer;
  try {
    const { file, mapping, allowTestNumbers } = data;
    const bytes = new Uint8Array(await file.arrayBuffer());
    answer = { ok: true, preview: previewUpload(bytes, { mapping, allowTestNumbers, sampleCount: 5 }) };
  } catch {
    // The file went away or changed under the page.
    answer = { ok: false };
  }
  postMessage(answer);
});
