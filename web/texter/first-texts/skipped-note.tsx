import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Deck } from "./deck.ts";

const SKIPPED_SHOWN_MS = 12_000;

export type Skipped = { contactId: string; name: string };

/** What Skip has done, with the way back. */
export function SkippedNote({ deck, skipped }: { deck: Deck; skipped: Signal<Skipped | null> }) {
  const now = skipped.value;
  // Brought back, or texted meanwhile: nothing is left to undo.
  const isStill = deck.ready.value.some(({ item, skipped: is }) => is && item.contactId === now?.contactId);
  useEffect(() => {
    if (!now) return undefined;
    const timer = setTimeout(() => (skipped.value = null), SKIPPED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return (
    <output class="skipped-note">
      {now && isStill && (
        <>
          <span>
            Skipped <bdi>{now.name}</bdi>. This contact comes up again at the end.
          </span>
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              deck.unskip(now.contactId);
              skipped.value = null;
            }}
          >
            Undo
          </button>
        </>
      )}
    </output>
  );
}
