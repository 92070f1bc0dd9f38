/** Changes of a conversation by its texter besides texting: closing, reopening. */
import type { ContactStatus } from "../../../domain/statuses.ts";
import type { ContactRow } from "../store/rows.ts";
import { itemFor, refusal } from "../sending/sends.ts";
import { ANOTHER_TAP, doneBefore, performedBefore, rememberPerformed } from "./performed.ts";
import type { QueueStore } from "../store/store.ts";
import type { ItemAnswer, RecordedAnswer, SetClosedRequest } from "../../rpc/campaign-queue.ts";

type Held = { ok: true; contact: ContactRow } | ReturnType<typeof refusal>;

/** The contact, if it is this texter's. */
export function heldBy(store: QueueStore, n: number, personId: string): Held {
  if (store.config?.status === "ARCHIVED") return refusal("campaign_archived");
  const contact = store.contact(n);
  if (!contact || contact.ready === 0) return refusal("not_found");
  return contact.texter === personId ? { ok: true, contact } : refusal("not_yours");
}

/** Closes a conversation, or reopens it to where it was: waiting when the contact wrote last. */
export function setClosed(store: QueueStore, request: SetClosedRequest): RecordedAnswer {
  const held = heldBy(store, request.n, request.personId);
  const tap = { opId: request.opId, tap: `${request.closed ? "close" : "reopen"} ${request.n}` };
  if (!held.ok) return doneBefore(store, held, tap) ?? held;
  const { contact } = held;
  const before = performedBefore(store, tap);
  if (before === "another") return ANOTHER_TAP;
  if (before === "yes") return savedItem(store, contact, null);
  if (contact.status === "needsMessage") {
    return { ok: false, reason: "bad_request", message: "This contact has not been texted yet." };
  }
  store.touch(request.personId);
  if (request.closed === (contact.status === "closed")) return savedItem(store, contact, null);
  const { lastSeenId } = request;
  // Tapped before the contact's last text was seen: closing would hide it.
  if (request.closed && lastSeenId !== undefined && contact.last_inbound !== lastSeenId)
    return moved(store, contact, "close the conversation");
  const saved = savedItem(store, contact, { status: request.closed ? "closed" : statusReopened(store, contact.n) });
  if (saved.ok) rememberPerformed(store, tap);
  return saved;
}

function statusReopened(store: QueueStore, n: number): ContactStatus {
  const thread = store.thread(n);
  if (thread.at(-1)?.direction === "in") return "needsResponse";
  return thread.some((message) => message.direction === "in") ? "convo" : "messaged";
}

/** A reply that the texter has not seen came first. */
export function moved(store: QueueStore, contact: ContactRow, before: string): ItemAnswer {
  const message = `A new reply has arrived. Please read it before you ${before}.`;
  const now = savedItem(store, contact, null);
  return now.ok ? { ...refusal("conversation_moved"), message, item: now.item } : now;
}

export function savedItem(store: QueueStore, contact: ContactRow, patch: Partial<ContactRow> | null): ItemAnswer {
  const { config } = store;
  const texter = contact.texter === null ? null : store.texter(contact.texter);
  if (!config || !texter) return refusal("not_found");
  const after = patch === null ? contact : store.block((change) => change.saveContact(contact, patch, true));
  return { ok: true, item: itemFor(store, after, texter, config) };
}
