/**
 * The carrier of a simulation (domain/sending/simulation.ts): where each text goes is written down before the carrier behind it
 * is called, so that a look-up afterwards asks for the same text; and contacts answer after a while. Only an installation that
 * says that it is a simulation has one; a real text meets nothing of this.
 */
import type { Logger } from "../../kit/log/log.ts";
import { parseContactId } from "../../../domain/ids.ts";
import type { Carrier, LookUp, OfferedText, SendOutcome, TextIds, TextWords } from "../../../domain/sending/carrier.ts";
import { changesNothing, diverted, divertedTo, simulatedReply } from "../../../domain/sending/simulation.ts";
import type { Fields, SimulationSettings } from "../../../domain/sending/simulation.ts";
import type { InboundText } from "../../rpc/campaign-queue.ts";
import { customOf } from "../store/rows.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { enterSimulation, wasSimulated } from "./leave-simulation.ts";

/** Settings are read again after this time. */
const KEPT_MS = 5_000;
const AGAIN_MS = 10_000;
const REPLIES_AT_ONCE = 50;

export type SimulationDeps = {
  store: QueueStore;
  /** Takes what is texted. */
  behind: Carrier;
  /** Gets every text, whatever the organization has set. */
  fixedTo: string | null;
  settings: () => Promise<SimulationSettings>;
  /** A contact's answer, as if the carrier had brought it. */
  receive: (inbound: InboundText) => Promise<unknown>;
  /** The durable waker: calls `reply` at this time. */
  wakeAt: (atMs: number) => void;
  onFault: Logger["fault"];
};

export class SimulatedCarrier implements Carrier {
  readonly #deps: SimulationDeps;
  #known: { settings: SimulationSettings; untilMs: number } | null = null;

  constructor(deps: SimulationDeps) {
    this.#deps = deps;
  }

  get lookUpAfterMs(): number {
    return this.#deps.behind.lookUpAfterMs;
  }

  get absenceIsProofAfterMs(): number {
    return this.#deps.behind.absenceIsProofAfterMs;
  }

  /** Without knowing where texts may go, they go nowhere. */
  ready(): Promise<SendOutcome | null> | null {
    const known = this.#known;
    return known !== null && known.untilMs > this.#deps.store.now() ? null : this.#readSettings();
  }

  async carry(text: OfferedText): Promise<SendOutcome> {
    const { store, behind } = this.#deps;
    const settings = this.#known?.settings;
    // Nothing is set, and never was: texts go the usual way, at the usual price.
    if (settings && changesNothing(settings) && !wasSimulated(store)) return behind.carry(text);
    const n = contactOf(text);
    const contact = store.contact(n);
    const message = store.message(n, text.messageId);
    if (!settings || !contact || !message) return { kind: "throttled", retryAfterMs: AGAIN_MS };
    enterSimulation(store);
    const fields = fieldsOf(contact);
    // After an attempt of unknown outcome the next one goes to the same phone.
    const goesTo = (message.attempts > 1 ? message.diverted_to : null) ?? divertedTo(settings, text.contactId, fields);
    if ((message.diverted_to ?? null) !== goesTo) {
      store.block((change) => change.saveMessage(message, { diverted_to: goesTo }));
    }
    if (goesTo === "") {
      return { kind: "accepted", sid: `simulated-${message.id}`, status: "accepted", from: null, segments: 1 };
    }
    const outcome = await behind.carry({ ...text, ...this.listedAs(text) });
    if (outcome.kind === "accepted" && message.texter !== null) {
      const reply = simulatedReply(settings, { text: message.body, fields });
      if (reply) this.#owe(message, reply.reply, store.now() + reply.afterSeconds * 1000);
    }
    return outcome;
  }

  listedAs(text: TextWords): Pick<TextWords, "to" | "body"> {
    const { to, body } = text;
    const goesTo = this.#deps.store.message(contactOf(text), text.messageId)?.diverted_to;
    return goesTo ? { to: goesTo, body: diverted(to, body) } : { to, body };
  }

  find(wanted: LookUp & TextIds) {
    return this.#deps.behind.find({ ...wanted, ...this.listedAs(wanted) });
  }

  list(query: { to: string; sinceMs: number }) {
    return this.#deps.behind.list(query);
  }

  fetchMedia(path: string) {
    return this.#deps.behind.fetchMedia(path);
  }

  lease(...[request]: Parameters<Carrier["lease"]>) {
    return this.#deps.behind.lease(request);
  }

  /** Brings the answers that are due. */
  async reply(): Promise<void> {
    const { store, receive, wakeAt } = this.#deps;
    const due = store.sql.all<{ n: number; message_id: string; body: string }>(
      "SELECT n, message_id, body FROM simulated_replies WHERE due_at <= ? ORDER BY due_at LIMIT ?",
      store.now(),
      REPLIES_AT_ONCE,
    );
    for (const { n, message_id: messageId, body } of due) {
      // The id follows from the text's, so that an answer that comes again after a stop is the same one.
      await receive({ sid: `simulated-reply-${messageId}`, n, body, carrierAnswered: false });
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

  async #readSettings(): Promise<SendOutcome | null> {
    const { store, settings, fixedTo, onFault } = this.#deps;
    try {
      const read = await settings();
      this.#known = { settings: { ...read, to: fixedTo ?? read.to }, untilMs: store.now() + KEPT_MS };
      return null;
    } catch (error) {
      onFault("simulation_settings_not_read", error);
      return { kind: "throttled", retryAfterMs: AGAIN_MS };
    }
  }
}

function contactOf({ contactId }: TextIds): number {
  const address = parseContactId(contactId);
  if (!address) throw new Error(`${contactId} is no contact's id.`);
  return address.n;
}

function fieldsOf(contact: ContactRow): Fields {
  return { ...customOf(contact), external_id: contact.external_id };
}
