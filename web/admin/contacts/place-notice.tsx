import { placeNoteWords } from "../../../domain/hours/zones/place-notes.ts";
import type { PlaceNotes } from "../../../domain/hours/zones/place-notes.ts";
import { Notice } from "../../ui/screen.tsx";

/** Contacts whose zip code or state could not be used, with what that means for their texting hours. */
export function PlaceNotice({ notes, title }: { notes: PlaceNotes; title: string }) {
  const lines = placeNoteWords(notes);
  if (lines.length === 0) return null;
  return (
    <Notice tone="warn" title={title} live={false}>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </Notice>
  );
}
