/**
 * The calls about its numbers that a campaign's object answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { NumberSetup, ReservedNumbers } from "../../domain/numbers/campaign-numbers.ts";
import type { NumberRules } from "../../domain/numbers/needed.ts";
import type { CodeWish } from "../../domain/numbers/suggest-codes.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { OfOrganization } from "./requests.ts";

export type ReserveForCampaignRequest = OfOrganization & {
  /** Made by the client: the same again is the same reservation. */
  requestId: string;
  pool: string;
  codes: CodeWish[];
  rules: NumberRules;
};

export type ReleaseForCampaignRequest = OfOrganization & {
  /** Absent: all of them. */
  areaCode?: string | undefined;
};

type Reserved = { ok: true; reserved: ReservedNumbers };

export type TakeOutRequest = OfOrganization & { number: string; why: string };

/** `not_running`: its numbers are being set up, or it is over. */
export type TakeOutOutcome = { ok: true } | { ok: false; reason: "not_running" | "not_in_service" | "too_few_left" };

export interface CampaignNumbersRpc {
  /** All of them or none, beside what the draft has already. */
  reserveNumbers(
    request: ReserveForCampaignRequest,
  ): Promise<Reserved | Refusal<"not_found" | "not_draft" | "other_request" | "too_many" | "numbers_gone">>;
  releaseNumbers(request: ReleaseForCampaignRequest): Promise<Reserved | Refusal<"not_found" | "not_draft">>;
  /** The draft was edited: what it has reserved lasts a day from now. */
  renewNumbers(request: OfOrganization): Promise<void>;
  reservedNumbers(request: OfOrganization): Reserved | Refusal<"not_found">;
  /** How many contacts have which area code, by a sample of the queues: shares, not counts. */
  areaCodesOfContacts(request: OfOrganization): Promise<{ areaCode: string; count: number }[]>;
  /** An unhealthy number leaves the Messaging Service by which the campaign texts. Fails while the carrier cannot be called. */
  takeOutNumber(request: TakeOutRequest): Promise<TakeOutOutcome | Refusal<"not_found">>;
  /** Sets up the numbers of a started campaign again after that was given up. */
  setUpNumbersAgain(request: OfOrganization): { ok: true; setup: NumberSetup | null } | Refusal<"not_found">;
}
