/**
 * The calls that an organization's object answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { SharedCampaign } from "../../domain/assignment/request-service.ts";
import type { TrustSettings } from "../../domain/assignment/requests.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type {
  OrganizationRules,
  OrganizationTextsCopy,
  SimulationCopy,
} from "../../domain/organization/organization.ts";
import type { OwnAccounts, OwnAccountsCopy } from "../../domain/sending/own-account.ts";
import type { OrganizationLabels, OrganizationLabelsCopy } from "../../domain/scripts/organization-labels.ts";
import type { HeldWebhooks } from "../../domain/sending/held-webhooks.ts";
import type { GotText, PhoneSaid, PhoneText } from "../../domain/sending/override-phone.ts";
import type { CallShare } from "../../domain/phone-service/call-limits.ts";
import type { PhoneServiceCopy, PhoneServiceKnown } from "../../domain/phone-service/api-tokens.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { SimulationSettings } from "../../domain/sending/simulation.ts";
import type { Role } from "../../domain/statuses.ts";

export type TeamsOfRequest = { personId: string };

export type MembersOfRequest = { teamIds: string[] };

export type ServiceForRequest = { personId: string; role: Role };

/** An inbound webhook as it came, of an account of the organization that cannot be opened. Nothing of it is proven. */
export type HoldWebhookRequest = {
  orgId: string;
  accountSid: string;
  /** As the carrier would have signed it. */
  url: string;
  body: string;
  contentType: string;
  signature: string;
  signatureSettings: string | null;
  /** The address that posted it. */
  client: string;
};

export interface OrganizationRpc {
  /** The newest copy wins. */
  setSimulation(settings: SimulationCopy): CopyTaken;
  /** The settings of a simulation; empty until an admin has set something. */
  simulation(): SimulationSettings;
  /** From a queue: texts that went to the override phone; the same text again is the same entry. */
  phoneGot(request: { texts: GotText[] }): void;
  /**
   * The override phone texts: whom it means, decided once per id. null: this is not the override phone, and never was.
   */
  phoneSays(request: { id: string; phone: string; body: string }): PhoneSaid | null;
  /** No contact was found for a text of the override phone. */
  phoneFoundNobody(request: { id: string }): void;
  /** What the override phone got and said lately, newest first; none without such a phone. */
  phoneTexts(): { phone: string | null; texts: PhoneText[] };
  /** The newest copy of the texts wins. */
  setAutomaticTexts(texts: OrganizationTextsCopy): CopyTaken;
  /** The confirmation of an opt-out and the help text, as they go out. */
  automaticTexts(): OrganizationTexts;
  /** The newest copy wins. */
  setCarrierAccounts(accounts: OwnAccountsCopy): CopyTaken;
  /** Its carrier accounts, sealed. Asked for webhooks that nobody has proven yet, so it stores nothing. */
  carrierAccounts(): OwnAccounts;
  /** Keeps a webhook until its account opens, then proves and delivers it. `not_needed`: its account opens now. */
  holdWebhook(request: HoldWebhookRequest): Promise<{ ok: true } | Refusal<"not_needed" | "no_room">>;
  heldWebhooks(): Promise<HeldWebhooks>;
  /** The newest copy wins. */
  setPhoneService(copy: PhoneServiceCopy): CopyTaken;
  /** Its API tokens and settings. Asked for tokens that may be made up, so it stores nothing. */
  phoneService(): PhoneServiceKnown;
  /** A program has called with this token. */
  tokenUsed(request: { tokenId: string; atMs: number }): void;
  /** A share of the calls that a token may make; it counts as used. */
  takeCalls(request: { tokenId: string; callsPerSecond: number }): CallShare;
  /** When each token was used last, epoch ms. */
  tokenUses(): Record<string, number>;
  /** The newest copy of the labels wins. */
  setLabels(labels: OrganizationLabelsCopy): CopyTaken;
  /** null: none has been delivered yet. */
  labels(): OrganizationLabels | null;
  /** The newest copy of the rules wins. */
  setRules(rules: OrganizationRules): CopyTaken;
  /** From a campaign, when its state or policy changes; the highest epoch wins. */
  storeCampaign(campaign: SharedCampaign): void;
  /** Ids of all teams; null: none has been delivered yet. */
  teamIds(): string[] | null;
  /** Teams that a person belongs to. */
  teamsOf(request: TeamsOfRequest): string[];
  /** The people of each of these teams; a team that it does not have has none. */
  membersOf(request: MembersOfRequest): Record<string, string[]>;
  /** The campaigns that a request of this texter would be served from, the best first, and the trust settings. */
  serviceFor(request: ServiceForRequest): { campaignIds: string[]; trust: TrustSettings };
}
