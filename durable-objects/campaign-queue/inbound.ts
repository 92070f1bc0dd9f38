/** What comes back from the carrier: replies and delivery reports. Both may come twice, late and out of order. */
import type { InboundText } from "../../domain/protocol/objects.ts";
import { detectOptOut } from "../../domain/opt-out.ts";
import { afterReport, statusAfterInbound } from "../../domain/statuses.ts";
import type { ContactRow } from "./rows.ts";
import type { Change, QueueStore } from "./store.ts";

export type Received =
  | { ok: false; reason: "not_found" | "never_texted" }
  | {
      ok: true;
      repeated: boolean;
      contact: ContactRow;
      /** What the directory has to be told before the webhook is answered. */
      optOut: { optedOut: boolean; reason: string } | null;
    };

/**
 * Writes an inbound text. Its sid is its identity. A closed conversation reopens; an opt-out closes it, is effective here
 * at once and everywhere after the directory has told the others.
 */
export function receive(store: QueueStore, change: Change, inbound: InboundText): Received {
  const contact = store.contact(inbound.n);
  if (!contact) return { ok: false, reason: "not_found" };
  // Nobody would see the conversation of a contact who was only uploaded; the directory keeps it as unmatched.
  if (contact.status === "needsMessage") return { ok: false, reason: "never_texted" };
  const word = detectOptOut(inbound.body, { optedOut: contact.opted_out === 1 });
  const optOut =
    word.kind === "opt_out"
      ? { optedOut: true, reason: "stop_word" }
      : word.kind === "opt_in"
        ? { optedOut: false, reason: "start_word" }
        : null;
  if (store.message(inbound.n, inbound.sid)) {
    // The first delivery may have failed after its commit: tell the directory again, unless more was said since.
    const again = contact.last_inbound === inbound.sid;
    return { ok: true, repeated: true, contact, optOut: again ? optOut : null };
  }
  change.addMessage({
    n: inbound.n,
    id: inbound.sid,
    direction: "in",
    body: inbound.body,
    texter: null,
    send_status: null,
    sid: inbound.sid,
    error_code: null,
    at: change.at,
    script_version: null,
    rank: 0,
    attempts: 0,
    sending_at: null,
    look_up_at: null,
  });
  const optedOut = word.kind === "opt_out" ? 1 : contact.opted_out;
  const after = change.saveContact(contact, {
    status: word.kind === "opt_out" ? "closed" : statusAfterInbound(),
    last_inbound: inbound.sid,
    last_at: change.at,
    ...(optedOut === contact.opted_out ? {} : { opted_out: optedOut }),
  });
  if (optedOut === 1) dropQueued(store, change, contact.n);
  return { ok: true, repeated: false, contact: after, optOut };
}

/** Texts that wait for the carrier are not attempted any more once their contact opted out. */
export function dropQueued(store: QueueStore, change: Change, n: number): void {
  for (const message of store.thread(n)) {
    if (message.send_status === "QUEUED") change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
  }
}

export type Report = {
  n: number;
  messageId: string;
  sid: string;
  status: "SENT" | "DELIVERED" | "ERROR";
  errorCode: number | null;
};

/** Writes a delivery report; later or repeated ones never move a message back. False when there is no such message. */
export function report(store: QueueStore, change: Change, reported: Report): boolean {
  const message = store.message(reported.n, reported.messageId);
  if (!message || message.direction === "in") return false;
  const present = message.send_status ?? "QUEUED";
  const status = afterReport(present, reported.status);
  if (status === present && message.sid !== null) return true;
  change.saveMessage(message, {
    send_status: status,
    ...(message.sid === null ? { sid: reported.sid } : {}),
    ...(message.look_up_at === null ? {} : { look_up_at: null }),
    ...(status === "ERROR" && present !== "ERROR" ? { error_code: reported.errorCode } : {}),
    ...(status === "DELIVERED" && message.error_code !== null ? { error_code: null } : {}),
  });
  return true;
}

/** The directory's word on a number: newest version wins. */
export function applyOptOut(
  store: QueueStore,
  change: Change,
  request: { contacts: number[]; optedOut: boolean; version: number },
): void {
  for (const n of request.contacts) {
    const contact = store.contact(n);
    if (!contact || contact.opt_out_version >= request.version) continue;
    const flag = request.optedOut ? 1 : 0;
    // A conversation ends with an opt-out; a contact who was never texted stays what it is, and is passed over.
    const closes = request.optedOut && contact.status !== "needsMessage" && contact.status !== "closed";
    change.saveContact(contact, {
      opted_out: flag,
      opt_out_version: request.version,
      ...(closes ? { status: "closed" as const } : {}),
    });
    if (request.optedOut) dropQueued(store, change, n);
  }
}
