/**
 * A queue's absolute counters, updated by the difference between a changed row before and after, so that nothing counts
 * rows. A recount from the tables must give the same; tests compare them.
 */
import type { CampaignNumbers } from "../../../domain/campaigns/campaign.ts";
import type { SendStatus } from "../../../domain/statuses.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { ContactRow, MessageRow } from "./rows.ts";

export type Counters = {
  contacts: number;
  left: number;
  assigned: number;
  needsResponse: number;
  optOuts: number;
  /** Contacts whose first text was sent or queued, and those of them who have opted out. */
  texted: number;
  textedOptOuts: number;
  replies: number;
} & Record<SendStatus, number>;

export function noCounters(): Counters {
  return {
    contacts: 0,
    left: 0,
    assigned: 0,
    needsResponse: 0,
    optOuts: 0,
    texted: 0,
    textedOptOuts: 0,
    replies: 0,
    QUEUED: 0,
    SENDING: 0,
    SENT: 0,
    DELIVERED: 0,
    ERROR: 0,
    UNKNOWN: 0,
    NOT_ATTEMPTED: 0,
  };
}

type Counted = Pick<ContactRow, "ready" | "texter" | "status" | "opted_out" | "bad_number">;

export function countContact(counters: Counters, contact: Counted, sign: 1 | -1): void {
  if (contact.ready === 0) return;
  counters.contacts += sign;
  if (contact.status !== "needsMessage") {
    counters.texted += sign;
    if (contact.opted_out === 1) counters.textedOptOuts += sign;
  }
  if (contact.opted_out === 1) counters.optOuts += sign;
  // Nobody may send it a first text, so it is neither left nor to be sent.
  else if (contact.status === "needsMessage" && contact.bad_number !== null) return;
  else if (contact.texter === null) {
    // Contacts without a first text, and late replies that anybody may take.
    if (contact.status === "needsMessage" || contact.status === "needsResponse") counters.left += sign;
  } else if (contact.status === "needsMessage") counters.assigned += sign;
  if (contact.status === "needsResponse") counters.needsResponse += sign;
}

export function countMessage(
  counters: Counters,
  message: Pick<MessageRow, "direction" | "send_status">,
  sign: 1 | -1,
): void {
  if (message.direction === "in") counters.replies += sign;
  else if (message.send_status !== null) counters[message.send_status] += sign;
}

/** The queue's numbers for its campaign; absolute, so that a repetition does no harm. */
export function countersOf({ version, counters }: { version: number; counters: Counters }) {
  return { version, numbers: numbersOf(counters) };
}

export function numbersOf(counters: Counters): CampaignNumbers {
  return {
    contacts: counters.contacts,
    left: counters.left,
    assigned: counters.assigned,
    needsResponse: counters.needsResponse,
    queued: counters.QUEUED + counters.SENDING,
    sent: counters.SENT + counters.DELIVERED,
    delivered: counters.DELIVERED,
    errors: counters.ERROR,
    undecided: counters.UNKNOWN,
    notAttempted: counters.NOT_ATTEMPTED,
    replies: counters.replies,
    optOuts: counters.optOuts,
    texted: counters.texted,
    textedOptOuts: counters.textedOptOuts,
  };
}

/** Counts the tables anew: the check for the counters kept by difference. */
export function recount(sql: Sql): Counters {
  const counters = noCounters();
  for (const contact of sql.all<Counted>("SELECT ready, texter, status, opted_out, bad_number FROM contacts")) {
    countContact(counters, contact, 1);
  }
  for (const message of sql.all<MessageRow>("SELECT direction, send_status FROM messages")) {
    countMessage(counters, message, 1);
  }
  return counters;
}
