/**
 * Carrying texts, in waves (docs/architecture.md#send). `beginWave` marks a whole wave SENDING in one commit, having
 * looked again at opt-out, pause and hours; `settleWave` writes what the carrier said in another. Only between the two
 * does a crash leave an outcome unknown.
 */
import type { SendOutcome } from "../../../domain/sending/carrier.ts";
import type { Trouble } from "../../../domain/sending/carrier-account.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import { LINE_ORDER, sendKindOf } from "../../../domain/sending/text-kind.ts";
import type { MessageRow } from "../store/rows.ts";
import { OPEN_TEXT } from "../store/schema.ts";
import type { QueueStore } from "../store/store.ts";
import { confirmUntilMs } from "../opt-outs/confirmations.ts";
import { applyCode } from "../opt-outs/bad-numbers.ts";
import { holdTexts, resumeTexts } from "./held-for-hours.ts";
import { senderNumber, senderOf, sendersEnd } from "./senders.ts";
import { textFails } from "./failures.ts";
import { recordUnknownCall } from "../undecided/unknown-calls.ts";

export type WaveText = {
  message: MessageRow;
  cell: string;
  /** The number that this contact was texted from; null: the carrier chooses one. */
  from: string | null;
  /** `store.optOuts` when the wave began. */
  optOuts: number;
  /** The contact's, as codes of domain/hours/zones. */
  zones: string;
  /** When its time is over besides the texting hours (epoch ms); null when it has none of its own. */
  untilMs: number | null;
};

export type Wave = {
  texts: WaveText[];
  /**
   * Texts that left the line: not attempted any more, or held for their hours. When a wave has only these, others may
   * wait behind them.
   */
  dropped: number;
  /** When there is nothing to carry now but will be: epoch milliseconds at which to look again. */
  againAtMs: number | null;
};

/** The carrier's own limit for a validity period, seconds. */
const MOST_VALIDITY_S = 36_000;
/** Longer than any night. */
const LOOK_AGAIN_MS = 2 * 86_400_000;

/** A network that counts texts per day takes no more of its contacts' texts, or only replies, until then (epoch ms). */
export type ClosedDay = { openTo: "replies" | "none"; untilMs: number };

/**
 * Takes the next texts to carry, replies before first texts, and marks them SENDING.
 * @param admit whether the pace has room for this text, too; else when to look again
 * @param closed for contacts whose network counts texts per day; null: open
 */
export function beginWave(
  store: QueueStore,
  limit: number,
  admit: (message: MessageRow) => true | number = () => true,
  closed: ClosedDay | null = null,
): Wave {
  const { config } = store;
  // A pause holds accepted texts; resuming wakes the sender, so nothing has to be planned here.
  if (!config || config.paused || config.status === "DRAFT") return { texts: [], dropped: 0, againAtMs: null };
  return store.block((change) => {
    const texts: WaveText[] = [];
    let dropped = 0;
    let againAtMs = resumeTexts(store, change.at);
    const hours = textingHours(config.window);
    const held: { message: MessageRow; untilMs: number }[] = [];
    const queued = nextInLine(store, limit);
    for (const each of queued) {
      const {
        cell,
        opted_out: optedOut,
        bad_number: bad,
        zones,
        known_sender: known,
        day_capped: capped,
        ...message
      } = each;
      const untilMs = message.kind === "confirmation" ? confirmUntilMs(store, message) : null;
      // The confirmation of an opt-out is the one text that may follow it.
      const mayGo = untilMs === null ? optedOut === 0 : optedOut === 1 && change.at < untilMs;
      const may = hours.may(zones, sendKindOf(message.kind), change.at);
      // A confirmation that would be too late after the night does not wait for the morning.
      const isTooLate = untilMs !== null && !may.ok && (may.mayGoAtMs === null || may.mayGoAtMs >= untilMs);
      // A number that turned out bad meanwhile is not texted again (docs/rules.md#opt-outs-carrier-codes).
      if (!mayGo || bad !== null || isTooLate || config.status === "ARCHIVED") {
        change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
        dropped += 1;
        continue;
      }
      if (!may.ok) {
        // With these hours never; checked again later, because clocks and campaigns change.
        const atMs = Math.min(may.mayGoAtMs ?? Infinity, change.at + LOOK_AGAIN_MS);
        held.push({ message, untilMs: atMs });
        againAtMs = Math.min(againAtMs ?? atMs, atMs);
        dropped += 1;
        continue;
      }
      if (closed && capped === 1 && (closed.openTo === "none" || message.kind === "first")) {
        held.push({ message, untilMs: closed.untilMs });
        againAtMs = Math.min(againAtMs ?? closed.untilMs, closed.untilMs);
        dropped += 1;
        continue;
      }
      const admitted = admit(message);
      if (admitted !== true) {
        againAtMs = Math.min(againAtMs ?? admitted, admitted);
        break;
      }
      const sending = change.markSending(message);
      const from = message.kind === "first" ? null : senderOf(store, message.n, known);
      texts.push({ message: sending, cell, from, optOuts: store.optOuts, zones, untilMs });
    }
    holdTexts(store, change, held);
    change.writeSending();
    return { texts, dropped, againAtMs };
  });
}

