/**
 * A contact keeps the number they were texted from ("sticky sender"): every later text names it to the carrier. It is
 * taken from rows that are written anyway: the text's own when the carrier names it, the contact's when they write
 * back.
 */
import { carrierError } from "../../../twilio/errors.ts";
import type { ContactRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

/** Whether the number is not to be used again, for anybody. */
export function sendersEnd(code: number): boolean {
  const { effect } = carrierError(code);
  return effect === "sender_gone" || effect === "stop_number";
}

/** A sending number in a webhook or answer; null for anything else, such as a Messaging Service. */
export function senderNumber(from: string | null | undefined): string | null {
  return from?.startsWith("+") ? from : null;
}

const ended = new WeakMap<QueueStore, ReadonlySet<string>>();

/** Call it when a refusal of a sending number was stored. */
export function forgetSenders(store: QueueStore): void {
  ended.delete(store);
}

/**
 * The number to text a contact from; null: the carrier chooses.
 * @param known from the contact's row: the number that they wrote to last
 */
export function senderOf(store: QueueStore, n: number, known: string | null): string | null {
  const gone = goneSenders(store);
  if (known !== null && !gone.has(known)) return known;
  const senders = store.sql.all<{ sender: string }>(
    "SELECT sender FROM messages WHERE n = ? AND sender IS NOT NULL ORDER BY at DESC",
    n,
  );
  return senders.find(({ sender }) => !gone.has(sender))?.sender ?? null;
}

/** Whether the texts to a contact leave by this number, as far as it is known. */
export function leavesBy(
  store: QueueStore,
  contact: Pick<ContactRow, "n" | "sender">,
  to: string | undefined,
): boolean {
  if (to === undefined) return false;
  const known = contact.sender ?? null;
  return (known ?? senderOf(store, contact.n, null)) === to;
}

function goneSenders(store: QueueStore): ReadonlySet<string> {
  let gone = ended.get(store);
  if (!gone) {
    const problems = store.sql.all<{ sender: string; code: number }>("SELECT sender, code FROM sender_problems");
    gone = new Set(problems.filter(({ code }) => sendersEnd(code)).map(({ sender }) => sender));
    ended.set(store, gone);
  }
  return gone;
}
