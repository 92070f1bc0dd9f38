/** What admins do with the numbers of a draft; once it has started its numbers are fixed. */
import { numbersNeeded } from "../../../domain/numbers/needed.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { ReleaseForCampaignRequest, ReserveForCampaignRequest } from "../../rpc/campaign-numbers.ts";
import type { OfOrganization } from "../../rpc/requests.ts";
import type { CampaignState } from "../state.ts";
import type { DraftReservations } from "./reserved-numbers.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const NOT_DRAFT = refuse("not_draft" as const, "The campaign has started, so its numbers cannot be changed anymore.");

export class DraftNumberCalls {
  readonly #state: CampaignState;
  readonly #reservations: DraftReservations;

  constructor({ state, reservations }: { state: CampaignState; reservations: DraftReservations }) {
    this.#state = state;
    this.#reservations = reservations;
  }

  async reserve({ orgId, requestId, pool, codes, rules }: ReserveForCampaignRequest) {
    const refusal = this.#refusal(orgId);
    if (refusal) return refusal;
    const needed = numbersNeeded(this.#state.numbers().contacts, rules);
    const reserved = await this.#reservations.reserve({ requestId, pool, codes, needed });
    // Started or deleted while the inventories were asked.
    if (this.#refusal(orgId)) await this.#reservations.release();
    return reserved.ok ? { ok: true as const, reserved: this.#reservations.shown() } : reserved;
  }

  async release({ orgId, areaCode }: ReleaseForCampaignRequest) {
    const refusal = this.#refusal(orgId);
    if (refusal) return refusal;
    await this.#reservations.release(areaCode ?? null);
    return { ok: true as const, reserved: this.#reservations.shown() };
  }

  async renew({ orgId }: OfOrganization): Promise<void> {
    if (!this.#refusal(orgId)) await this.#reservations.renew();
  }

  shown({ orgId }: OfOrganization) {
    return this.#state.of(orgId) ? { ok: true as const, reserved: this.#reservations.shown() } : NOT_FOUND;
  }

  #refusal(orgId: string): Refusal<"not_found" | "not_draft"> | null {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    return info.status === "DRAFT" ? null : NOT_DRAFT;
  }
}
