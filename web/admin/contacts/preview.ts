import type { PreviewAnswer, PreviewRequest } from "./preview-worker.ts";

/** What an import of this file would do; the same rules as the import's own, run in this browser. */
export function previewFile(request: PreviewRequest): Promise<PreviewAnswer> {
  const worker = new Worker(new URL("./preview-worker.ts", import.meta.url), { type: "module" });
  return new Promise<PreviewAnswer>((resolve) => {
    worker.addEventListener("message", ({ data }: MessageEvent<PreviewAnswer>) => resolve(data));
    worker.addEventListener("error", () => resolve({ ok: false }));
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
