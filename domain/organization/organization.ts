/**
 * `Organization` (key: organization): what texting needs to know of the whole organization while Postgres, where people
 * author it, may be away: teams, trust, and which campaigns share out on request.
 */
import type { SharedCampaign, TeamRank } from "../assignment/request-service.ts";
import type { SimulationSettings } from "../sending/simulation.ts";
import type { Role } from "../statuses.ts";
import type { OrganizationTexts } from "../opt-outs/opt-outs.ts";
import type { TrustSettings } from "../assignment/requests.ts";

/** Everything that admins authored, as one copy. */
export type OrganizationRules = {
  /** Postgres' clock (microseconds) when it was read: a copy that was read earlier is stale. */
  version: number;
  trust: TrustSettings;
  teams: (TeamRank & { personIds: string[] })[];
};

/** Texts that go out by themselves, as one copy. */
export type OrganizationTextsCopy = OrganizationTexts & {
  /** As in `OrganizationRules`. */
  version: number;
};

export type SimulationCopy = SimulationSettings & {
  /** As in `OrganizationRules`. */
  version: number;
};

export interface OrganizationRpc {
  /** The newest copy wins. */
  setSimulation(settings: SimulationCopy): void;
  /** What queues do in a simulation; nothing until an admin has set something. */
  simulation(): SimulationSettings;
  /** The newest copy of the texts wins. */
  setAutomaticTexts(texts: OrganizationTextsCopy): void;
  /** The confirmation of an opt-out and the help text, as they go out. */
  automaticTexts(): OrganizationTexts;
  /** The newest copy of the rules wins. */
  setRules(rules: OrganizationRules): void;
  /** From a campaign, when its state or policy changes; the highest epoch wins. */
  noteCampaign(campaign: SharedCampaign): void;
  /** Teams that a person belongs to. */
  teamsOf(request: { personId: string }): string[];
  /** Where a request of this texter would be served from, the best campaign first, and whose requests are trusted. */
  serviceFor(request: { personId: string; role: Role }): { campaignIds: string[]; trust: TrustSettings };
}
