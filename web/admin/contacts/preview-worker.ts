/// <reference lib="webworker" />
/**
 * Reads an upload beside the page, so that a large file never freezes it. First the beginning, which is shown at once; then all
 * of it, so that what is left out and why is known before the import. A very large file is read up to a bound.
 */
import { readRows } from "../../../domain/contacts/contact-upload.ts";
import { beginPreview } from "../../../domain/contacts/upload-preview.ts";
import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import type { PreviewRun } from "../../../domain/contacts/upload-preview.ts";

export type PreviewRequest = {
  file: Blob;
  mapping: ChosenColumns;
  encoding: TextEncoding | null;
  allowTestNumbers: boolean;
};
/** `share`: how much of the file was read, 0 to 1; `isDone`: nothing more comes. */
export type PreviewAnswer = { ok: true; preview: UploadPreview; share: number; isDone: boolean } | { ok: false };

/** Some ten thousand rows: enough to know a file by, and read in a moment. */
const STRETCH_BYTES = 2_000_000;
/** About a million rows. The import reads the rest by the same rules. */
const MOST_BYTES = 64_000_000;

addEventListener("message", async ({ data }: MessageEvent<PreviewRequest>) => {
  try {
    await read(data);
  } catch {
    // The file was deleted or changed while the page was open.
    answer({ ok: false });
  }
});

async function read({ file, mapping, encoding, allowTestNumbers }: PreviewRequest): Promise<void> {
  const isShort = file.size <= STRETCH_BYTES;
  const beginning = await bytesOf(file, 0, STRETCH_BYTES);
  const begin = () =>
    beginPreview(beginning, { mapping, encoding: encoding ?? undefined, allowTestNumbers, isWhole: isShort });
  const run = begin();
  if (run.upload === null || isShort) {
    if (run.upload) await eachStretch(file, run, (stretch) => run.look(stretch));
    if (run.upload) await eachStretch(file, run, (stretch) => run.check(stretch));
    answer({ ok: true, preview: run.shown, share: 1, isDone: true });
    return;
  }
  const first = begin();
  if (first.upload) {
    const { firstRow } = first.upload;
    const stretch = readRows(first.upload, beginning.subarray(firstRow.offset), firstRow, false);
    first.look(stretch);
    first.check(stretch);
  }
  answer({ ok: true, preview: { ...first.shown, isWhole: false }, share: 0, isDone: false });
  await eachStretch(file, run, (stretch) => run.look(stretch));
  const readTo = await eachStretch(file, run, (stretch, share) => {
    run.check(stretch);
    answer({ ok: true, preview: { ...run.shown, isWhole: false }, share, isDone: false });
  });
  answer({ ok: true, preview: { ...run.shown, isWhole: readTo >= file.size }, share: 1, isDone: true });
}

/** @returns how far the file was read */
async function eachStretch(
  file: Blob,
  run: PreviewRun,
  use: (stretch: ReturnType<typeof readRows>, share: number) => void,
): Promise<number> {
  if (!run.upload) return 0;
  const end = Math.min(file.size, MOST_BYTES);
  let at = run.upload.firstRow;
  for (let length = STRETCH_BYTES; at.offset < end;) {
    const isLast = at.offset + length >= file.size;
    const stretch = readRows(run.upload, await bytesOf(file, at.offset, length), at, isLast);
    // A row is longer than the stretch: read more.
    length = stretch.next.offset > at.offset ? STRETCH_BYTES : 2 * length;
    at = stretch.next;
    use(stretch, Math.min(1, at.offset / end));
    if (isLast) return file.size;
  }
  return at.offset;
}

async function bytesOf(file: Blob, from: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
}

function answer(message: PreviewAnswer): void {
  postMessage(message);
}
