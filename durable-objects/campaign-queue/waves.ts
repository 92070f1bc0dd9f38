/**
 * Carrying texts, in waves (DESIGN.md, Send). `beginWave` marks a whole wave SENDING in one commit, having looked again at
 * opt-out, pause and hours; `settleWave` writes what the carrier said in another. Between the two lies the only moment at
 * which a crash leaves an outcome unknown.
 */
import type { SendOutcome } from "../../twilio/carrier.ts";
import { carrierError } from "../../twilio/errors.ts";
import { mayText } from "../../domain/texting-window.ts";
import type { MessageRow } from "./rows.ts";
import type { QueueStore } from "./store.ts";

export type WaveText = {
  message: MessageRow;
  cell: string;
  /** Seconds until the texting window ends: the carrier gives the text up then. */
  validityPeriodSeconds: number;
};

export type Wave = {
  texts: WaveText[];
  /** When there is nothing to carry now but will be: epoch milliseconds at which to look again. */
  againAtMs: number | null;
};

/** The carrier's own bounds for a validity period, seconds. */
const MOST_VALIDITY_S = 36_000;

/** Takes the next texts to carry, replies before first texts, and marks them SENDING. */
export function beginWave(store: QueueStore, limit: number): Wave {
  const { config } = store;
  // A pause holds what was accepted; going on looks again, so nothing has to be planned here.
  if (!config || config.paused || config.status === "DRAFT") return { texts: [], againAtMs: null };
  return store.block((change) => {
    const texts: WaveText[] = [];
    let againAtMs: number | null = null;
    const queued = store.sql.all<MessageRow & { cell: string; opted_out: number }>(
      `SELECT m.*, c.cell, c.opted_out FROM messages m INDEXED BY messages_queued JOIN contacts c ON c.n = m.n
       WHERE m.send_status = 'QUEUED' ORDER BY m.rank, m.at LIMIT ?`,
      limit,
    );
    for (const { cell, opted_out: optedOut, ...message } of queued) {
      if (optedOut === 1 || config.status === "ARCHIVED") {
        change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
        continue;
      }
      const hours = mayText({ ...config.window, nowMs: change.at, kind: message.rank === 0 ? "reply" : "initial" });
      if (!hours.ok) {
        againAtMs = Math.min(againAtMs ?? hours.mayGoAtMs, hours.mayGoAtMs);
        continue;
      }
      const sending = change.saveMessage(message, {
        send_status: "SENDING",
        attempts: message.attempts + 1,
        sending_at: change.at,
      });
      const leftSeconds = Math.floor((hours.windowEndsAtMs - change.at) / 1000);
      texts.push({
        message: sending,
        cell,
        validityPeriodSeconds: Math.min(MOST_VALIDITY_S, Math.max(1, leftSeconds)),
      });
    }
    return { texts, againAtMs };
  });
}

/** `withheld`: the contact opted out between the wave's commit and this text's turn, so the carrier was not called. */
export type CarryOutcome = SendOutcome | { kind: "withheld" };

export type Carried = { message: MessageRow; outcome: CarryOutcome };

export type Settled = {
  /** The longest wait that the carrier asked for; null when it took everything. */
  throttledMs: number | null;
  /** Contacts that the carrier says have opted out (21610). */
  optedOut: { n: number; messageId: string }[];
  /** Texts whose outcome has to be found out. */
  unknown: number;
};

/** Writes what the carrier said. A delivery report may have been faster: it proved more than an answer does. */
export function settleWave(store: QueueStore, carried: readonly Carried[], lookUpAfterMs: number): Settled {
  return store.block((change) => {
    const settled: Settled = { throttledMs: null, optedOut: [], unknown: 0 };
    for (const { message: before, outcome } of carried) {
      const message = store.message(before.n, before.id);
      if (!message) continue;
      if (message.send_status !== "SENDING") {
        if (outcome.kind === "accepted" && message.sid === null) change.saveMessage(message, { sid: outcome.sid });
        continue;
      }
      switch (outcome.kind) {
        case "accepted":
          change.saveMessage(message, { send_status: "SENT", sid: outcome.sid });
          break;
        case "throttled":
          // Never processed, so it does not count as an attempt.
          change.saveMessage(message, { send_status: "QUEUED", attempts: message.attempts - 1, sending_at: null });
          settled.throttledMs = Math.max(settled.throttledMs ?? 0, outcome.retryAfterMs);
          break;
        case "rejected":
          change.saveMessage(message, { send_status: "ERROR", error_code: outcome.code });
          if (carrierError(outcome.code).effect === "opt_out") {
            settled.optedOut.push({ n: message.n, messageId: message.id });
          }
          break;
        case "withheld":
          change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
          break;
        case "unknown":
          change.saveMessage(message, { send_status: "UNKNOWN", look_up_at: change.at + lookUpAfterMs });
          settled.unknown += 1;
          break;
      }
    }
    return settled;
  });
}

/**
 * After a restart no wave is under way, so whatever still says SENDING may or may not have reached the carrier.
 * Answers with how many there were.
 */
export function sendingBecomesUnknown(store: QueueStore, lookUpAfterMs: number): number {
  const rows = store.sql.all<MessageRow>(
    "SELECT * FROM messages INDEXED BY messages_open WHERE send_status = 'SENDING'",
  );
  if (rows.length === 0) return 0;
  store.block((change) => {
    for (const row of rows) {
      change.saveMessage(row, { send_status: "UNKNOWN", look_up_at: change.at + lookUpAfterMs });
    }
  });
  return rows.length;
}
