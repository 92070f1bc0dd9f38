/**
 * Which of two states of a text is newer: updates and answers of a queue may overtake each other on their way to the desk. Queues
 * of older versions number nothing; what comes last counts then.
 */
import type { DeskItem, TextState, ThreadMessage } from "../../../domain/texter-app/texter.ts";

/** Whether the desk has a newer state of the text. */
export function isOvertaken(
  { version }: TextState,
  { stateVersion = 0 }: ThreadMessage,
  { asOf = 0 }: DeskItem,
): boolean {
  return version !== undefined && version <= Math.max(asOf, stateVersion);
}

/** The conversation of a copy; a text whose state came later than the copy was made keeps it. */
export function withNewerStates({ messages, asOf }: DeskItem, known: DeskItem | undefined): ThreadMessage[] {
  if (asOf === undefined || !known) return messages;
  const newer = known.messages.filter(({ stateVersion = 0 }) => stateVersion > asOf);
  if (newer.length === 0) return messages;
  return messages.map((message) => newer.find(({ id }) => id === message.id) ?? message);
}
