/**
 * What the carrier's codes say of numbers (docs/rules.md#opt-outs-carrier-codes): the contact's, which is then not
 * texted again until somebody answers from it, and sending numbers, whose health admins watch.
 */
import { carrierError, isCounted } from "../../../twilio/errors.ts";
import type { Change } from "../store/change.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import { forgetSenders, sendersEnd } from "../sending/senders.ts";
import type { ApplyBadNumberRequest } from "../../rpc/campaign-queue.ts";
import type { QueueStore } from "../store/store.ts";

export type OwedBadNumber = { n: number; cell: string; code: number | null; at: number | null };
export type OwedStrike = { n: number; messageId: string; at: number; cell: string };

/** Part of a block: an outgoing text failed with this code, for the first time by this try. `sender` null: not known. */
export function applyCode(
  store: QueueStore,
  change: Change,
  { n, id: messageId }: Pick<MessageRow, "n" | "id">,
  code: number,
  sender: string | null,
): void {
  const { effect } = carrierError(code);
  const contact = store.contact(n);
  if (effect === "bad_number" && contact && contact.bad_number !== code) setBadNumber(store, change, contact, code);
  if (effect === "unreachable" && contact) oweStrike(store, change, contact, messageId);
  if (effect === "no_mms" && contact?.no_mms === 0) change.saveContact(contact, { no_mms: 1 });
  if (effect === "day_used_up" && contact?.day_capped === 0) change.saveContact(contact, { day_capped: 1 });
  // The contact keeps no number that is gone; the carrier chooses the next one.
  if (contact && sender !== null && contact.sender === sender && sendersEnd(code)) {
    change.saveContact(contact, { sender: null });
  }
  if (isCounted(code)) countProblem(store, change, sender ?? store.config?.messagingServiceSid ?? "unknown", code);
}

/** The directory counts: the third time within 30 days, over all campaigns, makes it a bad number. */
function oweStrike(store: QueueStore, change: Change, contact: ContactRow, messageId: string): void {
  store.sql.run(
    "INSERT INTO owed_strikes (n, message_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    contact.n,
    messageId,
    change.at,
  );
  if (contact.unreachable === 0) change.saveContact(contact, { unreachable: 1 });
}

/** Part of a block: the number has answered, or a text has reached it after all. */
export function numberAnswers(store: QueueStore, change: Change, contact: ContactRow): ContactRow {
  if (contact.bad_number === null && contact.unreachable !== 1) return contact;
  store.sql.run("DELETE FROM owed_strikes WHERE n = ?", contact.n);
  return setBadNumber(store, change, contact, null);
}

/** Of these contacts those whose phone could not be reached lately. */
export function unreachableAmong(store: QueueStore, ns: readonly number[]): ContactRow[] {
  return store.sql.all<ContactRow>(
    `SELECT * FROM contacts INDEXED BY contacts_unreachable
     WHERE unreachable = 1 AND n IN (SELECT value FROM json_each(?))`,
    JSON.stringify(ns),
  );
}

/** Part of a block: applies what another campaign found out about the number. */
export function applyBadNumber(
  store: QueueStore,
  change: Change,
  {
    contacts,
    code: reported,
    at = change.at,
  }: Omit<ApplyBadNumberRequest, "contacts"> & { contacts: readonly number[] },
): void {
  // During a rollout an older directory says 0 for a number that answers.
  const code = reported === 0 ? null : reported;
  for (const n of contacts) {
    const contact = store.contact(n);
    // A number that answers elsewhere is reachable here, too.
    if (!contact || contact.bad_number_at > at) continue;
    const isSame = contact.bad_number === code && (code !== null || contact.unreachable !== 1);
    if (!isSame) change.saveContact(contact, markOf(contact, code, at));
  }
}

function setBadNumber(store: QueueStore, change: Change, contact: ContactRow, code: number | null): ContactRow {
  store.sql.run(
    `INSERT INTO owed_bad_numbers (n, code, at) VALUES (?, ?, ?)
     ON CONFLICT (n) DO UPDATE SET code = excluded.code, at = excluded.at`,
    contact.n,
    code,
    change.at,
  );
  return change.saveContact(contact, markOf(contact, code, change.at));
}

/** An unsent contact loses its texter; if the number answers later, anybody may take it. */
function markOf(contact: ContactRow, code: number | null, at: number): Partial<ContactRow> {
  const isUnsent = contact.status === "needsMessage" && contact.texter !== null;
  const mark = { bad_number: code, bad_number_at: at, ...(code === null ? { unreachable: 0 } : {}) };
  return code !== null && isUnsent ? { ...mark, texter: null } : mark;
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
    "SELECT o.n, o.code, o.at, c.cell FROM owed_bad_numbers o JOIN contacts c ON c.n = o.n LIMIT 1000",
  );
}

export function owesBadNumbers(store: QueueStore): boolean {
  const owed = "SELECT 1 FROM owed_bad_numbers UNION ALL SELECT 1 FROM owed_strikes LIMIT 1";
  return store.sql.scalar(owed) !== null;
}

/** Texts that found their phone unreachable, of which the directory does not know. */
export function owedStrikes(store: QueueStore): OwedStrike[] {
  return store.sql
    .all<{ n: number; message_id: string; at: number; cell: string }>(
      "SELECT o.n, o.message_id, o.at, c.cell FROM owed_strikes o JOIN contacts c ON c.n = o.n LIMIT 1000",
    )
    .map(({ n, message_id: messageId, at, cell }) => ({ n, messageId, at, cell }));
}

export function strikeIsReported(store: QueueStore, { n, messageId }: OwedStrike): void {
  store.sql.run("DELETE FROM owed_strikes WHERE n = ? AND message_id = ?", n, messageId);
}

export function badNumberIsReported(store: QueueStore, { n, code, at }: OwedBadNumber): void {
  store.sql.run("DELETE FROM owed_bad_numbers WHERE n = ? AND code IS ? AND at IS ?", n, code, at);
}
