/**
 * Which of two states of a text is newer: updates and answers of a queue may overtake each other on their way to the desk. Known in
 * memory only, because after a crash the queues are read anew. Queues of older versions number nothing; what comes last counts
 * then.
 */
import type { DeskItem, TextState, ThreadMessage } from "../../../domain/texter-app/texter.ts";

type Known = { asOf: number; states: Map<string, TextState & { version: number }> };

export class StateVersions {
  readonly #contacts = new Map<string, Known>();

  /** False for a state that a newer one, or a newer copy of the contact, has overtaken. */
  isNews(state: TextState): boolean {
    const { contactId, messageId, version } = state;
    if (version === undefined) return true;
    const known = this.#of(contactId, 0);
    if (version <= Math.max(known.asOf, known.states.get(messageId)?.version ?? 0)) return false;
    known.states.set(messageId, { ...state, version });
    return true;
  }

  /** The conversation of a copy; a text keeps the state that came before the copy and is newer, also if the desk had no such text then. */
  conversationOf({ contactId, messages, asOf }: DeskItem): ThreadMessage[] {
    if (asOf === undefined) return messages;
    const known = this.#of(contactId, asOf);
    known.asOf = Math.max(asOf, known.asOf);
    for (const [id, { version }] of known.states) if (version <= asOf) known.states.delete(id);
    if (known.states.size === 0) return messages;
    return messages.map((message) => {
      const newer = known.states.get(message.id);
      return newer ? withState(message, newer) : message;
    });
  }

  forget(contactId: string): void {
    this.#contacts.delete(contactId);
  }

  #of(contactId: string, asOf: number): Known {
    const known = this.#contacts.get(contactId) ?? { asOf, states: new Map<string, TextState & { version: number }>() };
    this.#contacts.set(contactId, known);
    return known;
  }
}

export function withState(message: ThreadMessage, { sendStatus, errorCode, mayGoAtMs }: TextState): ThreadMessage {
  const next: ThreadMessage = { ...message, sendStatus, errorCode };
  if (mayGoAtMs === undefined) delete next.mayGoAtMs;
  else next.mayGoAtMs = mayGoAtMs;
  return next;
}