type InLine = MessageRow & {
  cell: string;
  opted_out: number;
  bad_number: number | null;
  zones: string;
  known_sender: string | null;
  day_capped: number;
};

/** Texts that wait for the carrier, in the order in which they leave: by kind, then by age. */
function nextInLine(store: QueueStore, limit: number): InLine[] {
  const queued: InLine[] = [];
  for (const kind of LINE_ORDER) {
    if (queued.length >= limit) break;
    const ofKind = store.sql.all<InLine>(
      `SELECT m.*, c.cell, c.opted_out, c.bad_number, c.zones, c.sender AS known_sender, c.day_capped
       FROM messages m INDEXED BY messages_queued JOIN contacts c ON c.n = m.n
       WHERE m.send_status = 'QUEUED' AND m.held_until IS NULL AND m.kind = ? ORDER BY m.at LIMIT ?`,
      kind,
      limit - queued.length,
    );
    queued.push(...ofKind);
  }
  return queued;
}

/**
 * Seconds that the carrier has for a text of a wave, until its hours end; null when it may not go now, because a wave
 * may outlast the hours in which it began. Call it right before the carrier call.
 */
export function validitySeconds(store: QueueStore, { message, zones, untilMs }: WaveText): number | null {
  if (!store.config) return null;
  const nowMs = store.now();
  const may = textingHours(store.config.window).may(zones, sendKindOf(message.kind), nowMs);
  if (!may.ok) return null;
  const leftMs = Math.min(may.windowEndsAtMs ?? Infinity, untilMs ?? Infinity) - nowMs;
  return leftMs < 1000 ? null : Math.min(MOST_VALIDITY_S, Math.floor(leftMs / 1000));
}

/**
 * Whether a text of a wave may still go when its turn comes: a wave takes a while, and an opt-out or a pause since its
 * commit holds texts whose turn has not come. While `store.optOuts` is unchanged, nobody has opted out.
 */
export function mayStillGo(
  store: QueueStore,
  { n, id, kind }: Pick<MessageRow, "n" | "id" | "kind">,
  optOutsBefore?: number,
): boolean {
  const { config } = store;
  if (!config || config.paused || config.status === "ARCHIVED") return false;
  const isConfirmation = kind === "confirmation";
  if (store.optOuts === optOutsBefore && !isConfirmation) return true;
  // A confirmation that was cancelled since the wave began belongs to an earlier opt-out; a later opt-out has its own.
  if (isConfirmation && store.message(n, id)?.cancelled === 1) return false;
  const optedOut = store.sql.scalar<number>("SELECT opted_out FROM contacts WHERE n = ?", n);
  return optedOut === (isConfirmation ? 1 : 0);
}

