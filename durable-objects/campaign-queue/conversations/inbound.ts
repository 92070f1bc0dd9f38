/** What comes back from the carrier: replies and delivery reports. Both may come twice, late and out of order. */
import { intentOf } from "../../../domain/opt-outs/carrier-verdict.ts";
import { afterReport, statusAfterInbound } from "../../../domain/statuses.ts";
import { dropConfirmations, oweAnswer } from "../opt-outs/confirmations.ts";
import { numberAnswers, unreachableAmong } from "../opt-outs/bad-numbers.ts";
import { momentIn } from "../store/change.ts";
import type { Change } from "../store/change.ts";
import { storeEarlyOptOut } from "../opt-outs/early-opt-outs.ts";
import { oweMedia } from "./media.ts";
import { isStoredReaction, storeReaction, ourTexts } from "./reactions.ts";
import type { MessageRow } from "../store/rows.ts";
import { textFails } from "../sending/failures.ts";
import { isFormer } from "../sending/former-sids.ts";
import type { QueueStore } from "../store/store.ts";
import { senderNumber } from "../sending/senders.ts";
import { oweReview } from "../opt-outs/owed-reviews.ts";
import { forgetOptIn, owedOptOut, lastOwedIsOptOut, oweOptOut } from "../opt-outs/owed-opt-outs.ts";
import type { OwedOptOut } from "../opt-outs/owed-opt-outs.ts";
import type { DeliveryReport, InboundText } from "../../rpc/campaign-queue.ts";

export type Received =
  | { ok: false; reason: "not_found" | "never_texted" }
  | {
      ok: true;
      repeated: boolean;
      /** The opt-out or opt-in that the directory has to have before the webhook is answered. */
      optOut: OwedOptOut | null;
      /** Whether something else has to be reported or answered a moment later. */
      owes?: boolean;
    };

/**
 * Stores an inbound text. Its sid is its identity. A closed conversation reopens; an opt-out closes it, is effective
 * here at once, and everywhere once the directory has updated the other contacts.
 */
export function receive(store: QueueStore, change: Change, inbound: InboundText): Received {
  const known = store.contact(inbound.n);
  if (!known) return { ok: false, reason: "not_found" };
  // Nobody would see the conversation of a contact who was never texted, so the directory stores the text as unmatched.
  if (known.status === "needsMessage") return { ok: false, reason: "never_texted" };
  if (store.message(inbound.n, inbound.sid)) {
    // The first delivery may have failed after its commit. What the directory has acknowledged is not repeated: an
    // opt-out may have followed, which an old "yes" or START must not undo.
    return { ok: true, repeated: true, optOut: owedOptOut(store, inbound.n, inbound.sid) };
  }
  const contact = numberAnswers(store, change, known);
  let stored: MessageRow[] | null = null;
  const thread = () => (stored ??= store.thread(inbound.n));
  const context = { optedOut: contact.opted_out === 1, ours: () => ourTexts(thread()) };
  const read = intentOf(inbound.body, context, inbound.verdict);
  if (read.kind === "reaction" && inbound.media === undefined) {
    const repeated = isStoredReaction(thread(), inbound.sid);
    const isStored = repeated || storeReaction(change, thread(), inbound, read.reaction);
    // The desk gets the whole contact, in the order of versions; its status and time stay.
    if (isStored && !repeated) change.saveContact(contact, {});
    if (isStored) return { ok: true, repeated, optOut: null, ...(known.bad_number === null ? {} : { owes: true }) };
  }
  const intent = read.kind === "opt_in" && inbound.optsIn === false ? { kind: "none" as const } : read;
  const at = momentIn(change, contact);
  change.addMessage({
    n: inbound.n,
    id: inbound.sid,
    direction: "in",
    body: inbound.body,
    texter: null,
    send_status: null,
    sid: inbound.sid,
    error_code: null,
    at,
    script_version: null,
    kind: null,
    attempts: 0,
    sending_at: null,
    look_up_at: null,
    script_step: null,
    script_variant: null,
    media: oweMedia(store, inbound, change.at),
  });
  const optedOut = intent.kind === "opt_out" ? 1 : contact.opted_out;
  const to = senderNumber(inbound.to);
  change.saveContact(contact, {
    status: intent.kind === "opt_out" ? "closed" : statusAfterInbound(),
    last_inbound: inbound.sid,
    last_at: at,
    ...(to === null || to === contact.sender ? {} : { sender: to }),
    ...(optedOut === contact.opted_out ? {} : { opted_out: optedOut }),
  });
  if (optedOut === 1) dropQueued(store, change, contact.n);
  if (intent.kind === "opt_out") {
    oweOptOut(store, { n: inbound.n, messageId: inbound.sid, optedOut: true, reason: "stop_word" });
    const isAnswered = inbound.carrierAnswered || intent.carrierAnswers || contact.opted_out === 1;
    if (!isAnswered)
      oweAnswer(store, { n: inbound.n, messageId: inbound.sid, kind: "confirmation", at, language: intent.language });
  } else if (intent.kind === "opt_in") {
    oweOptOut(store, { n: inbound.n, messageId: inbound.sid, optedOut: false, reason: "start_word" });
  } else if (intent.kind === "review") {
    oweReview(store, { n: inbound.n, messageId: inbound.sid, reason: intent.reason, phrase: intent.phrase });
  } else if (intent.kind === "help" && !inbound.carrierAnswered) {
    oweAnswer(store, { n: inbound.n, messageId: inbound.sid, kind: "help", at, language: intent.language });
  }
  const owes = intent.kind === "review" || intent.kind === "help" || known.bad_number !== null;
  return { ok: true, repeated: false, optOut: owedOptOut(store, inbound.n, inbound.sid), ...(owes ? { owes } : {}) };
}

