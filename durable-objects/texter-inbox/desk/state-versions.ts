/**
 * Which of two states of a text is newer: updates and answers of a queue may overtake each other on their way to the desk. Known in
 * memory only, because after a crash the queues are read anew. Queues of older versions number nothing; what comes last counts
 * then.
 */
import type { DeskItem, TextState, ThreadMessage } from "../../../domain/texter-app/texter.ts";

type Known = { asOf: number; states: Map<string, number> };

export class StateVersions {
  readonly #contacts = new Map<string, Known>();

  /** False for a state that a newer one, or a newer copy of the contact, has overtaken. */
  isNews({ contactId, messageId, version }: TextState): boolean {
    if (version === undefined) return true;
    const known = this.#contacts.get(contactId) ?? { asOf: 0, states: new Map<string, number>() };
    this.#contacts.set(contactId, known);
    if (version <= Math.max(known.asOf, known.states.get(messageId) ?? 0)) return false;
    known.states.set(messageId, version);
    return true;
  }

  /** The conversation of a copy; a text whose state came later than the copy was made keeps it. */
  conversationOf({ contactId, messages, asOf }: DeskItem, before: DeskItem | undefined): ThreadMessage[] {
    if (asOf === undefined) return messages;
    const known = this.#contacts.get(contactId) ?? { asOf, states: new Map<string, number>() };
    this.#contacts.set(contactId, known);
    known.asOf = Math.max(asOf, known.asOf);
    for (const [id, version] of known.states) if (version <= asOf) known.states.delete(id);
    if (known.states.size === 0 || !before) return messages;
    const newer = before.messages.filter(({ id }) => known.states.has(id));
    return messages.map((message) => newer.find(({ id }) => id === message.id) ?? message);
  }

  forget(contactId: string): void {
    this.#contacts.delete(contactId);
  }
}