/** `withheld`: it was not allowed any more when its turn came, so the carrier was not called. */
export type CarryOutcome = SendOutcome | { kind: "withheld" };

/** `from`: as it was offered. */
export type Carried = { message: MessageRow; from?: string | null; outcome: CarryOutcome };

export type SettledWave = {
  /** The longest wait that the carrier asked for by 429; null when it did not. */
  throttledMs: number | null;
  /** Why it takes nothing of the account or service. */
  trouble: Trouble | null;
  /** Whether the carrier refused a text, of which the directory may have to know: opted out (21610), unreachable. */
  owesOptOuts: boolean;
  /** Texts of unknown outcome. */
  unknown: number;
};

/** Stores the carrier's answers. A delivery report may have been faster, and proves more than an answer. */
export function settleWave(store: QueueStore, carried: readonly Carried[], lookUpAfterMs: number): SettledWave {
  return store.block((change) => {
    const settled: SettledWave = { throttledMs: null, trouble: null, owesOptOuts: false, unknown: 0 };
    const texts = new Map(sendingTexts(store).map((each) => [`${each.n}/${each.id}`, each]));
    // A report was faster than the carrier's answer.
    const settledBefore = carried.flatMap(({ message: { n, id } }) =>
      texts.has(`${n}/${id}`) ? [] : [[n, id] as const],
    );
    if (settledBefore.length > 0) for (const [key, row] of store.messages(settledBefore)) texts.set(key, row);
    for (const { message: before, from = null, outcome } of carried) {
      const message = texts.get(`${before.n}/${before.id}`);
      if (!message) continue;
      if (message.send_status !== "SENDING") {
        if (outcome.kind === "accepted" && message.sid === null) change.saveProgress(message, { sid: outcome.sid });
        continue;
      }
      switch (outcome.kind) {
        case "accepted":
          change.saveProgress(message, {
            send_status: "SENT",
            sid: outcome.sid,
            sender: senderNumber(outcome.from) ?? from,
          });
          break;
        case "waits": {
          const { scope, code, why } = outcome;
          change.saveProgress(message, { send_status: "QUEUED", attempts: message.attempts - 1, sending_at: null });
          settled.trouble = { scope, code, why };
          break;
        }
        case "throttled":
          // Never processed, so it does not count as an attempt.
          change.saveProgress(message, { send_status: "QUEUED", attempts: message.attempts - 1, sending_at: null });
          settled.throttledMs = Math.max(settled.throttledMs ?? 0, outcome.retryAfterMs);
          break;
        case "rejected":
          if (from !== null && sendersEnd(outcome.code)) {
            // Refused only because of the sending number: it goes once more by another one.
            applyCode(store, change, message, outcome.code, from);
            change.saveProgress(message, { send_status: "QUEUED", attempts: message.attempts - 1, sending_at: null });
            break;
          }
          textFails(store, change, message, { code: outcome.code, sid: null, sender: null });
          settled.owesOptOuts = true;
          break;
        case "withheld":
          // Back to QUEUED; the next wave decides whether it is dropped or held by a pause.
          change.saveProgress(message, { send_status: "QUEUED", attempts: message.attempts - 1, sending_at: null });
          break;
        case "unknown":
          change.saveProgress(message, { send_status: "UNKNOWN", look_up_at: change.at + lookUpAfterMs });
          recordUnknownCall(store, message, change.at, outcome.detail);
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
  const rows = sendingTexts(store);
  if (rows.length === 0) return 0;
  store.block((change) => {
    for (const row of rows) {
      change.saveMessage(row, { send_status: "UNKNOWN", look_up_at: change.at + lookUpAfterMs });
      recordUnknownCall(store, row, change.at, "this server stopped during the call");
    }
  });
  return rows.length;
}

function sendingTexts(store: QueueStore): MessageRow[] {
  return store.sql.all<MessageRow>(
    `SELECT * FROM messages INDEXED BY messages_open WHERE ${OPEN_TEXT} AND send_status = 'SENDING'`,
  );
}
