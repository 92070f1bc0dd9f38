/**
 * Uploads a file part by part. A part that does not arrive is sent again; the upload can be held and goes on where it
 * was, also after the page was closed, because the server says which parts it has.
 */
import { signal } from "@preact/signals";
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { CampaignUpload } from "../../../domain/contacts/uploads.ts";
import type { Outcome } from "../../api/call.ts";

export type PartUploadState = {
  /** `waiting`: a part did not arrive and is sent again in a moment. */
  phase: "sending" | "waiting" | "paused" | "refused" | "done";
  sentBytes: number;
  totalBytes: number;
  /** Why it was refused, for people. */
  message: string | null;
};

export type PartUploadApi = {
  begin: () => Promise<Outcome<{ upload: CampaignUpload }>>;
  put: (uploadId: string, n: number, part: Blob, signal: AbortSignal) => Promise<Outcome<object>>;
  complete: (uploadId: string) => Promise<Outcome<{ progress: ImportProgress }>>;
  drop: (uploadId: string) => Promise<unknown>;
  /** Resolves after a wait; tests resolve it at once. */
  rest: (ms: number) => Promise<void>;
};

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 15_000;
/** Failures that may pass by themselves: no network, a server that is busy or being replaced. */
const PASSING: ReadonlySet<string> = new Set(["unreachable", "unavailable", "bad_answer", "fault"]);

export class PartUpload {
  readonly state = signal<PartUploadState>({ phase: "sending", sentBytes: 0, totalBytes: 0, message: null });
  readonly #file: Blob;
  readonly #api: PartUploadApi;
  #uploadId: string | null = null;
  #abort = new AbortController();
  #goOn: (() => void) | null = null;
  #dropped = false;

  constructor(file: Blob, api: PartUploadApi) {
    this.#file = file;
    this.#api = api;
    this.#show({ totalBytes: file.size });
  }

  /** Resolves with the import that begins, or null when it was refused or dropped. */
  async run(): Promise<ImportProgress | null> {
    const begun = await this.#insist(() => this.#api.begin());
    if (!begun?.ok) return this.#refused(begun);
    const { uploadId, partBytes, partCount, partsDone } = begun.upload;
    this.#uploadId = uploadId;
    const done = new Set(partsDone);
    for (let n = 1; n <= partCount; n += 1) {
      const part = this.#file.slice((n - 1) * partBytes, n * partBytes);
      if (!done.has(n)) {
        const put = await this.#insist(() => this.#api.put(uploadId, n, part, this.#abort.signal));
        if (!put?.ok) return this.#refused(put);
      }
      this.#show({ sentBytes: this.state.peek().sentBytes + part.size });
    }
    const completed = await this.#insist(() => this.#api.complete(uploadId));
    if (!completed?.ok) return this.#refused(completed);
    this.#show({ phase: "done" });
    return completed.progress;
  }

  /** Holds the upload; the part under way is sent again later. */
  pause(): void {
    if (this.state.peek().phase !== "sending" && this.state.peek().phase !== "waiting") return;
    this.#show({ phase: "paused" });
    this.#abort.abort();
  }

  resume(): void {
    if (this.state.peek().phase !== "paused") return;
    this.#abort = new AbortController();
    this.#show({ phase: "sending" });
    this.#goOn?.();
  }

  /** Ends it for good; the server forgets the parts. */
  async drop(): Promise<void> {
    this.#dropped = true;
    this.#abort.abort();
    this.#goOn?.();
    if (this.#uploadId !== null) await this.#api.drop(this.#uploadId);
  }

  /** Asks until there is an answer that will not change by itself; null once it was dropped. */
  async #insist<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T> | null> {
    for (let restMs = FIRST_REST_MS; ; restMs = Math.min(LONGEST_REST_MS, restMs * 2)) {
      await this.#whilePaused();
      if (this.#dropped) return null;
      const answer = await ask();
      if (this.#dropped) return null;
      if (answer.ok || !PASSING.has(answer.reason)) {
        if (this.state.peek().phase === "waiting") this.#show({ phase: "sending" });
        return answer;
      }
      if (this.state.peek().phase === "paused") continue;
      this.#show({ phase: "waiting" });
      await this.#api.rest(restMs);
    }
  }

  async #whilePaused(): Promise<void> {
    if (this.state.peek().phase !== "paused" || this.#dropped) return;
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    this.#goOn = null;
  }

  #refused(answer: Refusal | { ok: true } | null): null {
    if (answer !== null && !answer.ok) this.#show({ phase: "refused", message: answer.message });
    return null;
  }

  #show(change: Partial<PartUploadState>): void {
    this.state.value = { ...this.state.peek(), ...change };
  }
}
