/**
 * The carrier of a simulation (domain/sending/simulation.ts): decides where each text goes and takes it itself, or hands it to the
 * carrier behind it where one is configured. Where it goes is written down first, so that a look-up afterwards asks for the
 * same text. Only an installation that says that it is a simulation has one; a real text meets nothing of this.
 */
import type { Logger } from "../../../kit/log/log.ts";
import { parseContactId } from "../../../../domain/ids.ts";
import type {
  Carrier,
  LookUp,
  OfferedText,
  SendOutcome,
  TextIds,
  TextWords,
} from "../../../../domain/sending/carrier.ts";
import { tagged } from "../../../../domain/sending/override-phone.ts";
import { changesNothing, divertedTo, simulatedReply } from "../../../../domain/sending/simulation.ts";
import type { ContactFields, SimulationSettings } from "../../../../domain/sending/simulation.ts";
import { carrierError } from "../../../../twilio/errors.ts";
import type { CarrierEffect } from "../../../../twilio/error-table.ts";
import type { DeliveryReport } from "../../../rpc/campaign-queue.ts";
import { customOf } from "../../store/rows.ts";
import type { ContactRow } from "../../store/rows.ts";
import type { QueueStore } from "../../store/store.ts";
import { enterSimulation, wasSimulated } from "./leave-simulation.ts";
import { simulatedSid } from "./simulated-texts.ts";
import type { SimulatedTexts } from "./simulated-texts.ts";

/** Settings are read again after this many milliseconds. */
const KEPT_MS = 5_000;
const AGAIN_MS = 10_000;
const PHONE_REFUSES_MS = 60_000;
/** Its own rows say at once what it has taken. */
const OWN_LOOK_UP_MS = 1_000;

export type SimulationDeps = {
  store: QueueStore;
  texts: SimulatedTexts;
  /** Takes what is texted; null: no carrier is configured, and nothing leaves the installation. */
  behind: Carrier | null;
  share: Carrier["share"];
  /** The phone that gets every text, before any setting of the organization. */
  fixedTo: string | null;
  settings: () => Promise<SimulationSettings>;
  onFault: Logger["fault"];
};

export class SimulatedCarrier implements Carrier {
  readonly lookUpAfterMs: number;
  readonly absenceIsProofAfterMs: number | null;
  readonly #deps: SimulationDeps;
  #known: { settings: SimulationSettings; untilMs: number } | null = null;
  /** Whether any text of this queue was simulated; null until it is asked. */
  #wasSimulated: boolean | null = null;

  constructor(deps: SimulationDeps) {
    this.#deps = deps;
    this.lookUpAfterMs = deps.behind?.lookUpAfterMs ?? OWN_LOOK_UP_MS;
    this.absenceIsProofAfterMs = deps.behind ? deps.behind.absenceIsProofAfterMs : 0;
  }

  /** As long as it is not known where texts may go, none goes. */
  ready(): Promise<SendOutcome | null> | null {
    const known = this.#known;
    return known !== null && known.untilMs > this.#deps.store.now() ? null : this.#readSettings();
  }

