import type { Keep } from "../../device/keep.ts";

const FORGET_AFTER_MS = 30 * 24 * 3600 * 1000;

/** Text that a texter typed and did not send, by contact; it survives reloads. */
export type Drafts = {
  get(contactId: string): string;
  /** An empty text deletes the draft. */
  set(contactId: string, words: string): void;
  /** A refused text: put before what was typed since. */
  restore(contactId: string, words: string): void;
};

const PREFIX = "draft.";

export function createDrafts(keep: Keep): Drafts {
  for (const key of keep.keys(PREFIX)) if (read(keep, key).atMs < Date.now() - FORGET_AFTER_MS) keep.remove(key);

  const drafts: Drafts = {
    get: (contactId) => read(keep, PREFIX + contactId).words,
    set(contactId, words) {
      if (words === "") keep.remove(PREFIX + contactId);
      else keep.set(PREFIX + contactId, JSON.stringify({ words, atMs: Date.now() }));
    },
    restore(contactId, words) {
      const typed = drafts.get(contactId);
      if (typed !== words) drafts.set(contactId, typed === "" ? words : `${words}\n\n${typed}`);
    },
  };
  return drafts;
}

function read(keep: Keep, key: string): { words: string; atMs: number } {
  try {
    const draft: unknown = JSON.parse(keep.get(key) ?? "null");
    if (typeof draft === "object" && draft && "words" in draft && "atMs" in draft)
      return { words: String(draft.words), atMs: Number(draft.atMs) };
  } catch {
    // Not in this format: treated as no draft.
  }
  return { words: "", atMs: Date.now() };
}
