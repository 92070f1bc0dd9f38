/** What texters were promised: no text was accepted that the rules refuse, and what they hold is what their queues say. */
import type { WorldBooks, WorldPlay } from "../people/play.ts";
import type { OptedOutNumbers } from "./opted-out.ts";

const HALTS_TEXT = {
  pause: () => true,
  initials: ({ initial }: { initial: boolean }) => initial,
  closed: () => true,
} as const;

/** Texts that were asked for and accepted while a halt, or an opt-out, was known to be in force. */
export function acceptedAgainstRules(
  { accepted }: WorldBooks,
  { halts }: WorldPlay,
  optedOut: Pick<OptedOutNumbers, "since">,
): string[] {
  return accepted.flatMap((text) => {
    const { contactId, messageId, cell, askedMs, answeredMs } = text;
    const what = `${contactId}/${messageId}`;
    const halt = halts.find(
      ({ kind, fromMs, untilMs }) => askedMs > fromMs && answeredMs < untilMs && HALTS_TEXT[kind](text),
    );
    const sinceMs = optedOut.since(cell);
    return [
      ...(halt ? [`accepted while halted: ${what}, ${halt.kind}`] : []),
      ...(sinceMs !== null && askedMs > sinceMs
        ? [`accepted after the opt-out: ${what}, ${askedMs - sinceMs} ms`]
        : []),
    ];
  });
}

/** Conversations stay with their texters unless an admin gives them to others. */
export function conversationsLost({ acceptedBy, desksOf }: WorldBooks): string[] {
  return [...acceptedBy].flatMap(([email, accepted]) => {
    const held = new Set((desksOf.get(email) ?? []).map(({ contactId }) => contactId));
    const lost = new Set(accepted.map(({ contactId }) => contactId).filter((contactId) => !held.has(contactId)));
    return [...lost].map((contactId) => `conversation lost: ${contactId} is not on ${email}'s desk any more`);
  });
}
