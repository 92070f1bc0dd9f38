/**
 * Reactions of contacts (docs/rules.md#reactions): kept with the text that they quote. A conversation with a reaction waits for
 * no answer, and a reaction is no reply.
 */
import { MOST_REACTIONS } from "../../../domain/messages/reactions.ts";
import { reactsTo } from "../../../domain/opt-outs/reading/reactions.ts";
import type { Reaction } from "../../../domain/opt-outs/reading/reactions.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";
import { mediaOf, reactionsOf } from "../store/rows.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Change } from "../store/change.ts";

/** The bodies of our texts in a thread, oldest first. */
export function ourTexts(thread: readonly MessageRow[]): string[] {
  return thread.filter(({ direction }) => direction === "out").map(({ body }) => body);
}

/** Whether an inbound text was kept as a reaction before: a repeated webhook. */
export function isStoredReaction(thread: readonly MessageRow[], sid: string): boolean {
  return thread.some((message) => reactionsOf(message).some((note) => note.sid === sid));
}

/** Stores a reaction with its text. False when it belongs to none of our texts: then it is an ordinary text. */
export function storeReaction(
  change: Change,
  thread: readonly MessageRow[],
  { sid, body }: Pick<InboundText, "sid" | "body">,
  reaction: Reaction,
): boolean {
  const message = reactedTo(thread, reaction);
  if (!message) return false;
  const notes = reactionsOf(message);
  if (notes.length >= MOST_REACTIONS) return false;
  const { emoji, removed } = reaction;
  const reactions = [...notes, { sid, emoji, removed, text: body, at: change.at }];
  change.saveMessage(message, { reactions: JSON.stringify(reactions) });
  return true;
}

function reactedTo(thread: readonly MessageRow[], reaction: Reaction): MessageRow | undefined {
  const ours = thread.filter(({ direction }) => direction === "out");
  if (reaction.quoted === null) return ours.findLast((message) => mediaOf(message).length > 0);
  const at = reactsTo(
    reaction,
    ours.map(({ body }) => body),
  );
  return at < 0 ? undefined : ours[at];
}