/** Queued texts are not attempted any more once their contact has opted out. */
export function dropQueued(store: QueueStore, change: Change, n: number): void {
  for (const message of store.thread(n)) {
    if (message.send_status !== "QUEUED" || message.kind === "confirmation") continue;
    change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
  }
}

/**
 * Stores delivery reports; later or repeated ones never move a message back. False for each whose message is not here.
 */
function reportAll(store: QueueStore, change: Change, list: readonly DeliveryReport[]): boolean[] {
  const messages = store.messages(list.map(({ n, messageId }) => [n, messageId]));
  const answering = list.flatMap(({ n, status }) => (status === "DELIVERED" ? [n] : []));
  const found = list.map((reported) => {
    const key = `${reported.n}/${reported.messageId}`;
    const message = messages.get(key);
    if (!message || message.direction === "in") return false;
    const after = reportOne(store, change, message, reported);
    if (after) messages.set(key, after);
    return true;
  });
  if (answering.length > 0) {
    for (const contact of unreachableAmong(store, answering)) numberAnswers(store, change, contact);
  }
  return found;
}

/** The message's row after a report; null when it says nothing new. */
function reportOne(
  store: QueueStore,
  change: Change,
  message: MessageRow,
  reported: DeliveryReport,
): MessageRow | null {
  const present = message.send_status ?? "QUEUED";
  const { n, sid, errorCode } = reported;
  // Of an earlier try (failures.ts): it is over, unless the text arrived after all.
  const isOfFormerTry = message.sid !== sid && reported.status !== "DELIVERED" && isFormer(store, n, sid);
  if (isOfFormerTry) return null;
  const status = afterReport(present, reported.status);
  if (status === present && message.sid !== null) return null;
  const sender = message.sender ?? senderNumber(reported.from);
  if (status === "ERROR" && present !== "ERROR" && errorCode !== null) {
    const known = { ...message, sender, sid: message.sid ?? sid };
    return textFails(store, change, known, { code: errorCode, sid, sender: reported.from ?? sender });
  }
  const after = change.saveProgress(message, {
    send_status: status,
    sender,
    ...(message.sid === null ? { sid } : {}),
    ...(message.look_up_at === null ? {} : { look_up_at: null }),
    ...(status === "ERROR" && present !== "ERROR" ? { error_code: errorCode } : {}),
    ...(status === "DELIVERED" && message.error_code !== null ? { error_code: null } : {}),
  });
  if (status === "DELIVERED" && present === "ERROR") {
    const contact = store.contact(n);
    if (contact) numberAnswers(store, change, contact);
  }
  return after;
}

/** The same for several lists at once, with one query. */
export function reportLists(
  store: QueueStore,
  change: Change,
  lists: readonly (readonly DeliveryReport[])[],
): boolean[][] {
  const found = reportAll(store, change, lists.flat());
  let from = 0;
  return lists.map((list) => found.slice(from, (from += list.length)));
}

/** One of them. */
export function report(store: QueueStore, change: Change, reported: DeliveryReport): boolean {
  return reportAll(store, change, [reported])[0] ?? false;
}

/** Applies the directory's state of a number: the newest version wins. */
export function applyOptOut(
  store: QueueStore,
  change: Change,
  request: { contacts: number[]; optedOut: boolean; version: number },
): void {
  for (const n of request.contacts) {
    const contact = store.contact(n);
    if (!contact) storeEarlyOptOut(store, n, request);
    if (!contact || contact.opt_out_version >= request.version) continue;
    // A STOP that the directory does not have yet outweighs an older state from the directory.
    const flag = request.optedOut || lastOwedIsOptOut(store, n) ? 1 : 0;
    // An opt-out closes a conversation; a contact who was never texted keeps its status and is skipped.
    const closes = request.optedOut && contact.status !== "needsMessage" && contact.status !== "closed";
    change.saveContact(contact, {
      opted_out: flag,
      opt_out_version: request.version,
      ...(closes ? { status: "closed" as const } : {}),
    });
    if (flag === 0) dropConfirmations(store, change, n);
    if (!request.optedOut) continue;
    forgetOptIn(store, n);
    dropQueued(store, change, n);
  }
}
