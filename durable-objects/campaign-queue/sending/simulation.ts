/**
 * A simulation's hand in carrying texts (domain/sending/simulation.ts): where each goes is written down before the carrier is called,
 * so that a look-up afterwards asks for the same text; and contacts answer after a while. Outside of a simulation none of it
 * is asked, nothing is read and nothing is written.
 */
import { contactId } from "../../../domain/ids.ts";
import { changesNothing, diverted, divertedTo, simulatedReply } from "../../../domain/sending/simulation.ts";
import type { Fields, SimulationSettings } from "../../../domain/sending/simulation.ts";
import { customOf } from "../store/rows.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { mayStillGo } from "./waves.ts";
import type { CarryOutcome, WaveText } from "./waves.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";

/** Settings are read again after this time. */
const KEPT_MS = 5_000;
const AGAIN_MS = 10_000;
const REPLIES_AT_ONCE = 50;

/** What the carrier got of a text: by this it is looked up there. */
export function asCarried({ diverted_to: to, body }: MessageRow, cell: string): { to: string; body: string } {
  return to ? { to, body: diverted(cell, body) } : { to: cell, body };
}

function elsewhere(text: WaveText, to: string): WaveText {
  const { message, cell } = text;
  return { ...text, cell: to, message: { ...message, body: diverted(cell, message.body) } };
}

export type SimulationDeps = {
  store: QueueStore;
  /** Whether this installation is a simulation at all. */
  isOn: boolean;
  /** Gets every text, whatever the organization has set. */
  fixedTo: string | null;
  /** Why nothing may be carried with this configuration; null when all is well. */
  problem: string | null;
  settings: () => Promise<SimulationSettings>;
  carry: (text: WaveText) => Promise<CarryOutcome>;
  /** A contact's answer, as if the carrier had brought it. */
  receive: (inbound: InboundText) => Promise<unknown>;
  /** The durable waker: calls `reply` at this time. */
  wakeAt: (atMs: number) => void;
  onError: (message: string, error: unknown) => void;
};

export class Simulation {
  readonly #deps: SimulationDeps;
  #known: { settings: SimulationSettings; untilMs: number } | null = null;

  constructor(deps: SimulationDeps) {
    this.#deps = deps;
  }

  carry(text: WaveText): Promise<CarryOutcome> {
    const { isOn, problem, carry } = this.#deps;
    if (problem !== null) return this.#hold(problem);
    if (isOn) return this.#isIdle() ? carry(text) : this.#simulate(text);
    // Of a simulation that is over: from now on it is a text to its contact.
    if (text.message.diverted_to) this.#divert(text.message, null);
    return carry(text);
  }

  /** Nothing is set, as far as is known: texts go the usual way, at the usual price. */
  #isIdle(): boolean {
    const known = this.#known;
    return known !== null && known.untilMs > this.#deps.store.now() && changesNothing(known.settings);
  }

  async #simulate(text: WaveText): Promise<CarryOutcome> {
    const { store, carry } = this.#deps;
    let settings: SimulationSettings;
    try {
      settings = await this.#settings();
    } catch (error) {
      // Without knowing where it may go, it goes nowhere.
      return this.#hold(error);
    }
    if (changesNothing(settings)) return carry(text);
    const { message, optOuts } = text;
    const contact = store.contact(message.n);
    if (!contact || !mayStillGo(store, message, optOuts)) return { kind: "withheld" };
    const fields = fieldsOf(contact);
    const to = divertedTo(settings, contactId(store.key, message.n), fields);
    const present = store.message(message.n, message.id) ?? message;
    // After an attempt of unknown outcome the next one goes to the same phone.
    const goesTo = (message.attempts > 1 ? present.diverted_to : null) ?? to;
    if ((present.diverted_to ?? null) !== goesTo) this.#divert(present, goesTo);
    const outcome: CarryOutcome =
      goesTo === ""
        ? { kind: "accepted", sid: `simulated-${message.id}`, status: "accepted", from: null, segments: 1 }
        : await carry(goesTo === null ? text : elsewhere(text, goesTo));
    if (outcome.kind === "accepted" && goesTo !== "" && message.texter !== null) {
      const reply = simulatedReply(settings, { text: message.body, fields });
      if (reply) this.#owe(message, reply.reply, store.now() + reply.afterSeconds * 1000);
    }
    return outcome;
  }

  #divert(message: MessageRow, to: string | null): void {
    this.#deps.store.block((change) => change.saveMessage(message, { diverted_to: to }));
  }

  /** Brings the answers that are due. */
  async reply(): Promise<void> {
    const { store, isOn, receive, wakeAt } = this.#deps;
    const due = store.sql.all<{ n: number; message_id: string; body: string }>(
      "SELECT n, message_id, body FROM simulated_replies WHERE due_at <= ? ORDER BY due_at LIMIT ?",
      store.now(),
      REPLIES_AT_ONCE,
    );
    for (const { n, message_id: messageId, body } of due) {
      // The id follows from the text's, so that an answer that comes again after a stop is the same one.
      if (isOn) await receive({ sid: `simulated-reply-${messageId}`, n, body, carrierAnswered: false });
      store.sql.run("DELETE FROM simulated_replies WHERE n = ? AND message_id = ?", n, messageId);
    }
    const nextMs = store.sql.scalar<number>("SELECT min(due_at) FROM simulated_replies");
    if (nextMs !== null) wakeAt(nextMs);
  }

  #owe(message: MessageRow, body: string, dueMs: number): void {
    const { store, wakeAt } = this.#deps;
    store.sql.run(
      "INSERT INTO simulated_replies (n, message_id, body, due_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      message.n,
      message.id,
      body,
      dueMs,
    );
    wakeAt(dueMs);
  }

  async #settings(): Promise<SimulationSettings> {
    const { store, settings, fixedTo } = this.#deps;
    if (this.#known && this.#known.untilMs > store.now()) return this.#known.settings;
    const read = await settings();
    const known = { ...read, to: fixedTo ?? read.to };
    this.#known = { settings: known, untilMs: store.now() + KEPT_MS };
    return known;
  }

  #hold(why: unknown): Promise<CarryOutcome> {
    this.#deps.onError("texts are held", why);
    return Promise.resolve({ kind: "throttled", retryAfterMs: AGAIN_MS });
  }
}

function fieldsOf(contact: ContactRow): Fields {
  return { ...customOf(contact), external_id: contact.external_id };
}
