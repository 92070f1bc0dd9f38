/** Changes of a conversation by its texter besides texting: answers, closing, reopening. */
import { stepOf } from "../../../domain/scripts/script-schema.ts";
import { answersAfter } from "../../../domain/scripts/script-path.ts";
import { answersOf } from "../store/rows.ts";
import type { ContactRow } from "../store/rows.ts";
import { itemFor, refusal } from "../sending/sends.ts";
import { rememberPerformed, wasPerformed } from "./performed.ts";
import type { QueueStore } from "../store/store.ts";
import type { AnswerRequest, ItemAnswer, SetClosedRequest } from "../../rpc/campaign-queue.ts";

type Held = { ok: true; contact: ContactRow } | ReturnType<typeof refusal>;

/** The contact, if it is this texter's. */
export function heldBy(store: QueueStore, n: number, personId: string): Held {
  if (store.config?.status === "ARCHIVED") return refusal("campaign_archived");
  const contact = store.contact(n);
  if (!contact || contact.ready === 0) return refusal("not_found");
  return contact.texter === personId ? { ok: true, contact } : refusal("not_yours");
}

/** Records the answer to a step's question, or with null takes it back. The answer must be one of the step's. */
export function answer(store: QueueStore, request: AnswerRequest): ItemAnswer {
  const held = heldBy(store, request.n, request.personId);
  if (!held.ok) return held;
  if (wasPerformed(store, request.opId)) return saved(store, held.contact, null);
  const { config } = store;
  const step = config?.script && stepOf(config.script, request.stepId);
  const known = step?.answers.some((each) => each.value === request.value);
  if (!config?.script || !step || (request.value !== null && !known)) {
    return { ok: false, reason: "unknown_answer", message: "The script has no such answer; please reload." };
  }
  const answers = answersAfter(config.script, answersOf(held.contact), request.stepId, request.value);
  rememberPerformed(store, request.opId);
  return saved(store, held.contact, { answers: JSON.stringify(answers) });
}

/** Closes a conversation, or reopens it to where it was: waiting when the contact wrote last. */
export function setClosed(store: QueueStore, request: SetClosedRequest): ItemAnswer {
  const held = heldBy(store, request.n, request.personId);
  if (!held.ok) return held;
  const { contact } = held;
  if (wasPerformed(store, request.opId)) return saved(store, contact, null);
  if (contact.status === "needsMessage") {
    return { ok: false, reason: "bad_request", message: "This contact has not been texted yet." };
  }
  if (request.closed === (contact.status === "closed")) return saved(store, contact, null);
  const { lastSeenId } = request;
  // Tapped before the contact's last text was seen: closing would hide it.
  if (request.closed && lastSeenId !== undefined && contact.last_inbound !== lastSeenId) return moved(store, contact);
  rememberPerformed(store, request.opId);
  if (request.closed) return saved(store, contact, { status: "closed" });
  const thread = store.thread(contact.n);
  const hasReply = thread.some((message) => message.direction === "in");
  const waits = thread.at(-1)?.direction === "in";
  return saved(store, contact, { status: waits ? "needsResponse" : hasReply ? "convo" : "messaged" });
}

function moved(store: QueueStore, contact: ContactRow): ItemAnswer {
  const now = saved(store, contact, null);
  const message = "A new reply has arrived; please read it before you close the conversation.";
  return now.ok ? { ...refusal("conversation_moved"), message, item: now.item } : now;
}

function saved(store: QueueStore, contact: ContactRow, patch: Partial<ContactRow> | null): ItemAnswer {
  const { config } = store;
  const texter = contact.texter === null ? null : store.texter(contact.texter);
  if (!config || !texter) return refusal("not_found");
  const after = patch === null ? contact : store.block((change) => change.saveContact(contact, patch, true));
  return { ok: true, item: itemFor(store, after, texter, config) };
}
