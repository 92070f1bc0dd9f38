/**
 * Texts that answer without a texter (docs/rules.md#opt-outs-confirmation): one confirmation of an opt-out, where the
 * carrier does not answer itself, and the organization's help text. Owed answers are in a table; an answer's id is made
 * from the inbound text's, so that neither a repeated webhook nor a stop sends two.
 *
 * The confirmation is the one text that follows an opt-out. It belongs to the text by which the number opted out, which
 * only the directory knows, goes within five minutes or never, and not once the contact has opted in again.
 */
import { cleanText } from "../../../domain/scripts/clean-text.ts";
import type { Logger } from "../../kit/log/log.ts";
import { confirmationIn } from "../../../domain/opt-outs/automatic-texts.ts";
import type { OrganizationTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import type { Language } from "../../../domain/opt-outs/reading/grammar.ts";
import { momentIn } from "../store/change.ts";
import type { Change } from "../store/change.ts";
import { clockOf } from "../store/rows.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";

export const CONFIRM_WITHIN_MS = 5 * 60_000;
/** Followed by the carrier's id of the inbound text: the id of its answer. */
const ID_PREFIX = "auto-";
/** A machine that answers "info" to everything must not start an endless exchange. */
const HELP_AGAIN_AFTER_MS = 3_600_000;

/** Pause before the organization's texts are asked for again after a failure. */
const AGAIN_MS = 5_000;

type Owed = {
  n: number;
  message_id: string;
  kind: "confirmation" | "help";
  decided: number;
  at: number;
  /** Of the words that are answered. */
  language: string;
};

/** Part of a block. */
export function oweAnswer(
  store: QueueStore,
  owed: { n: number; messageId: string; kind: Owed["kind"]; at: number; language: Language },
): void {
  store.sql.run(
    "INSERT INTO owed_answers (n, message_id, kind, decided, at, language) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    owed.n,
    owed.messageId,
    owed.kind,
    owed.kind === "help" ? 1 : 0,
    owed.at,
    owed.language,
  );
}

/** The directory's answer for an opt-out: whether this text is the one to confirm. */
export function confirmationIsDecided(store: QueueStore, n: number, messageId: string, decided: boolean): void {
  const ofText = "n = ? AND message_id = ? AND kind = 'confirmation'";
  if (decided) store.sql.run(`UPDATE owed_answers SET decided = 1 WHERE ${ofText}`, n, messageId);
  else store.sql.run(`DELETE FROM owed_answers WHERE ${ofText}`, n, messageId);
}

/** Until when a confirmation may go (epoch ms): its time runs from the text that it answers. */
export function confirmUntilMs(store: QueueStore, message: Pick<MessageRow, "n" | "id" | "at" | "cancelled">): number {
  if (message.cancelled === 1) return 0;
  const inbound = store.message(message.n, message.id.slice(ID_PREFIX.length));
  return (inbound?.at ?? message.at) + CONFIRM_WITHIN_MS;
}

/** Part of a block: the contact has opted in again, so nothing is to be confirmed. */
export function dropConfirmations(store: QueueStore, change: Change, n: number): void {
  store.sql.run("DELETE FROM owed_answers WHERE n = ? AND kind = 'confirmation'", n);
  for (const message of store.thread(n)) {
    if (message.kind !== "confirmation") continue;
    if (message.send_status === "QUEUED") change.saveMessage(message, { send_status: "NOT_ATTEMPTED" });
    // A confirmation that is under way, or of unknown outcome, must not return after a later opt-out, which has its
    // own.
    else if (message.send_status === "SENDING" || message.send_status === "UNKNOWN") {
      change.saveMessage(message, { cancelled: 1 });
    }
  }
}

/** Queues owed answers; returns how many texts were queued. */
export function queueAnswers(store: QueueStore, texts: OrganizationTexts): number {
  return store.block((change) => {
    let queued = 0;
    for (const owed of dueAnswers(store)) {
      store.sql.run("DELETE FROM owed_answers WHERE n = ? AND message_id = ?", owed.n, owed.message_id);
      const contact = store.contact(owed.n);
      const id = ID_PREFIX + owed.message_id;
      if (!contact || store.message(owed.n, id)) continue;
      const isConfirmation = owed.kind === "confirmation";
      const isDue = isConfirmation
        ? contact.opted_out === 1 && change.at < owed.at + CONFIRM_WITHIN_MS
        : contact.opted_out === 0 && !wasHelped(store, owed.n, change.at);
      if (!isDue) continue;
      const at = momentIn(change, contact);
      change.addMessage({
        n: owed.n,
        id,
        direction: "out",
        body: cleanText(isConfirmation ? confirmationIn(texts, owed.language) : texts.help),
        texter: null,
        send_status: "QUEUED",
        sid: null,
        error_code: null,
        at,
        script_version: null,
        kind: isConfirmation ? "confirmation" : "reply",
        attempts: 0,
        sending_at: null,
        look_up_at: null,
        script_step: null,
        script_variant: null,
        clock: clockOf(contact),
      });
      change.saveContact(contact, { last_at: at });
      queued += 1;
    }
    return queued;
  });
}

function dueAnswers(store: QueueStore): Owed[] {
  return store.sql.all<Owed>("SELECT * FROM owed_answers WHERE decided = 1 ORDER BY at LIMIT 500");
}

function wasHelped(store: QueueStore, n: number, nowMs: number): boolean {
  return store
    .thread(n)
    .some((each) => each.direction === "out" && each.texter === null && each.at > nowMs - HELP_AGAIN_AFTER_MS);
}

export type ConfirmationsDeps = {
  store: QueueStore;
  /** The organization's texts; may fail. */
  texts: () => Promise<OrganizationTexts>;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeAt: (atMs: number) => void;
  onQueued: () => void;
  onFault: Logger["fault"];
};

export class Confirmations {
  readonly #deps: ConfirmationsDeps;

  constructor(deps: ConfirmationsDeps) {
    this.#deps = deps;
  }

  /** There may be answers to queue. */
  soon(): void {
    const { store, wakeAt, onFault } = this.#deps;
    if (dueAnswers(store).length === 0) return;
    wakeAt(store.now() + AGAIN_MS);
    this.run().catch((error: unknown) => onFault("answer_not_queued", error));
  }

  async run(): Promise<void> {
    const { store, texts, onQueued } = this.#deps;
    if (dueAnswers(store).length === 0) return;
    if (queueAnswers(store, await texts()) > 0) onQueued();
  }
}
