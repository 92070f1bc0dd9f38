import type { PreviewAnswer, PreviewRequest } from "./preview-worker.ts";

/**
 * What an import of this file would do; the same rules as the import's own, run in this browser. Answers come as the file is read.
 *
 * @returns ends the reading
 */
export function previewFile(request: PreviewRequest, onAnswer: (answer: PreviewAnswer) => void): () => void {
  const worker = new Worker(new URL("./preview-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<PreviewAnswer>) => {
    onAnswer(data);
    if (!data.ok || data.isDone) worker.terminate();
  });
  worker.addEventListener("error", () => onAnswer({ ok: false }));
  worker.postMessage(request);
  return () => worker.terminate();
}
