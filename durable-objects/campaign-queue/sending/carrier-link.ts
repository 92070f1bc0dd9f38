/** The queue's way to the carrier: offering a text, and asking after those whose outcome is unknown. */
import { contactId } from "../../../domain/ids.ts";
import { createMessage } from "../../../twilio/carrier.ts";
import type { Decision } from "../../../domain/messages/undecided.ts";
import { findMessage, listTexts } from "../../../twilio/look-up.ts";
import type { LookUp, LookUpOutcome } from "../../../twilio/look-up.ts";
import type { CarrierSettings } from "../../bindings/carrier.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import { carrierSide, decide } from "../undecided/decisions.ts";
import type { DecisionDeps } from "../undecided/decisions.ts";
import { pictureUrl } from "../conversations/media.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { resolveUnknowns } from "../undecided/unknowns.ts";
import type { Resolved } from "../undecided/unknowns.ts";
import { mayStillGo, validitySeconds } from "./waves.ts";
import type { CarryOutcome, WaveText } from "./waves.ts";

/** What the organization's campaigns know of the carrier's texts. */
export type KnownTexts = Pick<DecisionDeps, "sidsTo" | "claim">;

export class CarrierLink {
  readonly #store: QueueStore;
  readonly #settings: CarrierSettings;
  readonly #known: KnownTexts;

  constructor(store: QueueStore, settings: CarrierSettings, known: KnownTexts) {
    this.#known = known;
    this.#store = store;
    this.#settings = settings;
  }

  get lookUpAfterMs(): number {
    return this.#settings.lookUpAfterMs;
  }

  async carry(text: WaveText): Promise<CarryOutcome> {
    const { config, key } = this.#store;
    const { message, cell, from, optOuts } = text;
    const validityPeriodSeconds = validitySeconds(this.#store, text);
    if (!config || validityPeriodSeconds === null) return { kind: "withheld" };
    if (!mayStillGo(this.#store, message, optOuts)) return { kind: "withheld" };
    const { origin, account, deps } = this.#settings;
    return createMessage(
      account,
      {
        to: cell,
        body: message.body,
        // Carries our own ids, so that a report finds its text before a sid is stored.
        statusCallback: `${origin}/webhooks/twilio/${config.orgId}/status/${contactId(key, message.n)}/${message.id}`,
        messagingServiceSid: config.messagingServiceSid ?? undefined,
        from: from ?? undefined,
        validityPeriodSeconds,
        mediaUrl: pictureUrl(message, origin),
      },
      deps,
    );
  }

  resolveUnknowns(): Promise<Resolved> {
    const { absenceIsProofAfterMs } = this.#settings;
    return resolveUnknowns(this.#store, {
      absenceIsProofAfterMs,
      find: (wanted, text) => this.#find(wanted, text),
      inWaves: async (items, work) => {
        const results = await inWaves(items, OUTGOING_CONNECTIONS, work);
        return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      },
    });
  }

  /** What the carrier has of an undecided text, for whoever decides. */
  carrierSide(asked: { n: number; messageId: string }) {
    return carrierSide(this.#store, this.#decisionDeps(), asked);
  }

  decide(request: { n: number; messageId: string; word: Decision }) {
    return decide(this.#store, this.#decisionDeps(), request);
  }

  #decisionDeps(): DecisionDeps {
    const { account, deps, absenceIsProofAfterMs } = this.#settings;
    return { list: (query) => listTexts(account, query, deps), ...this.#known, absenceIsProofAfterMs };
  }

  /** Another campaign may have sent the same words to the number: its texts are not the wanted one either. */
  async #find(wanted: LookUp, text: MessageRow & { cell: string }): Promise<LookUpOutcome> {
    const { account, deps } = this.#settings;
    try {
      // By the contact's number: in a simulation `wanted.to` is another one.
      const sids = await this.#known.sidsTo(text.cell);
      const found = await findMessage(
        account,
        { ...wanted, knownSids: new Set([...(wanted.knownSids ?? []), ...sids]) },
        deps,
      );
      if (found.kind !== "found" || (await this.#known.claim(text, found.sid))) return found;
      return { kind: "unreachable", detail: "another text with the same words has just taken the carrier's" };
    } catch (error) {
      return { kind: "unreachable", detail: `whose texts are known could not be asked: ${String(error)}` };
    }
  }
}
