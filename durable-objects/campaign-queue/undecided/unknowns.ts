/**
 * Texts whose outcome is unknown (docs/rules.md#sending-unknown). A status callback that carries our message id
 * decides, or a look-up at the carrier; only a proven absence allows one retry; otherwise a person decides
 * (decisions.ts).
 */
import { contactId } from "../../../domain/ids.ts";
import type { UndecidedText } from "../../../domain/messages/undecided.ts";
import type { LookUp, LookUpOutcome } from "../../../domain/sending/carrier.ts";
import { reportedStatus } from "../../../twilio/statuses.ts";
import type { Change } from "../store/change.ts";
import { report } from "../conversations/inbound.ts";
import { formerSids } from "../sending/former-sids.ts";
import type { MessageRow } from "../store/rows.ts";
import { OPEN_TEXT } from "../store/schema.ts";
import { carryingService } from "../sending/own-services.ts";
import type { QueueStore } from "../store/store.ts";
import { absenceIsProvenAtMs, carriedBetween, forgetKnownCalls, recordLookUp, unknownCalls } from "./unknown-calls.ts";

/** A text is offered to the carrier twice at the most, unless a person says otherwise. */
const MOST_ATTEMPTS = 2;
const ASK_AGAIN_MS = 30_000;
const LOOK_UPS_AT_ONCE = 60;

export type LookUpDeps = {
  find: (wanted: LookUp, text: MessageRow & { cell: string }) => Promise<LookUpOutcome>;
  /** An absence proves nothing before this time has passed since the call; null: never. */
  absenceIsProofAfterMs: number | null;
  /** Runs look-ups with bounded concurrency. */
  inWaves: <T, R>(items: readonly T[], work: (item: T) => Promise<R>) => Promise<R[]>;
};

export type Resolved = {
  /** Texts that went back to the queue. */
  requeued: number;
  /** A found text reports a contact as opted out or unreachable, which the directory has to know. */
  owesOptOuts: boolean;
};

/** When the next look-up is due; null when nothing waits for one. */
export function nextLookUpAtMs(store: QueueStore): number | null {
  return store.sql.scalar<number>(
    `SELECT MIN(look_up_at) FROM messages INDEXED BY messages_open
     WHERE ${OPEN_TEXT} AND send_status = 'UNKNOWN' AND look_up_at IS NOT NULL`,
  );
}

/** What identifies the text at the carrier, except texts that are known to be other messages. */
export function wantedOf(store: QueueStore, text: MessageRow & { cell: string }): LookUp {
  const messagingServiceSid = store.config && carryingService(store.config, text.n);
  return {
    to: text.cell,
    body: text.body,
    sentAfterMs: carriedBetween(store, text).sinceMs,
    // The same body may have been sent twice on purpose, so a text with a known sid is a different one.
    knownSids: new Set(sidsOfOthers(store, text)),
    ...(messagingServiceSid === null ? {} : { messagingServiceSid }),
  };
}

/** Looks up what is due. */
export async function resolveUnknowns(store: QueueStore, deps: LookUpDeps): Promise<Resolved> {
  if (!store.config) return { requeued: 0, owesOptOuts: false };
  const due = store.sql.all<MessageRow & { cell: string }>(
    `SELECT m.*, c.cell FROM messages m INDEXED BY messages_open JOIN contacts c ON c.n = m.n
     WHERE m.${OPEN_TEXT} AND m.send_status = 'UNKNOWN' AND m.look_up_at <= ? ORDER BY m.look_up_at LIMIT ?`,
    store.now(),
    LOOK_UPS_AT_ONCE,
  );
  const found = await deps.inWaves(due, async (text) => {
    const askedAtMs = store.now();
    return { text, outcome: await deps.find(wantedOf(store, text), text), askedAtMs };
  });
  const resolved = store.block((change) => {
    const result: Resolved = { requeued: 0, owesOptOuts: false };
    /** Sids that texts were given in this block. */
    const given = new Set<string>();
    for (const { text, outcome, askedAtMs } of found) {
      const message = store.message(text.n, text.id);
      // A callback may have decided while the carrier was asked.
      if (message?.send_status !== "UNKNOWN") continue;
      if (outcome.kind === "found" && !given.has(outcome.sid) && !sidsOfOthers(store, text).includes(outcome.sid)) {
        given.add(outcome.sid);
        itIs(store, change, message, outcome);
        if (outcome.errorCode !== null) result.owesOptOuts = true;
        continue;
      }
      recordLookUp(store, message, askedAtMs, answerOf(outcome));
      if (outcome.kind !== "absent") {
        change.saveMessage(message, { look_up_at: change.at + ASK_AGAIN_MS });
        continue;
      }
      const provenAtMs = absenceIsProvenAtMs(store, message, deps.absenceIsProofAfterMs);
      // A question asked too early proves nothing, however late its answer came.
      if (provenAtMs === null) change.saveMessage(message, { look_up_at: change.at + ASK_AGAIN_MS });
      else if (askedAtMs < provenAtMs) change.saveMessage(message, { look_up_at: provenAtMs });
      else if (message.attempts < MOST_ATTEMPTS) {
        change.saveMessage(message, { send_status: "QUEUED", look_up_at: null });
        result.requeued += 1;
      } else change.saveMessage(message, { look_up_at: null });
    }
    return result;
  });
  if (due.length < LOOK_UPS_AT_ONCE) forgetKnownCalls(store);
  return resolved;
}

/** Part of a block: the message is this text of the carrier, as if a report had said so. */
export function itIs(
  store: QueueStore,
  change: Change,
  { n, id: messageId }: MessageRow,
  { sid, status, errorCode, from }: { sid: string; status: string; errorCode: number | null; from: string | null },
): void {
  report(store, change, { n, messageId, sid, status: reportedStatus(status) ?? "SENT", errorCode, from });
}

function answerOf(outcome: LookUpOutcome): string {
  if (outcome.kind === "unreachable") return `the carrier could not be asked: ${outcome.detail}`;
  return outcome.kind === "absent" ? "the carrier has no such text" : "the carrier's text belongs to another message";
}

/** Also those of earlier tries, of this text and of others. */
function sidsOfOthers(store: QueueStore, { n, id }: MessageRow): string[] {
  const present = store.thread(n).flatMap((each) => (each.sid === null || each.id === id ? [] : [each.sid]));
  return [...present, ...formerSids(store, n)];
}

/** Texts that need a decision, or are still being looked up. Oldest first. */
export function undecided(store: QueueStore): UndecidedText[] {
  return store.sql
    .all<MessageRow & { cell: string; first_name: string; last_name: string }>(
      `SELECT m.*, c.cell, c.first_name, c.last_name
       FROM messages m INDEXED BY messages_open JOIN contacts c ON c.n = m.n
       WHERE m.${OPEN_TEXT} AND m.send_status = 'UNKNOWN' ORDER BY m.at LIMIT 500`,
    )
    .map((row) => ({
      contactId: contactId(store.key, row.n),
      messageId: row.id,
      contactName: `${row.first_name} ${row.last_name}`.trim(),
      cell: row.cell,
      body: row.body,
      at: row.at,
      calls: unknownCalls(store, row.n, row.id),
      nextLookUpAtMs: row.look_up_at,
    }));
}
