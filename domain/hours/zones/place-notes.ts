/** Rows of a file whose place could not be used, counted for a person who may mend them before the import. */
import type { PlaceNote } from "./zones.ts";

/** How many rows have each note, and the value of the first of them. */
export type PlaceNotes = { [Note in PlaceNote]?: { count: number; line: number; typed: string } | undefined };

/** @param line of the row in the file @param given what the row has as zip code and state */
export function countPlaceNote(
  notes: PlaceNotes,
  note: PlaceNote | null,
  line: number,
  given: { zip: string; state: string },
): void {
  if (note === null) return;
  const known = notes[note];
  if (known) known.count += 1;
  else notes[note] = { count: 1, line, typed: note.startsWith("zip") ? given.zip : given.state };
}

const MOST_SHOWN = 40;

/** One sentence for each note: what it is, where it is first, and when these people are texted. */
export function placeNoteWords(notes: PlaceNotes): string[] {
  const kinds: Record<PlaceNote, readonly [one: string, many: string]> = {
    zip_unread: ["a zip code that cannot be read", "zip codes that cannot be read"],
    zip_unplaced: [
      "a zip code that cannot be placed (military mail, or not in use)",
      "zip codes that cannot be placed",
    ],
    state_unread: ["a state that cannot be read", "states that cannot be read"],
    state_unplaced: ["a state that cannot be placed (military mail)", "states that cannot be placed"],
  };
  return Object.entries(kinds).flatMap(([note, [one, many]]) => {
    // The keys of an object of that type.
    const found = notes[note as PlaceNote];
    if (!found) return [];
    const { count, line, typed } = found;
    const shown = typed.length > MOST_SHOWN ? `${typed.slice(0, MOST_SHOWN)}…` : typed;
    const rows = count === 1 ? `1 row has ${one}` : `${count.toLocaleString("en-US")} rows have ${many}`;
    const where = count === 1 ? `line ${line}` : `first on line ${line}`;
    return [
      `${rows} (${where}: “${shown}”). ${count === 1 ? "This contact is" : "These contacts are"} texted only at hours that fit both ` +
        "the area code and whatever else the row says; correct the file for longer hours.",
    ];
  });
}
