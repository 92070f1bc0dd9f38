/**
 * What becomes of the texts that a simulated carrier has taken: they reach the override phone, are reported as delivered, and
 * their contacts answer. All of it is in rows and an alarm, so that a stop loses nothing, and in steps that may be repeated:
 * reports and answers come by the ways of the carrier's webhooks, with ids that follow from the text's.
 */
import { contactId } from "../../../../domain/ids.ts";
import type { ListedText } from "../../../../domain/sending/carrier.ts";
import { tagged } from "../../../../domain/sending/override-phone.ts";
import type { GotText } from "../../../../domain/sending/override-phone.ts";
import type { CampaignQueueRpc, DeliveryReport } from "../../../rpc/campaign-queue.ts";
import { pictureOf } from "../../conversations/media.ts";
import type { ContactRow, MessageRow } from "../../store/rows.ts";
import type { QueueStore } from "../../store/store.ts";

/** Between a text and its simulated delivery: long enough to be seen as sent. */
const DELIVERED_AFTER_MS = 1_000;
/** The carrier behind may not answer; then a look-up says what became of the text. */
const UNANSWERED_MS = 60_000;
/** While its wave is under way, and while its outcome is looked up. */
const LOOK_AGAIN_MS = { SENDING: 200, UNKNOWN: 15_000 };
const AT_ONCE = 200;
const ROUNDS = 10;

export type SimulatedTextsDeps = {
  store: QueueStore;
  /** The ways that the carrier's webhooks take. */
  receive: CampaignQueueRpc["receive"];
  deliveryReports: CampaignQueueRpc["deliveryReports"];
  /** Writes down what the override phone got; the same text again is the same entry. */
  phoneGot: (texts: GotText[]) => Promise<void>;
  /** The durable waker: calls `run` at this time. */
  wakeAt: (atMs: number) => void;
};

export type SimulatedText = {
  n: number;
  message_id: string;
  /** The override phone that it went to; null: it went to its contact, or nowhere. */
  phone: string | null;
  /** What is reported of it; null: the carrier behind reports. */
  report: "DELIVERED" | "SENT" | null;
  reply: string | null;
  reply_after_ms: number;
  due_at: number;
};

export function simulatedSid(messageId: string): string {
  return `simulated-${messageId}`;
}

export class SimulatedTexts {
  readonly #deps: SimulatedTextsDeps;

  constructor(deps: SimulatedTextsDeps) {
    this.#deps = deps;
  }

  /** Part of a block. @param accepted false: the carrier behind has still to be called */
  take(text: Omit<SimulatedText, "due_at">, accepted: boolean): void {
    const { store, wakeAt } = this.#deps;
    // What a carrier has delivered is in the phone's hand already, which may answer.
    const afterMs = accepted ? (text.report === null ? 0 : DELIVERED_AFTER_MS) : UNANSWERED_MS;
    const dueMs = store.now() + afterMs;
    store.sql.run(
      `INSERT INTO simulated_texts (n, message_id, phone, report, reply, reply_after_ms, due_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (n, message_id) DO UPDATE SET phone = excluded.phone, report = excluded.report,
         reply = excluded.reply, reply_after_ms = excluded.reply_after_ms, due_at = excluded.due_at`,
      text.n,
      text.message_id,
      text.phone,
      text.report,
      text.reply,
      text.reply_after_ms,
      dueMs,
    );
    wakeAt(dueMs);
  }

  /** Whether the simulated carrier itself has taken a text and not yet reported it. */
  hasTaken(n: number, messageId: string): boolean {
    const taken = "SELECT 1 FROM simulated_texts WHERE n = ? AND message_id = ? AND report IS NOT NULL";
    return this.#deps.store.sql.scalar(taken, n, messageId) !== null;
  }

