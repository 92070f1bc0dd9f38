/**
 * Reactions of a contact to our texts ("Liked “…”"), as they are kept with the text. How one is read from what a phone sends:
 * domain/opt-outs/reading/reactions.ts.
 */

/** One reaction as it came. */
export type ReactionNote = {
  /** The carrier's id of the text that brought it. */
  sid: string;
  /** The emoji, or the one that means the verb. */
  emoji: string;
  /** It takes a reaction back. */
  removed: boolean;
  /** The text that brought it, as the phone wrote it. */
  text: string;
  /** Epoch milliseconds. */
  at: number;
};

/** Kept with one text; what comes after that is an ordinary text, so that nobody can make a text's record grow for ever. */
export const MOST_REACTIONS = 20;

/** What a text shows: the last reaction, unless it was taken back. A phone that changes one may take back the old one later. */
export function shownReaction(notes: readonly ReactionNote[]): string | null {
  let shown: string | null = null;
  for (const { emoji, removed } of notes) {
    if (!removed) shown = emoji;
    else if (shown !== null && isSame(shown, emoji)) shown = null;
  }
  return shown;
}

/** With or without the mark that asks for colour. */
function isSame(one: string, other: string): boolean {
  return one.replaceAll("\uFE0F", "") === other.replaceAll("\uFE0F", "");
}

const WORDS: Readonly<Record<string, string>> = {
  "👍": "Liked",
  "👎": "Disliked",
  "❤️": "Loved",
  "😂": "Laughed",
  "‼️": "Emphasized",
  "❓": "Questioned",
};

/** As a phone's own screen names it. */
export function reactionWords(emoji: string): string {
  return WORDS[emoji] ?? "Reacted";
}
