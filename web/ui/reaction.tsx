import { reactionWords } from "../../domain/messages/reactions.ts";
import "./reaction.css";

/** A contact's reaction, on the text that it belongs to. */
export function ReactionMark({ emoji, by }: { emoji: string; by: string }) {
  const words = reactionWords(emoji);
  return (
    <span class="reaction" title={`${by}: ${words} ${emoji}`}>
      <span aria-hidden="true">{emoji}</span> <span class="unseen">{by}: </span>
      {words}
      {words === "Reacted" && <span class="unseen"> {emoji}</span>}
    </span>
  );
}
