/** What a text must say before it is compared: a word of ending or removing, or a denial and what is denied. */
import { CLASSES } from "../frames/lexicon.ts";
import { LAUGHS } from "../frames/keyword-first.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { READER } from "../glance/readers.ts";
import type { TextWordsRead } from "../words.ts";

const wordsOf = (classes: string, more: string) => [
  ...new Set(
    classes
      .split(" ")
      .flatMap((name) => (CLASSES[name] ?? "").split(" "))
      .concat(more.split(" ")),
  ),
];

const ENDING = wordsOf(
  "KEYWORD LOSE",
  "remove removal removed cease desist halt discontinue cancel end terminate opt optmeout opting off block blacklist dnc alone refrain unwanted unwelcome unsolicited withdraw revoke",
);
const DENYING = wordsOf("NEG NONE", "enough done finished over tired sick fed wont cant quit out");
const DENIED = wordsOf("TEXTS TEXT SEND SENDING CONTACTED", "list lists consent permission");

const sets = { ending: new Set(ENDING), denying: new Set(DENYING), denied: new Set(DENIED) };

export function mayOptOut({ said }: TextWordsRead): boolean {
  if (!said.includes(" ")) return false;
  if (said.split(" ").some((word) => LAUGHS.has(word))) return false;
  let denies = false;
  let isDenied = false;
  for (const word of said.split(" ")) {
    if (sets.ending.has(word)) return true;
    denies ||= sets.denying.has(word);
    isDenied ||= sets.denied.has(word);
  }
  return denies && isDenied;
}

export const likenessNeeds = (): ReaderNeeds[] => [
  { needs: [ENDING], readers: READER.likeness },
  { needs: [DENYING, DENIED], readers: READER.likeness },
];
