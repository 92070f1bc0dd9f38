/**
 * Texts whose outcome is unknown (RULES.md, Sending). A status callback that carries our message id decides, or a look-up
 * at the carrier; only a proven absence allows one retry; otherwise a person decides.
 */
import { contactId } from "../../domain/ids.ts";
import type { UndecidedText } from "../../domain/protocol/campaign.ts";
import type { SendStatus } from "../../domain/statuses.ts";
import type { LookUp, LookUpOutcome } from "../../twilio/look-up.ts";
import { reportedStatus } from "../../twilio/statuses.ts";
import type { MessageRow } from "./rows.ts";
import { OPEN_TEXT } from "./schema.ts";
import type { QueueStore } from "./store.ts";

/** A text is offered to the carrier twice at the most. */
const MOST_ATTEMPTS = 2;
const ASK_AGAIN_MS = 30_000;
const LOOK_UPS_AT_ONCE = 60;

export type LookUpDeps = {
  find: (wanted: LookUp) => Promise<LookUpOutcome>;
  /** An absence proves nothing before this age of the call. */
  absenceIsProofAfterMs: number;
  /** Runs look-ups with bounded concurrency. */
  inWaves: <T, R>(items: readonly T[], work: (item: T) => Promise<R>) => Promise<R[]>;
};

/** When the next look-up is due; null when nothing waits for one. */
export function nextLookUpAtMs(store: QueueStore): number | null {
  return store.sql.scalar<number>(
    `SELECT MIN(look_up_at) FROM messages INDEXED BY messages_open
     WHERE ${OPEN_TEXT} AND send_status = 'UNKNOWN' AND look_up_at IS NOT NULL`,
  );
}

/** Looks up what is due. Answers whether any text went back to the queue. */
export async function resolveUnknowns(store: QueueStore, deps: LookUpDeps): Promise<{ requeued: number }> {
  const { config } = store;
  if (!config) return { requeued: 0 };
  const due = store.sql.all<MessageRow & { cell: string }>(
    `SELECT m.*, c.cell FROM messages m INDEXED BY messages_open JOIN contacts c ON c.n = m.n
     WHERE m.${OPEN_TEXT} AND m.send_status = 'UNKNOWN' AND m.look_up_at <= ? ORDER BY m.look_up_at LIMIT ?`,
    store.now(),
    LOOK_UPS_AT_ONCE,
  );
  const found = await deps.inWaves(due, async (text) => {
    // The same words may have been sent twice on purpose: texts that are known by their sid are not this one.
    const askedAtMs = store.now();
    const others = sidsOfOthers(store, text);
    const outcome = await deps.find({
      to: text.cell,
      body: text.body,
      sentAfterMs: text.sending_at ?? text.at,
      knownSids: new Set(others),
      ...(config.messagingServiceSid === null ? {} : { messagingServiceSid: config.messagingServiceSid }),
    });
    return { text, outcome, askedAtMs };
  });
  return store.block((change) => {
    let requeued = 0;
    for (const { text, outcome, askedAtMs } of found) {
      const message = store.message(text.n, text.id);
      // A callback may have decided while the carrier was asked.
      if (message?.send_status !== "UNKNOWN") continue;
      // Another text with the same words may have been given this sid while the carrier was asked.
      if (outcome.kind === "found" && !sidsOfOthers(store, text).includes(outcome.sid)) {
        change.saveMessage(message, {
          send_status: reportedStatus(outcome.status) ?? "SENT",
          sid: outcome.sid,
          error_code: outcome.errorCode,
          look_up_at: null,
        });
      } else if (outcome.kind === "absent") {
        const provenAtMs = (message.sending_at ?? message.at) + deps.absenceIsProofAfterMs;
        // What was asked too early proves nothing, however late the answer came.
        if (askedAtMs < provenAtMs) change.saveMessage(message, { look_up_at: provenAtMs });
        else if (message.attempts < MOST_ATTEMPTS) {
          change.saveMessage(message, { send_status: "QUEUED", look_up_at: null });
          requeued += 1;
        } else change.saveMessage(message, { look_up_at: null });
      } else change.saveMessage(message, { look_up_at: change.at + ASK_AGAIN_MS });
    }
    return { requeued };
  });
}

function sidsOfOthers(store: QueueStore, { n, id }: MessageRow): string[] {
  return store.thread(n).flatMap((each) => (each.sid === null || each.id === id ? [] : [each.sid]));
}

/** Texts that wait for a person: looked up in vain, or still being looked up. */
export function undecided(store: QueueStore): UndecidedText[] {
  return store.sql
    .all<MessageRow & { cell: string }>(
      `SELECT m.*, c.cell FROM messages m INDEXED BY messages_open JOIN contacts c ON c.n = m.n
       WHERE m.${OPEN_TEXT} AND m.send_status = 'UNKNOWN' ORDER BY m.at LIMIT 500`,
    )
    .map((row) => ({
      contactId: contactId(store.key, row.n),
      messageId: row.id,
      cell: row.cell,
      body: row.body,
      at: row.at,
    }));
}

/** A person's word: it was sent, or it was not and stays so. False when it is not (or no longer) undecided. */
export function decide(store: QueueStore, request: { n: number; messageId: string; sent: boolean }): boolean {
  const message = store.message(request.n, request.messageId);
  if (message?.send_status !== "UNKNOWN") return false;
  const status: SendStatus = request.sent ? "SENT" : "ERROR";
  store.block((change) => change.saveMessage(message, { send_status: status, look_up_at: null }));
  return true;
}
