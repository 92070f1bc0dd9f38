/** The queue's calls to the carrier: offering a text, and looking up texts whose outcome is unknown. */
import { contactId } from "../../../domain/ids.ts";
import type { UndecidedDecision } from "../../../domain/messages/undecided.ts";
import type { Carrier, LookUp, LookUpOutcome } from "../../../domain/sending/carrier.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import { carrierSide, decide } from "../undecided/decisions.ts";
import type { DecisionDeps } from "../undecided/decisions.ts";
import { pictureOf, wordsWithLink } from "../conversations/media.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { resolveUnknowns } from "../undecided/unknowns.ts";
import type { Resolved } from "../undecided/unknowns.ts";
import { carryingService } from "./own-services.ts";
import { mayStillGo, validitySeconds } from "./waves.ts";
import type { CarryOutcome, WaveText } from "./waves.ts";

/** What the organization's campaigns know of the carrier's texts. */
export type KnownTexts = Pick<DecisionDeps, "sidsTo" | "claim">;

/** Public address of a picture. */
export type PictureAddress = (picture: string) => string;

export class CarrierLink {
  readonly #store: QueueStore;
  readonly #carrier: Carrier;
  readonly #known: KnownTexts;
  readonly #pictures: PictureAddress;

  /** @param pictures where a picture is, for a text that has its address instead of the picture itself */
  constructor(store: QueueStore, carrier: Carrier, known: KnownTexts, pictures: PictureAddress) {
    this.#known = known;
    this.#pictures = pictures;
    this.#store = store;
    this.#carrier = carrier;
  }

  get lookUpAfterMs(): number {
    return this.#carrier.lookUpAfterMs;
  }

  async carry(text: WaveText): Promise<CarryOutcome> {
    const asking = this.#carrier.ready?.() ?? null;
    const held = asking && (await asking);
    if (held) return held;
    const { config, key } = this.#store;
    const { message, cell, from, optOuts } = text;
    const validityPeriodSeconds = validitySeconds(this.#store, text);
    if (!config || validityPeriodSeconds === null) return { kind: "withheld" };
    if (!mayStillGo(this.#store, message, optOuts)) return { kind: "withheld" };
    return this.#carrier.carry({
      orgId: config.orgId,
      contactId: contactId(key, message.n),
      messageId: message.id,
      to: cell,
      body: this.#wordsOf(message),
      messagingServiceSid: carryingService(config, message.n),
      from,
      validityPeriodSeconds,
      picture: message.as_link === 1 ? null : pictureOf(message),
    });
  }

  /** The words as the carrier gets them. */
  #wordsOf(message: MessageRow): string {
    return wordsWithLink(message, this.#pictures);
  }

  resolveUnknowns(): Promise<Resolved> {
    const { absenceIsProofAfterMs } = this.#carrier;
    return resolveUnknowns(this.#store, {
      absenceIsProofAfterMs,
      find: (wanted, text) => this.#find(wanted, text),
      inWaves: async (items, work) => {
        const results = await inWaves(items, OUTGOING_CONNECTIONS, work);
        return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      },
    });
  }

  /** The carrier's side of a text that needs a decision. */
  carrierSide(asked: { n: number; messageId: string }) {
    return carrierSide(this.#store, this.#decisionDeps(), asked);
  }

  decide(request: { n: number; messageId: string; decision: UndecidedDecision }) {
    return decide(this.#store, this.#decisionDeps(), request);
  }

  #decisionDeps(): DecisionDeps {
    const carrier = this.#carrier;
    const { absenceIsProofAfterMs } = carrier;
    return {
      list: (query) => carrier.list(query),
      listedAs: (text) => {
        const message = this.#store.message(
          Number(text.contactId.slice(text.contactId.lastIndexOf(".") + 1)),
          text.messageId,
        );
        const carried = message ? { ...text, body: this.#wordsOf(message) } : text;
        return carrier.listedAs?.(carried) ?? { to: carried.to, body: carried.body };
      },
      ...this.#known,
      absenceIsProofAfterMs,
    };
  }

  /** Another campaign may have sent the same body to the number; its texts do not match. */
  async #find(wanted: LookUp, text: MessageRow & { cell: string }): Promise<LookUpOutcome> {
    try {
      const sids = await this.#known.sidsTo(text.cell);
      const found = await this.#carrier.find({
        ...wanted,
        body: this.#wordsOf(text),
        contactId: contactId(this.#store.key, text.n),
        messageId: text.id,
        knownSids: new Set([...(wanted.knownSids ?? []), ...sids]),
      });
      if (found.kind !== "found" || (await this.#known.claim(text, found.sid))) return found;
      return { kind: "unreachable", detail: "another text with the same body has just been matched with it" };
    } catch (error) {
      return { kind: "unreachable", detail: `which texts are known could not be asked: ${String(error)}` };
    }
  }
}
