import { keepsHere } from "../../device/database.ts";
import { online } from "../../ui/online.ts";
import type { DeskClient } from "./desk.ts";
import type { TapEntry } from "./tap.ts";

/** All entries, when one of them could not leave this phone: those behind it will not in the next moment either. */
export function stuck(entries: readonly TapEntry[]): readonly TapEntry[] {
  return !online.value || entries.some(({ failures }) => failures > 0) ? entries : [];
}

export function savedWords(count: number): string {
  if (!keepsHere.value) {
    const waiting = count === 1 ? "Waiting" : `${count} waiting`;
    const goes = count === 1 ? "it goes" : "they go";
    // This browser keeps nothing: with the page what was tapped would be gone.
    return `${waiting} on this page. Leave it open until ${goes} out`;
  }
  const saved = count === 1 ? "Saved" : `${count} saved`;
  if (!online.value) return `${saved} on this phone, ${count === 1 ? "goes" : "go"} out when you are online`;
  return `${saved} on this phone, trying again until ${count === 1 ? "it goes" : "they go"} out`;
}

/** Says what was tapped here and has not gone out; nothing while everything goes out at once. */
export function SavedHere({ desk }: { desk: DeskClient }) {
  const { length } = stuck(desk.outbox.entries.value);
  return (
    <output class="saved-here" dir="auto">
      {length > 0 && savedWords(length)}
    </output>
  );
}
