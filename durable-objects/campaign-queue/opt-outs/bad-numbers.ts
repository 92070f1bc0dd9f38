/**
 * What the carrier's codes say of numbers (docs/rules.md#opt-outs-carrier-codes): the contact's, which is then not
 * texted again until somebody answers from it, and sending numbers, whose health admins watch.
 */
import { carrierError } from "../../../twilio/errors.ts";
import type { Change } from "../store/change.ts";
import type { ContactRow } from "../store/rows.ts";
import { forgetSenders, sendersEnd } from "../sending/senders.ts";
import type { QueueStore } from "../store/store.ts";

export type OwedBadNumber = { n: number; cell: string; code: number };

/** Part of a block: an outgoing text failed with this code, for the first time. `sender` null: not known. */
export function noteCode(store: QueueStore, change: Change, n: number, code: number, sender: string | null): void {
  const { effect } = carrierError(code);
  if (effect === "bad_number") {
    const contact = store.contact(n);
    if (contact && contact.bad_number !== code) setBadNumber(store, change, contact, code);
  } else if (effect === "filtered" || sendersEnd(code)) {
    countProblem(store, change, sender ?? store.config?.messagingServiceSid ?? "unknown", code);
  }
}

/** Part of a block: the number has answered, or a text has reached it after all. */
export function numberAnswers(store: QueueStore, change: Change, contact: ContactRow): ContactRow {
  return contact.bad_number === null ? contact : setBadNumber(store, change, contact, null);
}

/** Part of a block: applies what another campaign found out about the number. */
export function applyBadNumber(
  store: QueueStore,
  change: Change,
  { contacts, code }: { contacts: readonly number[]; code: number },
): void {
  const bad = code === 0 ? null : code;
  for (const n of contacts) {
    const contact = store.contact(n);
    if (contact && contact.bad_number !== bad) change.saveContact(contact, markOf(contact, bad));
  }
}

function setBadNumber(store: QueueStore, change: Change, contact: ContactRow, code: number | null): ContactRow {
  store.sql.run(
    "INSERT INTO owed_bad_numbers (n, code) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET code = excluded.code",
    contact.n,
    code ?? 0,
  );
  return change.saveContact(contact, markOf(contact, code));
}

/** An unsent contact loses its texter; if the number answers later, anybody may take it. */
function markOf(contact: ContactRow, code: number | null): Partial<ContactRow> {
  const isUnsent = contact.status === "needsMessage" && contact.texter !== null;
  return code !== null && isUnsent ? { bad_number: code, texter: null } : { bad_number: code };
}

function countProblem(store: QueueStore, change: Change, sender: string, code: number): void {
  forgetSenders(store);
  const count =
    store.sql.scalar<number>(
      `INSERT INTO sender_problems (sender, code, count) VALUES (?, ?, 1)
       ON CONFLICT (sender, code) DO UPDATE SET count = count + 1 RETURNING count`,
      sender,
      code,
    ) ?? 1;
  const version = change.nextVersion();
  change.addEvents([{ kind: "sender_problem", version, at: change.at, payload: { sender, code, count } }]);
}

/** Bad numbers that the directory does not have yet. */
export function owedBadNumbers(store: QueueStore): OwedBadNumber[] {
  return store.sql.all<OwedBadNumber>(
    "SELECT o.n, o.code, c.cell FROM owed_bad_numbers o JOIN contacts c ON c.n = o.n LIMIT 1000",
  );
}

export function owesBadNumbers(store: QueueStore): boolean {
  return store.sql.scalar("SELECT 1 FROM owed_bad_numbers LIMIT 1") !== null;
}

export function badNumberIsKnown(store: QueueStore, { n, code }: OwedBadNumber): void {
  store.sql.run("DELETE FROM owed_bad_numbers WHERE n = ? AND code = ?", n, code);
}
