/**
 * What a text must say before it is compared: a word of ending, or a denial or removal and what it is about. "Stop racism" and
 * "stop worrying" name something else that is to end, and a word that was never learned would weigh nothing.
 */
import { classWords } from "../frames/lexicon.ts";
import { LAUGHS } from "../frames/keyword-first.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { READER } from "../glance/readers.ts";
import { endsSomethingElse } from "../unasked/other-things.ts";
import type { TextWordsRead } from "../words.ts";

/** Words that hardly mean anything else in an answer to a campaign. */
const ENDING = classWords(
  "KEYWORD",
  "removal opt optmeout opting cease desist halt discontinue unwanted unwelcome unsolicited dnc refrain",
);
const DENYING = classWords(
  "NEG NONE LOSE",
  "remove removed end cancel terminate off block blacklist alone withdraw revoke enough done finished over tired sick fed wont cant out",
);
const DENIED = classWords(
  "TEXTS TEXT SEND SENDING CONTACTED",
  "me us list lists household everyone consent permission",
);

const sets = { ending: new Set(ENDING), denying: new Set(DENYING), denied: new Set(DENIED) };

export function mayOptOut({ said, words: counting }: TextWordsRead): boolean {
  const words = said.split(" ");
  if (words.length === 1 || words.some((word) => LAUGHS.has(word))) return false;
  if (endsSomethingElse(counting)) return false;
  if (words.some((word) => sets.ending.has(word))) return true;
  return words.some((word) => sets.denying.has(word)) && words.some((word) => sets.denied.has(word));
}

export const likenessNeeds = (): ReaderNeeds[] => [
  { needs: [ENDING], readers: READER.likeness },
  { needs: [DENYING, DENIED], readers: READER.likeness },
];