  async carry(text: OfferedText): Promise<SendOutcome> {
    const { store, texts, behind } = this.#deps;
    const settings = this.#known?.settings;
    // Nothing is set or ever was, so texts take the usual way at the usual cost.
    this.#wasSimulated ??= wasSimulated(store);
    if (behind && settings && changesNothing(settings) && !this.#wasSimulated) return behind.carry(text);
    const n = numberOf(text);
    const contact = store.contact(n);
    const message = store.message(n, text.messageId);
    if (!settings || !contact || !message) return { kind: "throttled", retryAfterMs: AGAIN_MS };
    const fields = fieldsOf(contact);
    // After an attempt with an unknown outcome, the next one goes to the same phone.
    const before = message.attempts > 1 ? message.diverted_to : null;
    const to = before ?? divertedTo(settings, { orgId: text.orgId, cell: contact.cell, fields });
    const isTakenHere = behind === null || to === "";
    // What goes out by itself, a confirmation, is answered by nobody.
    const rule = to === "" || message.texter === null ? null : simulatedReply(settings, { text: message.body, fields });
    const taken = {
      n,
      message_id: message.id,
      phone: to || null,
      report: isTakenHere ? (to === "" ? ("SENT" as const) : ("DELIVERED" as const)) : null,
      reply: rule?.reply ?? null,
      reply_after_ms: (rule?.afterSeconds ?? 0) * 1000,
    };
    store.block((change) => {
      if (!this.#wasSimulated) enterSimulation(store);
      if ((message.diverted_to ?? null) !== to) change.saveMessage(message, { diverted_to: to });
      texts.take(taken, isTakenHere);
    });
    this.#wasSimulated = true;
    if (isTakenHere) {
      return { kind: "accepted", sid: simulatedSid(message.id), status: "accepted", from: null, segments: 1 };
    }
    const outcome = await behind.carry({ ...text, ...this.listedAs(text) });
    if (outcome.kind === "accepted") texts.take(taken, true);
    return to !== null && outcome.kind === "rejected" ? aboutPhone(to, outcome) : outcome;
  }

  listedAs(text: TextWords): Pick<TextWords, "to" | "body"> {
    const { to, body } = text;
    const phone = this.#deps.store.message(numberOf(text), text.messageId)?.diverted_to;
    return phone && this.#deps.behind ? { to: phone, body: tagged(to, body) } : { to, body };
  }

  async find(wanted: LookUp & TextIds): ReturnType<Carrier["find"]> {
    const { texts, behind } = this.#deps;
    const { messageId } = wanted;
    if (texts.hasTaken(numberOf(wanted), messageId)) {
      return { kind: "found", sid: simulatedSid(messageId), status: "sent", errorCode: null, from: null, segments: 1 };
    }
    return behind === null ? { kind: "absent" } : behind.find({ ...wanted, ...this.listedAs(wanted) });
  }

  async list(query: { to: string; sinceMs: number }): ReturnType<Carrier["list"]> {
    const { behind, texts } = this.#deps;
    return behind?.list(query) ?? { ok: true, texts: texts.listed(query.to) };
  }

  async fetchMedia(path: string): ReturnType<Carrier["fetchMedia"]> {
    return this.#deps.behind?.fetchMedia(path) ?? { kind: "refused", problem: "This simulation has no carrier" };
  }

  share(...[request]: Parameters<Carrier["share"]>): ReturnType<Carrier["share"]> {
    return this.#deps.share(request);
  }

  /** What is said of the override phone says nothing of the contact whose text it got. */
  readReports(reports: DeliveryReport[]): DeliveryReport[] {
    const { store } = this.#deps;
    return reports.map((report) => {
      if (report.errorCode === null || !store.message(report.n, report.messageId)?.diverted_to) return report;
      return isAboutContact(report.errorCode) ? { ...report, errorCode: null } : report;
    });
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

/** A text that the override phone does not take waits: its contact has nothing to do with it. */
function aboutPhone(phone: string, refused: SendOutcome & { kind: "rejected" }): SendOutcome {
  const { code, message } = refused;
  if (!isAboutContact(code)) return refused;
  const why = `The override phone ${phone} cannot be texted (${code} ${message}): text START from it, or choose another phone.`;
  return { kind: "waits", scope: "service", code, retryAfterMs: PHONE_REFUSES_MS, why };
}

const ABOUT_CONTACT: ReadonlySet<CarrierEffect> = new Set(["opt_out", "bad_number", "unreachable"]);

function isAboutContact(code: number): boolean {
  return ABOUT_CONTACT.has(carrierError(code).effect);
}

function numberOf({ contactId }: TextIds): number {
  const address = parseContactId(contactId);
  if (!address) throw new Error(`${contactId} is not a contact's id.`);
  return address.n;
}

function fieldsOf(contact: ContactRow): ContactFields {
  return { ...customOf(contact), external_id: contact.external_id };
}
