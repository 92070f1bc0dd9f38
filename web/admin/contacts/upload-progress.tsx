import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/screen.tsx";
import type { PartUpload } from "./part-upload.ts";

/** An upload in progress: how far it is, with the buttons to hold or drop it. */
export function UploadProgress({ upload, onDropped }: { upload: PartUpload; onDropped(): void }) {
  const { phase, sentBytes, totalBytes, message } = upload.state.value;
  if (phase === "refused") {
    return (
      <Notice tone="wrong" title="Not uploaded">
        <span>{message}</span>
      </Notice>
    );
  }
  const isHeld = phase === "paused";
  return (
    <div class="stack tight">
      <span class="row spread">
        <span aria-live="polite">
          {isHeld ? "Upload paused" : phase === "waiting" ? "No connection. Trying again…" : "Uploading"}
        </span>
        <span class="number soft">
          {megabytes(sentBytes)} of {megabytes(totalBytes)}
        </span>
      </span>
      <progress class="progress" aria-label="Upload" value={sentBytes} max={Math.max(1, totalBytes)} />
      <div class="row">
        <button type="button" class="button" onClick={() => (isHeld ? upload.resume() : upload.pause())}>
          <Icon name={isHeld ? "play" : "pause"} />
          {isHeld ? "Continue" : "Pause"}
        </button>
        <button type="button" class="button quiet" onClick={() => void upload.drop().then(onDropped)}>
          Stop the upload
        </button>
      </div>
    </div>
  );
}

export function megabytes(bytes: number): string {
  const size = bytes / 1_000_000;
  return size < 0.1 ? `${Math.ceil(bytes / 1000)} KB` : `${size.toFixed(size < 10 ? 1 : 0)} MB`;
}