  /** Those to a number, as a carrier's list shows them. */
  listed(to: string): ListedText[] {
    const taken = this.#deps.store.sql.all<{ id: string; body: string; at: number }>(
      `SELECT m.id, m.body, m.at FROM simulated_texts s JOIN messages m ON m.n = s.n AND m.id = s.message_id
       JOIN contacts c ON c.n = s.n WHERE c.cell = ? AND s.report IS NOT NULL ORDER BY m.at DESC`,
      to,
    );
    const messagingServiceSid = this.#deps.store.config?.messagingServiceSid ?? null;
    return taken.map(({ id, body, at }) => ({
      sid: simulatedSid(id),
      to,
      from: null,
      body,
      status: "sent",
      errorCode: null,
      createdAtMs: at,
      direction: "outbound-api",
      messagingServiceSid,
      segments: 1,
    }));
  }

  /** Deals with what is due; then plans the rest. */
  async run(): Promise<void> {
    const { store, wakeAt } = this.#deps;
    for (let round = 0; round < ROUNDS; round += 1) {
      const due = store.sql.all<SimulatedText>(
        "SELECT * FROM simulated_texts WHERE due_at <= ? ORDER BY due_at LIMIT ?",
        store.now(),
        AT_ONCE,
      );
      if (due.length === 0) break;
      await this.#deliver(due);
    }
    await this.#answer();
    const nextMs = store.sql.scalar<number>(
      `SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM simulated_texts
         UNION ALL SELECT min(due_at) FROM simulated_replies)`,
    );
    if (nextMs !== null) wakeAt(nextMs);
  }

  async #deliver(due: readonly SimulatedText[]): Promise<void> {
    const { store, deliveryReports, phoneGot } = this.#deps;
    const messages = new Map(due.map((text) => [text, store.message(text.n, text.message_id)]));
    const arrived = due.filter((text) => hasArrived(text, messages.get(text) ?? null));
    const forPhone = arrived.flatMap((text) => {
      const message = messages.get(text);
      const contact = store.contact(text.n);
      return message && contact && text.phone !== null ? [gotText(store.key, text.phone, contact, message)] : [];
    });
    if (forPhone.length > 0) await phoneGot(forPhone);
    const reports = arrived.flatMap(({ n, message_id: messageId, report: status }): DeliveryReport[] =>
      status === null ? [] : [{ n, messageId, sid: simulatedSid(messageId), status, errorCode: null }],
    );
    if (reports.length > 0) await deliveryReports({ reports });
    store.sql.transaction(() => {
      for (const text of due) this.#settle(text, messages.get(text) ?? null, arrived.includes(text));
    });
  }

  #settle(text: SimulatedText, message: MessageRow | null, arrived: boolean): void {
    const { sql, now } = this.#deps.store;
    const { n, message_id: messageId, reply } = text;
    const where = "n = ? AND message_id = ?";
    const status = message?.send_status;
    if (!arrived && (status === "SENDING" || status === "UNKNOWN")) {
      sql.run(`UPDATE simulated_texts SET due_at = ? WHERE ${where}`, now() + LOOK_AGAIN_MS[status], n, messageId);
      return;
    }
    sql.run(`DELETE FROM simulated_texts WHERE ${where}`, n, messageId);
    if (!arrived || reply === null) return;
    sql.run(
      "INSERT INTO simulated_replies (n, message_id, body, due_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      n,
      messageId,
      reply,
      now() + text.reply_after_ms,
    );
  }

  /** Brings the answers that are due. */
  async #answer(): Promise<void> {
    const { store, receive } = this.#deps;
    const due = store.sql.all<{ n: number; message_id: string; body: string }>(
      "SELECT n, message_id, body FROM simulated_replies WHERE due_at <= ? ORDER BY due_at LIMIT ?",
      store.now(),
      AT_ONCE,
    );
    for (const { n, message_id: messageId, body } of due) {
      // The id follows from the text's, so that an answer that comes again after a stop is the same one.
      await receive({ sid: `simulated-reply-${messageId}`, n, body, carrierAnswered: false });
      store.sql.run("DELETE FROM simulated_replies WHERE n = ? AND message_id = ?", n, messageId);
    }
  }
}

/** Where the carrier behind reports, the text's own state says whether it took it. */
function hasArrived({ report }: SimulatedText, message: MessageRow | null): boolean {
  if (report !== null) return message !== null;
  return message?.send_status === "SENT" || message?.send_status === "DELIVERED";
}

function gotText(key: string, phone: string, contact: ContactRow, message: MessageRow): GotText {
  const picture = pictureOf(message);
  return {
    id: message.id,
    phone,
    contactId: contactId(key, contact.n),
    cell: contact.cell,
    name: `${contact.first_name} ${contact.last_name}`.trim(),
    body: tagged(contact.cell, message.body),
    ...(picture === null ? {} : { picture }),
  };
}
