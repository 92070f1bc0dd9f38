import { expect, test } from "vitest";
import { countPlaceNote, placeNoteWords } from "./place-notes.ts";
import type { PlaceNotes } from "./place-notes.ts";
import { zonesOf } from "./zones.ts";

test("rows whose place cannot be used are counted by what is wrong, with the first of each", () => {
  const notes: PlaceNotes = {};
  const rows = [
    ["94110", "CA"],
    ["9411O7", "California"],
    ["", "Californa"],
    ["?", ""],
    ["09012", "AE"],
    ["", ""],
    ["x".repeat(60), ""],
  ];
  for (const [index, [zip = "", state = ""]] of rows.entries()) {
    countPlaceNote(notes, zonesOf("+16175550100", zip, state).note, index + 2, { zip, state });
  }
  expect(notes).toEqual({
    zip_unread: { count: 3, line: 3, typed: "9411O7" },
    zip_unplaced: { count: 1, line: 6, typed: "09012" },
    state_unread: { count: 1, line: 4, typed: "Californa" },
  });
  const words = placeNoteWords(notes);
  expect(words).toHaveLength(3);
  expect(words[0]).toMatch(
    /^3 rows have zip codes that cannot be read \(first on line 3: “9411O7”\)\. These contacts are/,
  );
  expect(words[1]).toMatch(/^1 row has a zip code that cannot be placed .* \(line 6: “09012”\)\. This contact is/);
  expect(words[2]).toMatch(/^1 row has a state that cannot be read \(line 4: “Californa”\)/);
});

test("a file without such rows has no notes, and a long value is shortened", () => {
  expect(placeNoteWords({})).toEqual([]);
  const typed = "x".repeat(60);
  expect(placeNoteWords({ zip_unread: { count: 1, line: 2, typed } })[0]).toContain(`“${"x".repeat(40)}…”`);
});
