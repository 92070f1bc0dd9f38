import type { Keep } from "../../keep.ts";

const FORGET_AFTER_MS = 30 * 24 * 3600 * 1000;

/** Text that a texter typed and did not send, by contact; it survives reloads. */
export type Drafts = {
  get(contactId: string): string;
  /** An empty text deletes the draft. */
  set(contactId: string, words: string): void;
  /** A refused text: put before what was typed since. */
  restore(contactId: string, words: string): void;
};

export function createDrafts({ keep, personId }: { keep: Keep; personId: string }): Drafts {
  const prefix = `whistlestop.draft.${personId}.`;
  for (const key of keep.keys(prefix)) if (read(keep, key).atMs < Date.now() - FORGET_AFTER_MS) keep.remove(key);

  const drafts: Drafts = {
    get: (contactId) => read(keep, prefix + contactId).words,
    set(contactId, words) {
      if (words === "") keep.remove(prefix + contactId);
      else keep.set(prefix + contactId, JSON.stringify({ words, atMs: Date.now() }));
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
